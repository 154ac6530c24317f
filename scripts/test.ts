/**
 * `npm test [-- path…]`: Hardhat's Solidity tests (*.t.sol), then the TypeScript tests (*.test.ts). Ends with one line,
 * `N passed, N failed`, for both together, and with exit code 1 if anything failed. A path is a file or a folder.
 *
 * `npm run test:long` runs *.long.test.ts instead, and *.invariant.t.sol at their long size (hardhat.config.ts), and writes
 * bench/results/test-long.json.
 */
import { existsSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import hre from "hardhat";
import Mocha from "mocha";
import { writeResult } from "../bench/lib/result.ts";
import { filesIn } from "./check/files.ts";

type Tally = { readonly passed: number; readonly failed: number; readonly skipped: number };

const root = fileURLToPath(new URL("..", import.meta.url));
const none: Tally = { passed: 0, failed: 0, skipped: 0 };

/** A test that takes this long hangs; nothing is measured by it. */
const hang = { short: 300_000, long: 3_600_000 };

async function main(args: readonly string[]): Promise<void> {
  const long = args.includes("--long");
  const paths = args.filter((arg) => arg !== "--long").map((path) => path.replace(/\/$/, ""));
  const files = select(paths.length > 0 ? paths : ["test"]);
  const solidity = files.filter((file) => file.endsWith(long ? ".invariant.t.sol" : ".t.sol"));
  const typescript = files
    .filter((file) => file.endsWith(long ? ".long.test.ts" : ".test.ts"))
    .filter((file) => {
      return long || paths.includes(file) || !file.endsWith(".long.test.ts");
    });
  if (solidity.length + typescript.length === 0) refuse(`no test in ${paths.join(" ") || "test"}`);
  const start = performance.now();
  await hre.tasks.getTask("build").run({});
  const first = solidity.length > 0 ? await runSolidity(solidity) : none;
  const second = typescript.length > 0 ? await runMocha(typescript, long ? hang.long : hang.short) : none;
  const total = {
    passed: first.passed + second.passed,
    failed: first.failed + second.failed,
    skipped: first.skipped + second.skipped,
  };
  if (long) report(total, (performance.now() - start) / 1000);
  console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
  process.exit(total.failed === 0 ? 0 : 1);
}

function select(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!existsSync(path)) refuse(`${path} does not exist`);
    return statSync(path).isDirectory() ? filesIn(root, path, ".t.sol", ".test.ts") : [path];
  });
}

function refuse(why: string): never {
  console.error(`${why}; name *.test.ts or *.t.sol files, or folders that hold some, from the top of the checkout`);
  process.exit(2);
}

/** Hardhat's own runner, which prints as it goes; a failed setUp counts as one failed test. */
async function runSolidity(testFiles: string[]): Promise<Tally> {
  const outcome = (await hre.tasks
    .getTask(["test", "solidity"])
    .run({ testFiles, noCompile: true })) as SolidityOutcome;
  const { suiteResults } = outcome.success ? outcome.value : outcome.error;
  const results = suiteResults.flatMap((suite) => suite.testResults);
  const count = (status: string): number => results.filter((result) => result.status === status).length;
  const failed = outcome.success ? 0 : Math.max(1, count("Failure"));
  return { passed: count("Success"), failed, skipped: count("Skipped") };
}

/** What the task hands back, as far as it is used here. */
type SolidityRun = {
  readonly suiteResults: readonly { readonly testResults: readonly { readonly status: string }[] }[];
};
type SolidityOutcome =
  { readonly success: true; readonly value: SolidityRun } | { readonly success: false; readonly error: SolidityRun };

/** Each file in a process of its own, as many at a time as there are cores; the report of a file comes when it ends. */
async function runMocha(files: readonly string[], timeout: number): Promise<Tally> {
  const require = [fileURLToPath(new URL("test-hook.ts", import.meta.url))];
  const mocha = new Mocha({ parallel: true, jobs: availableParallelism(), timeout, forbidOnly: true, require });
  for (const file of files) mocha.addFile(file);
  return new Promise((resolve) => {
    const runner = mocha.run((failures) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures, skipped: pending });
    });
  });
}

function report({ passed, failed, skipped }: Tally, seconds: number): void {
  writeResult("test-long", [
    { name: "passed", value: passed, unit: "tests" },
    { name: "failed", value: failed, unit: "tests" },
    { name: "skipped", value: skipped, unit: "tests" },
    { name: "duration", value: Math.round(seconds), unit: "s" },
  ]);
}

process.chdir(root);
await main(process.argv.slice(2));
