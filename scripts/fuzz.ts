/**
 * `npm run fuzz -- [--seed s] [--steps n] [--leg name …] [--json] [--help]`: random and structured programs, each step on every
 * implementation of the machine (docs/security/fuzz.md). Exit code 0 if all agree, 1 if they do not or if something never
 * came up, 2 for a command line that makes no sense.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import prettier from "prettier";
import { writeResult } from "../bench/lib/result.ts";
import { grouped } from "../src/cli/format.ts";
import { table, toJson } from "../src/cli/output.ts";
import { listing, toCase } from "./fuzz/caseFile.ts";
import { type Failure, fuzz, type Outcome } from "./fuzz/fuzz.ts";
import { LEGS, type LegName, legsNamed } from "./fuzz/legs.ts";

/** Fewer steps need not meet everything. */
const ENOUGH_FOR_ALL = 50_000;
/** Runs of all legs from here on are worth keeping. */
const ENOUGH_TO_KEEP = 100_000;

const CASES = fileURLToPath(new URL("../test/machine/cases/", import.meta.url));

const HELP = `Runs programs on every implementation of the machine and compares them after each step.

  npm run fuzz -- [--seed s] [--steps n] [--leg name]... [--json]

  --seed s     number that the programs come from (default: another one each time; it is printed)
  --steps n    steps of all programs together (default: 20000)
  --leg name   ${Object.keys(LEGS).join(", ")} or all (default); may be given several times
  --json       print one JSON document instead of text

A difference is shrunk to a short program, which is printed and written to test/machine/cases; \`npm test\` replays it from
then on. A run of all legs with at least ${ENOUGH_TO_KEEP} steps, in text, is written to bench/results/fuzz.json.

Example:
  npm run fuzz -- --seed 7 --steps 100000 --leg judge --leg replay`;

type Options = {
  readonly seed: number;
  readonly steps: number;
  readonly legs: readonly LegName[];
  readonly json: boolean;
};

async function main(args: readonly string[]): Promise<void> {
  const options = parse(args);
  if (options === undefined) {
    console.log(HELP);
    return;
  }
  const { seed, steps, json } = options;
  const legs = await legsNamed(options.legs, (name, why) => console.error(`LEG LEFT OUT: ${name}, because ${why}`));
  if (!json) console.log(`seed ${seed}, ${grouped(steps)} steps, legs ${legs.map(({ name }) => name).join(", ")}`);
  const start = process.cpuUsage();
  const outcome = await fuzz(seed, steps, legs, (taken) => progress(taken, steps));
  const { user, system } = process.cpuUsage(start);
  const missing = steps < ENOUGH_FOR_ALL ? [] : outcome.coverage.missing();
  const file = outcome.failure === undefined ? undefined : await keep(outcome.failure, seed);
  const cpu = (user + system) / 1e6;
  if (json)
    console.log(
      toJson(
        document(
          outcome,
          legs.map(({ name }) => name),
          cpu,
          file,
        ),
      ),
    );
  else tell(outcome, missing, file);
  if (outcome.failure !== undefined || missing.length > 0) process.exitCode = 1;
  else if (!json && outcome.steps >= ENOUGH_TO_KEEP && legs.length === Object.keys(LEGS).length)
    writeFigures(outcome, cpu);
}

/** Undefined when help was asked for. */
function parse(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string" },
      steps: { type: "string", default: "20000" },
      leg: { type: "string", multiple: true, default: ["all"] },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const all = Object.keys(LEGS) as LegName[];
  const unknown = values.leg.find((name) => name !== "all" && !(name in LEGS));
  if (unknown !== undefined) throw new TypeError(`--leg is ${unknown}; there are ${all.join(", ")}, all`);
  const legs = values.leg.includes("all") ? all : all.filter((name) => values.leg.includes(name));
  const seed = values.seed === undefined ? Date.now() % 2 ** 31 : whole("--seed", values.seed, 0);
  return { seed, steps: whole("--steps", values.steps, 1), legs, json: values.json };
}

function whole(option: string, text: string, least: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
  throw new TypeError(`${option} is ${JSON.stringify(text)}, not a whole number from ${least}`);
}

function progress(taken: number, steps: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r${grouped(taken)} of ${grouped(steps)} steps${taken >= steps ? "\n" : ""}`);
}

/** Writes the short program down, as the formatter has it; a test replays all that lie there. */
async function keep({ short, leg, what }: Failure, seed: number): Promise<string> {
  const file = `${leg}-${seed}-${/\d+/.exec(short.about.replace(/^seed \d+/, ""))?.[0] ?? 0}.json`;
  mkdirSync(CASES, { recursive: true });
  const text = toJson(toCase(short, leg, what));
  const options = await prettier.resolveConfig(CASES);
  writeFileSync(CASES + file, await prettier.format(text, { ...options, parser: "json" }));
  return `test/machine/cases/${file}`;
}

function tell({ steps, programs, coverage, failure }: Outcome, missing: readonly string[], file?: string): void {
  console.log(
    [...table([["what", "times"], ...[...coverage.counts].map(([name, n]) => [name, grouped(n)])])].join("\n"),
  );
  if (failure !== undefined) {
    console.log(`\nDIFFERENCE: ${failure.leg} ${failure.what}\nfound by ${failure.found.about}; shrunk to`);
    console.log(listing(failure.short).join("\n"));
    console.log(`written to ${file}`);
  }
  if (missing.length > 0) console.log(`\nNEVER CAME UP: ${missing.join(", ")}`);
  console.log(
    `\n${grouped(programs)} programs, ${grouped(steps)} steps, ${failure === undefined ? "no" : "1"} difference`,
  );
}

function document(
  { seed, steps, programs, coverage, seconds, failure }: Outcome,
  legs: string[],
  cpu: number,
  file?: string,
) {
  const found = failure && { leg: failure.leg, what: failure.what, about: failure.found.about, file };
  const shown = { seconds: Object.fromEntries(seconds), coverage: Object.fromEntries(coverage.counts) };
  return { seed, steps, programs, legs, cpuSeconds: cpu, ...shown, difference: found ?? null };
}

function writeFigures({ seed, steps, programs, seconds }: Outcome, cpu: number): void {
  const rounded = (value: number): number => Math.round(value * 10) / 10;
  writeResult("fuzz", [
    { name: "seed", value: seed, unit: "" },
    { name: "steps", value: steps, unit: "steps" },
    { name: "programs", value: programs, unit: "programs" },
    { name: "differences", value: 0, unit: "" },
    { name: "CPU time", value: rounded(cpu), unit: "s" },
    ...[...seconds].map(([leg, spent]) => ({ name: `CPU time of ${leg}`, value: rounded(spent), unit: "s" })),
  ]);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n\n${HELP}`);
  process.exitCode = 2;
}
// Hardhat's chain keeps the process alive.
process.exit();
