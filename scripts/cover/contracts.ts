import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { filesIn } from "../check/files.ts";
import type { FileCoverage } from "./figure.ts";

/** The rooms that exist as contracts: their tests, of both languages, are what covers them. */
const ROOMS = ["types", "tree", "machine", "dispute", "rollup"];
/** Large sizes and random walks find nothing that the other tests of a room do not run. */
const LARGE = /\.(long\.test\.ts|invariant\.t\.sol)$/;

/** Installed, built or measured here; everything else of a checkout is copied. */
const LEFT_OUT = new Set(["node_modules", "artifacts", "cache", "coverage", "dist", "deployments", ".git"]);

/** What Hardhat knows once tests have run; it prints tables of it and hands out nothing more than this. */
type Measured = {
  loadData(...runs: string[]): Promise<void>;
  getReport(): Promise<
    Record<
      string,
      {
        readonly executedStatementsCount: number;
        readonly unexecutedStatementsCount: number;
        readonly executedLinesCount: number;
        readonly lineExecutionCounts: ReadonlyMap<number, number>;
        readonly unexecutedLines: ReadonlySet<number>;
      }
    >
  >;
};

/**
 * Lines and statements of all contracts but the mocks, as Hardhat's instrumentation counts them (it does not look into
 * assembly). Runs in a copy of the checkout, because instrumented artifacts must not be taken for the real ones.
 * @throws Error when a test fails
 */
export async function contractCoverage(root: string): Promise<FileCoverage[]> {
  const copy = mkdtempSync(join(tmpdir(), "assize-coverage-"));
  const [cwd, { HARDHAT_COVERAGE: before }] = [process.cwd(), process.env];
  try {
    cpSync(root, copy, { recursive: true, filter: (path) => path === root || !LEFT_OUT.has(basename(path)) });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    process.env.HARDHAT_COVERAGE = "true";
    await runTests(copy);
    // The runtime environment of the copy: it is the one of the folder where Hardhat is first imported.
    process.chdir(copy);
    const { default: hre } = await import("hardhat");
    await hre.tasks.getTask("build").run({ quiet: true });
    const measured = (hre as unknown as { readonly _coverage: Measured })._coverage;
    await measured.loadData("solidity", "mocha");
    return filesOf(await measured.getReport());
  } finally {
    process.chdir(cwd);
    if (before === undefined) delete process.env.HARDHAT_COVERAGE;
    rmSync(copy, { recursive: true });
  }
}

function filesOf(report: Awaited<ReturnType<Measured["getReport"]>>): FileCoverage[] {
  return Object.entries(report)
    .filter(([path]) => !path.startsWith("contracts/mocks/"))
    .map(([path, file]) => {
      const statements = file.executedStatementsCount;
      const counts = {
        lines: { covered: file.executedLinesCount, total: file.lineExecutionCounts.size },
        statements: { covered: statements, total: statements + file.unexecutedStatementsCount },
      };
      return { path, counts, uncovered: [...file.unexecutedLines] };
    })
    .toSorted((a, b) => a.path.localeCompare(b.path));
}

function runTests(folder: string): Promise<void> {
  const tests = ROOMS.flatMap((room) => filesIn(folder, `test/${room}`, ".t.sol", ".test.ts"));
  const small = tests.filter((test) => !LARGE.test(test));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["scripts/test.ts", ...small], { cwd: folder });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`tests fail on instrumented contracts:\n${Buffer.concat(chunks).toString()}`));
    });
  });
}
