import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { arch, availableParallelism, cpus, platform, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

/** One measured number. `ratio` says how it stands to the figure that it is measured against: it travels between machines. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio?: { readonly to: string; readonly value: number };
};

/** What a reader must know of the machine to compare absolute numbers. */
export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
};

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
  };
}

/** The command that makes the numbers again, as one would type it at the top of the checkout. */
export function command(argv: readonly string[] = process.argv): string {
  const [, program = "", ...args] = argv;
  return ["node", program.startsWith(root) ? program.slice(root.length) : program, ...args].join(" ");
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where results lie, from the top of the checkout. */
export const RESULTS = "bench/results";

/**
 * Prints the figures and writes them to bench/results/<name>.json with the machine, the command, the commit and the date; to
 * the folder that ASSIZE_BENCH_RESULTS names instead, where a quick size is not to replace the full one (scripts/bench.ts).
 */
export function writeResult(name: string, figures: readonly Figure[]): void {
  for (const { name: figure, value, unit, ratio } of figures) {
    const against = ratio === undefined ? "" : `   ${ratio.value.toFixed(3)} x ${ratio.to}`;
    console.log(`${figure.padEnd(40)} ${String(value).padStart(14)} ${unit}${against}`);
  }
  const result = { command: command(), date: new Date().toISOString(), commit: commit(), machine: machine(), figures };
  const folder = process.env.ASSIZE_BENCH_RESULTS ?? `${root}${RESULTS}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
}

/** Short hash of the commit measured, with `+` when the tree has changes; "unknown" outside a checkout. */
function commit(): string {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty=+"], {
      cwd: root,
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  } catch {
    return "unknown";
  }
}
