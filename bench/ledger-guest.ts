// Steps of the ledger guest: a record of each kind by phase, and the worst batch that the Inbox admits with its CPU time.
// Usage: node bench/ledger-guest.ts
import { type Kind, KINDS, workOf } from "./lib/ledgerBatches.ts";
import { boundOf, MOST_RECORDS, runKind } from "./lib/ledgerBound.ts";
import { anchorOf, type End, MAX_STEPS, nodesOf, PHASES, runBatch } from "./lib/ledgerGuest.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { keepSnapshot, type Snapshot } from "./lib/snapshot.ts";

const RECORDS = 48;
/** What a transfer may take, its signature included. */
const BUDGET = 250_000;
/** Transfers of the batch by which guests are compared, and the seconds that it may take. */
const MANY = 1_000;
const MANY_SECONDS = 3;
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
  figures.push(...measured(`${MANY} transfers`, "transfer", MANY, MANY_SECONDS, "the 3 s that it may take"));
  for (const kind of ["forged", "transfer"] as const) {
    figures.push(...measured(`longest batch, ${kind}`, kind, MOST_RECORDS, WORST_SECONDS, "worstSeconds"));
  }
  writeResult("ledger-guest", figures);
}
keepSnapshot("ledger-guest", snapshot satisfies Snapshot);

/** A batch of one kind, run whole: forged signatures are most steps, transfers most time. */
function measured(name: string, kind: Kind, records: number, most: number, of: string): Figure[] {
  const { state, batch } = workOf(kind, records);
  const nodes = nodesOf(state);
  const started = process.cpuUsage();
  const { steps } = runBatch(batch, anchorOf(state), nodes);
  const { user, system } = process.cpuUsage(started);
  const seconds = Math.round((user + system) / 1e4) / 100;
  return [
    { name, value: steps, unit: "steps", ratio: { to: "maxSteps", value: steps / MAX_STEPS } },
    { name, value: seconds, unit: "s of CPU", ratio: { to: of, value: seconds / most } },
  ];
}
