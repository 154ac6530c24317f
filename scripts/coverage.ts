/**
 * How much of the code the tests run.
 *
 *   npm run coverage                   contracts, and src/ as all short tests together run it
 *   npm run coverage -- --contracts    contracts only
 *
 * Writes bench/results/coverage.json. Exit code 1 when a test fails, or a line or statement of a contract is run by none.
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { type Figure, writeResult } from "../bench/lib/result.ts";
import { contractCoverage } from "./cover/contracts.ts";
import { type FileCoverage, percent, sum, table } from "./cover/figure.ts";
import { sourceCoverage } from "./cover/sources.ts";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { contracts: { type: "boolean" } } });
  tell("running the tests of the contracts on instrumented code");
  const contracts = await contractCoverage(root);
  const blocks = [table("contracts", contracts)];
  const figures = figuresOf("contracts", contracts);
  if (values.contracts !== true) {
    tell("running all short tests");
    const { files, passed } = sourceCoverage(root);
    if (!passed) fail("a test fails: `npm test` says which");
    blocks.push(table("src", files));
    figures.push(...figuresOf("src", files));
  }
  console.log(`${blocks.join("\n\n")}\n`);
  writeResult("coverage", figures);
  const missing = Object.values(sum(contracts)).some(({ covered, total }) => covered < total);
  if (missing) fail("some of the contracts is not covered: add a test, or delete what nothing uses");
}

function figuresOf(name: string, files: readonly FileCoverage[]): Figure[] {
  return Object.entries(sum(files)).map(([what, count]) => ({
    name: `${name}, ${what} (${count.covered} of ${count.total})`,
    value: percent(count),
    unit: "%",
  }));
}

function fail(why: string): void {
  console.error(why);
  process.exitCode = 1;
}

/** What takes minutes says on a terminal that it goes on. */
function tell(what: string): void {
  if (process.stderr.isTTY) console.error(`${what} …`);
}

await main();
