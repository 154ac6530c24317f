/**
 * Runs tests on request for Workspace, in its folder, with the artifacts as they lie there. One process for many mutants: to start
 * Hardhat anew costs more than most mutants live.
 */
import { inspect } from "node:util";
import hre from "hardhat";
import Mocha from "mocha";

/** Files to run, up to the first test that fails: all TypeScript or all Solidity. */
export type Request = { readonly files: readonly string[]; readonly timeout: number };
/** Title of the test that failed, if one did. */
export type Answer = { readonly failed?: string };

/** Mocha's own, with the option that its types leave out. */
type Loader = { loadFilesAsync(options: { readonly esmDecorator: (url: string) => string }): Promise<void> };

// Each run's modules listen for the end of the process.
process.setMaxListeners(0);
let runs = 0;
/** A promise that nobody awaited fails the run in which it is rejected. */
let lost: string | undefined;
process.on("unhandledRejection", (reason) => {
  lost ??= `a promise that nobody awaited: ${inspect(reason)}`;
});

process.on("message", (request: Request) => {
  const run = request.files.every((file) => file.endsWith(".t.sol")) ? solidity : mocha;
  run(request).then(
    (failed) => answer(failed ?? lost),
    (error: Error) => answer(`cannot run: ${error.stack ?? error.message}`),
  );
});

function answer(failed: string | undefined): void {
  lost = undefined;
  process.send!(failed === undefined ? {} : { failed });
}

async function mocha({ files, timeout }: Request): Promise<string | undefined> {
  const mocha = new Mocha({ bail: true, timeout, reporter: "min" });
  for (const file of files) mocha.addFile(file);
  // A module is evaluated once for each URL, and a test file must describe its tests for each run.
  runs++;
  await (mocha as Loader).loadFilesAsync({ esmDecorator: (url) => `${url}?run=${runs}` });
  return new Promise((resolve) => {
    let failed: string | undefined;
    const runner = mocha.run(() => resolve(failed));
    runner.on("fail", (test) => {
      failed ??= test.fullTitle();
    });
  });
}

async function solidity({ files }: Request): Promise<string | undefined> {
  const outcome = (await hre.tasks
    .getTask(["test", "solidity"])
    .run({ testFiles: [...files], noCompile: true })) as SolidityOutcome;
  if (outcome.success) return undefined;
  const results = outcome.error.suiteResults.flatMap(({ testResults }) => testResults);
  return results.find(({ status }) => status === "Failure")?.name ?? "setUp";
}

type SolidityOutcome =
  | { readonly success: true }
  | {
      readonly success: false;
      readonly error: {
        readonly suiteResults: readonly {
          readonly testResults: readonly { readonly status: string; readonly name: string }[];
        }[];
      };
    };
