/**
 * `npm run scenario -- <name> [--nary n] [--bond ether] [--json]` tells one scenario on a chain inside this process and prints
 * who did what, for how much gas, and what it came to; `npm run scenario -- list` prints their names. Exit code 0 if the story
 * ended as it must, 1 if it did not, 2 for a command line that makes no sense.
 */
import { parseArgs } from "node:util";
import { formatEther, parseEther } from "viem";
import { grouped } from "../src/cli/format.ts";
import { MAX_NARY } from "../src/dispute/search.ts";
import { AssizeError } from "../src/types/error.ts";
import { ScenarioError } from "./lib/scenarioError.ts";
import { aboutScenario, loadScenario, scenarioNames } from "./lib/scenarios.ts";
import type { Options, Outcome } from "./lib/story.ts";

async function main(args: readonly string[]): Promise<void> {
  const { name, json, options } = parse(args);
  if (name === "list") {
    const scenarios = scenarioNames().map((scenario) => ({ name: scenario, about: aboutScenario(scenario) }));
    print(json, scenarios, () => scenarios.flatMap(({ name, about }) => [name, `    ${about}`]));
    return;
  }
  const outcome = await (await loadScenario(name))(options);
  print(json, outcome, () => tellOutcome(outcome));
}

function parse(args: readonly string[]): { name: string; json: boolean; options: Options } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { nary: { type: "string" }, bond: { type: "string" }, json: { type: "boolean", default: false } },
    });
    const [name, ...rest] = positionals;
    if (name === undefined || rest.length > 0) throw new TypeError(`${positionals.length} names were given`);
    const nary = values.nary === undefined ? {} : { nary: toNary(values.nary) };
    const bond = values.bond === undefined ? {} : { bond: toBond(values.bond) };
    return { name, json: values.json, options: { ...nary, ...bond } };
  } catch (cause) {
    const fix = "Write `npm run scenario -- <name> [--nary n] [--bond ether] [--json]`, or `list` for the names";
    throw new ScenarioError("SCENARIO_OPTION", { what: (cause as Error).message, fix, cause });
  }
}

function toNary(text: string): number {
  const nary = Number(text);
  if (Number.isInteger(Math.log2(nary)) && nary >= 2 && nary <= MAX_NARY) return nary;
  throw new TypeError(`--nary is ${JSON.stringify(text)}, not a power of two from 2 to ${MAX_NARY}`);
}

function toBond(text: string): bigint {
  if (/^\d+(\.\d{1,18})?$/.test(text)) return parseEther(text);
  throw new TypeError(`--bond is ${JSON.stringify(text)}, not an amount of ether such as 0.2`);
}

function tellOutcome({ scenario, nary, bond, events, final, output, refuted, accounts, burnt }: Outcome): string[] {
  const rows = events.map(({ who, action, gas }) => [who, action, grouped(gas)]);
  const people = accounts.map(({ who, gas, earned }) => [who, grouped(gas), formatEther(earned)]);
  return [
    `${scenario}: ${nary}-ary search, bonds of ${formatEther(bond)} ether`,
    "",
    ...columns([["who", "does", "gas"], ...rows]),
    "",
    ...columns([["who", "gas", "earned, gas aside (ether)"], ...people]),
    "",
    `final    batch ${final}, output ${output}`,
    `refuted  ${refuted.join(", ") || "nobody"}`,
    `burnt    ${formatEther(burnt)} ether`,
  ];
}

/** Cells below each other; columns of numbers are set right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isNumeric = (cell: string): boolean => /^-?[\d.,]+$/.test(cell);
  const align = (cell: string, column: number): string =>
    isNumeric(rows[1]?.[column] ?? "") ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
  return rows.map((row) => row.map(align).join("  ").trimEnd());
}

function print(json: boolean, value: unknown, lines: () => readonly string[]): void {
  const plain = (_: string, item: unknown): unknown => (typeof item === "bigint" ? item.toString() : item);
  console.log(json ? JSON.stringify(value, plain, 2) : lines().join("\n"));
}

/** Errors that were meant are told in one line; anything else is a defect, and shows where. */
function fail(error: unknown, json: boolean): void {
  if (!(error instanceof AssizeError)) throw error;
  console.error(json ? JSON.stringify(error, undefined, 2) : `error ${error.code}: ${error.message}`);
  process.exitCode = error.code === "SCENARIO_OPTION" || error.code === "SCENARIO_UNKNOWN" ? 2 : 1;
}

const args = process.argv.slice(2);
await main(args).catch((error: unknown) => fail(error, args.includes("--json")));
