// Steps of the ledger guest: a record of each kind by phase; 1,000 transfers by the translator beside the interpreter; the worst
// batch that the Inbox admits with its CPU time.
// Usage: node bench/ledger-guest.ts
import { type Engine, INTERPRETER } from "../src/machine/engine.ts";
import { TRANSLATOR } from "../src/translator/engine.ts";
import { KINDS, workOf } from "./lib/ledgerBatches.ts";
import { boundOf, MOST_RECORDS, runKind } from "./lib/ledgerBound.ts";
import { anchorOf, type End, MAX_STEPS, nodesOf, PHASES, runBatch } from "./lib/ledgerGuest.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { keepSnapshot, type Snapshot } from "./lib/snapshot.ts";

const RECORDS = 48;
/** What a transfer may take, its signature included. */
const BUDGET = 250_000;
/** Transfers of the batch by which guests are compared, the seconds that it may take, and how often it is run; odd. */
const MANY = 1_000;
const MANY_SECONDS = 3;
const REPEATS = 3;
/** Seconds that the program is registered with: a bound on this machine's worst batch that leaves room for a slower one. */
const WORST_SECONDS = 240;

const figures: Figure[] = [];
const snapshot: Record<string, number> = {};
const ends: End[] = [];
for (const kind of KINDS) {
  const end = runKind(kind, RECORDS);
  ends.push(end);
  for (const phase of PHASES) snapshot[`${kind} ${phase}`] = Math.round(end.phases[phase] / RECORDS);
  const steps = Math.round(end.steps / RECORDS);
  snapshot[kind] = steps;
  const ratio = { to: "the budget", value: steps / BUDGET };
  figures.push({ name: `${kind}, a record`, value: steps, unit: "steps", ratio });
  for (const phase of PHASES) {
    figures.push({ name: `  ${phase}`, value: snapshot[`${kind} ${phase}`]!, unit: "steps" });
  }
}
const bound = boundOf(ends, RECORDS);
snapshot["bound of a batch"] = bound;
figures.push({
  name: `bound of any batch, ${MOST_RECORDS} records`,
  value: bound,
  unit: "steps",
  ratio: { to: "maxSteps", value: bound / MAX_STEPS },
});
if (!process.argv.includes("--check")) {
  console.log("the longest batches take a minute");
  figures.push(...transfers());
  for (const kind of ["forged", "transfer"] as const) {
    const name = `longest batch, ${kind}`;
    const { steps, seconds } = measured(workOf(kind, MOST_RECORDS), INTERPRETER);
    figures.push(
      { name, value: steps, unit: "steps", ratio: { to: "maxSteps", value: steps / MAX_STEPS } },
      { name, value: seconds, unit: "s of CPU", ratio: { to: "worstSeconds", value: seconds / WORST_SECONDS } },
    );
  }
  writeResult("ledger-guest", figures);
}
keepSnapshot("ledger-guest", snapshot satisfies Snapshot);

/** Both engines by turns, the medians. */
function transfers(): Figure[] {
  const name = `${MANY} transfers`;
  const work = workOf("transfer", MANY);
  const all = Array.from({ length: REPEATS }, () => [TRANSLATOR, INTERPRETER].map((engine) => measured(work, engine)));
  const [translator, interpreter] = [0, 1].map(
    (i) => all.map((one) => one[i]!.seconds).toSorted((a, b) => a - b)[(REPEATS - 1) / 2]!,
  ) as [number, number];
  const { steps } = all[0]![0]!;
  return [
    { name, value: steps, unit: "steps", ratio: { to: "maxSteps", value: steps / MAX_STEPS } },
    {
      name,
      value: translator,
      unit: "s of CPU",
      ratio: { to: `the ${MANY_SECONDS} s that it may take`, value: translator / MANY_SECONDS },
    },
    {
      name: `${name}, by the interpreter`,
      value: interpreter,
      unit: "s of CPU",
      ratio: { to: "the translator", value: interpreter / translator },
    },
  ];
}

/** A batch, run whole. Of the longest, those of forged signatures take most steps, those of transfers most time. */
function measured({ state, batch }: ReturnType<typeof workOf>, engine: Engine): { steps: number; seconds: number } {
  const nodes = nodesOf(state);
  const started = process.cpuUsage();
  const { steps } = runBatch(batch, anchorOf(state), nodes, engine);
  const { user, system } = process.cpuUsage(started);
  return { steps, seconds: Math.round((user + system) / 1e4) / 100 };
}
