import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { audit } from "./audit.ts";
import { circuits } from "./circuits.ts";
import { contracts } from "./contracts.ts";
import { errors } from "./errors.ts";
import { format } from "./format.ts";
import { fresh } from "./fresh.ts";
import { gas } from "./gas.ts";
import { guests } from "./guests.ts";
import { hazards } from "./hazards.ts";
import { layers } from "./layers.ts";
import { licences } from "./licences.ts";
import { lint } from "./lint.ts";
import { lockfile } from "./lockfile.ts";
import { mirrors } from "./mirrors.ts";
import { pages } from "./pages.ts";
import { pairs } from "./pairs.ts";
import type { Check, Report } from "./report.ts";
import { types } from "./types.ts";

/** In this order, as many at a time as there are cores; the first takes longest, and the last two wait for it. */
const checks: Readonly<Record<string, Check>> = {
  contracts,
  types,
  lint,
  hazards,
  format,
  layers,
  mirrors,
  pages,
  pairs,
  errors,
  licences,
  lockfile,
  audit,
  guests,
  circuits,
  fresh,
  gas,
};

/** `npm run check [-- name…]`: every house rule, or the named ones; a table, then what is wrong; exit code 1 if anything is. */
async function main(names: string[]): Promise<void> {
  const unknown = names.filter((name) => !(name in checks));
  if (unknown.length > 0) {
    console.error(`no check is called ${unknown.join(", ")}; there are ${Object.keys(checks).join(", ")}`);
    process.exit(2);
  }
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const queue = names.length > 0 ? names : Object.keys(checks);
  const failed: string[] = [];
  const worker = async (): Promise<void> => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      if (!(await runOne(name, root))) failed.push(name);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  console.log(failed.length === 0 ? "all checks passed" : `failed: ${failed.join(", ")}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

async function runOne(name: string, root: string): Promise<boolean> {
  const start = performance.now();
  const { problems, notes = [] } = await checks[name](root).catch(crash);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const passed = problems.length === 0;
  console.log(
    `${name.padEnd(9)} ${(passed ? "ok" : "FAILED").padEnd(6)} ${seconds.padStart(5)} s  ${notes.join("; ")}`,
  );
  for (const problem of problems) console.log(`  ${problem.replaceAll("\n", "\n  ")}`);
  return passed;
}

/** A check that cannot look has not passed. */
function crash(error: unknown): Report {
  return { problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
}

await main(process.argv.slice(2));
