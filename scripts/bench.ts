/**
 * `npm run bench -- [<name>] [--json] [--help]` runs one bench in its full size, or all of them, each in a process of its own
 * (docs/benchmarks.md). Exit code 0 if all came to their end, 1 if one did not, 2 for a command line that makes no sense.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { RESULTS } from "../bench/lib/result.ts";
import { facts, toJson } from "../src/cli/output.ts";
import { startProgress } from "../src/cli/progress.ts";
import { AssizeError } from "../src/types/error.ts";
import { BenchError } from "./lib/benchError.ts";
import { type Bench, BENCHES, benchNamed } from "./lib/benches.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

const HELP = `Measures: one bench in its full size, or all within 20 minutes, the longest of them in a quick size.

  npm run bench -- [<name>] [--json]

${facts(Object.entries(BENCHES).map(([name, { about, quick }]) => [`  ${name}`, about + (quick ? " *" : "")])).join("\n")}

  --json       print the result as one JSON document; of all benches, one document with a result under each name

Full sizes are written to bench/results. Those marked * have a quick size, which a run of all takes: it is printed, and kept nowhere.

Example:
  npm run bench -- dispute-gas --json`;

async function main(args: readonly string[]): Promise<void> {
  const { help, json, name } = parse(args);
  if (help) {
    console.log(HELP);
    return;
  }
  if (name !== undefined) {
    const document = await measure(name, benchNamed(name).full ?? [], !json);
    if (json) console.log(toJson(document));
    return;
  }
  await all(json);
}

type Options = { readonly help: boolean; readonly json: boolean; readonly name: string | undefined };

function parse(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
  });
  const [name, ...more] = positionals;
  if (more.length > 0) throw new TypeError(`one name at most, not ${positionals.length}`);
  if (name !== undefined) benchNamed(name);
  return { ...values, name };
}

/** One after the other; what fails does not keep the others from being measured. */
async function all(json: boolean): Promise<void> {
  const documents: Record<string, unknown> = {};
  const benches = Object.entries(BENCHES);
  for (const [i, [name, { full, quick }]] of benches.entries()) {
    if (!json) console.log(`\n${name} (${i + 1} of ${benches.length})`);
    try {
      documents[name] = await measure(name, quick ?? full ?? [], !json, quick !== undefined);
    } catch (error) {
      fail(error, json);
      documents[name] = null;
    }
  }
  if (json) console.log(toJson(documents));
}

/** Shows on a terminal what is measured, and for how long it has been. */
function ticking(name: string): () => void {
  const progress = startProgress();
  const started = Date.now();
  const timer = setInterval(() => progress.update(`${name}: ${Math.round((Date.now() - started) / 1_000)} s`), 1_000);
  return () => {
    clearInterval(timer);
    progress.done();
  };
}

/**
 * Runs a bench. @returns the document that it wrote
 * @param aside the result is not for bench/results
 * @throws BenchError BENCH_FAILED
 */
async function measure(name: string, args: Bench["full"] & {}, shows: boolean, aside = false): Promise<unknown> {
  const stop = ticking(name);
  const folder = aside ? mkdtempSync(join(tmpdir(), "assize-bench-")) : undefined;
  try {
    const code = await run([`bench/${name}.ts`, ...args], shows, folder);
    if (code !== 0) {
      const what = `The bench ${name} ended with ${code}`;
      throw new BenchError("BENCH_FAILED", { what, fix: `See what \`node bench/${name}.ts\` says` });
    }
    const file = folder === undefined ? join(root, RESULTS, `${name}.json`) : join(folder, readdirSync(folder)[0]!);
    return JSON.parse(readFileSync(file, "utf8"));
  } finally {
    stop();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  }
}

/** @returns the exit code, or the signal that ended the process */
function run(args: readonly string[], shows: boolean, results: string | undefined): Promise<number | string> {
  const env = results === undefined ? process.env : { ...process.env, ASSIZE_BENCH_RESULTS: results };
  const stdio = ["ignore", shows ? "inherit" : "ignore", "inherit"] as const;
  const child = spawn(process.execPath, [...args], { cwd: root, env, stdio: [...stdio] });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? signal ?? 1));
  });
}

/** Errors that were meant are told in one line; anything else is a defect, and shows where. */
function fail(error: unknown, json: boolean): void {
  if (!(error instanceof AssizeError)) throw error;
  console.error(json ? JSON.stringify(error, undefined, 2) : `error ${error.code}: ${error.message}`);
  process.exitCode = error.code === "BENCH_UNKNOWN" ? 2 : 1;
}

const args = process.argv.slice(2);
await main(args).catch((error: unknown) => {
  if (error instanceof TypeError) {
    console.error(`error: ${error.message}\nnpm run bench -- [<name>] [--json]; --help lists the names`);
    process.exitCode = 2;
  } else fail(error, args.includes("--json"));
});
