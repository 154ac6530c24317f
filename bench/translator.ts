// How fast the translator executes the seven guests of guest/bench and a cold program of 800 KB, against qemu-riscv32 on the same
// ELF, the same C compiled for the host, and our interpreter, all in turn in one run; and small batches of a program that was
// executed before.
// Usage: node bench/translator.ts [--rounds n]
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { again } from "./lib/again.ts";
import { coldProgram } from "./lib/coldProgram.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import type { Taken } from "./lib/translated.ts";

const GUESTS = ["sha256", "keccak", "sort", "montgomery", "blackScholes", "stream", "vm"];
/** Steps that the interpreter takes of each guest. */
const INTERPRETED = 2 ** 28;
const [COLD_SEED, COLD_ROUNDS] = [7, 1_000];

const { values } = parseArgs({ options: { rounds: { type: "string", default: "5" } } });
const rounds = Number(values.rounds);
const root = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "assize-translator-"));
try {
  writeResult("translator", [...seven(), ...cold(), ...onceMore()]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** CPU seconds, each the least of all rounds: what disturbs only ever adds. */
type Times = { qemu: number; native: number; steady: number; counted: number; interpreter: number };

function seven(): Figure[] {
  const rows = GUESTS.map((name) => ({ name, times: timesOf(name) }));
  const ratios = (of: (times: Times) => number): number[] => rows.map(({ times }) => of(times));
  const against = (name: keyof Times) => ratios((times) => times.qemu / times[name]);
  const qemu = "qemu-riscv32";
  return [
    ...rows.map(({ name, times }) => figure(`${name}, steady`, times.steady, qemu, times.qemu / times.steady)),
    ...rows.map(({ name, times }) => figure(`${name}, all counted`, times.counted, qemu, times.qemu / times.counted)),
    ...rows.map(({ name, times }) => figure(`${name}, native`, times.native, "native", times.native / times.steady)),
    summary("geometric mean, steady", geometricMean(against("steady")), qemu),
    summary("worst, steady", Math.min(...against("steady")), qemu),
    summary("geometric mean, all counted", geometricMean(against("counted")), qemu),
    summary("geometric mean, steady", geometricMean(ratios((times) => times.native / times.steady)), "native -O2"),
    summary("geometric mean, interpreter", geometricMean(against("interpreter")), qemu),
  ];
}

function timesOf(name: string): Times {
  const elf = join(root, "guest/bench", `${name}.elf`);
  const native = compiled(name);
  const times: Times = { qemu: Infinity, native: Infinity, steady: Infinity, counted: Infinity, interpreter: Infinity };
  const least = (key: keyof Times, seconds: number): void => void (times[key] = Math.min(times[key], seconds));
  for (let round = 0; round < rounds; round++) {
    least("qemu", spent("qemu-riscv32", elf));
    const taken = run(elf, "translator");
    least("counted", taken.seconds);
    least("steady", (taken.steadySeconds / taken.steadySteps) * taken.steps);
    if (native !== undefined) least("native", spent(native));
    const slow = run(elf, "interpreter", INTERPRETED);
    least("interpreter", (slow.seconds / slow.steps) * taken.steps);
  }
  return times;
}

/** Processor time of all threads, and what a user waits: the engine compiles beside what runs. */
function cold(): Figure[] {
  const elf = join(folder, "cold.elf");
  writeFileSync(elf, coldProgram(COLD_SEED, COLD_ROUNDS), { mode: 0o755 });
  const [qemu, ours] = [
    { seconds: Infinity, elapsed: Infinity },
    { seconds: Infinity, elapsed: Infinity },
  ];
  const least = (of: typeof qemu, { seconds, elapsed }: typeof qemu): void => {
    of.seconds = Math.min(of.seconds, seconds);
    of.elapsed = Math.min(of.elapsed, elapsed);
  };
  for (let round = 0; round < rounds; round++) {
    least(qemu, timed("qemu-riscv32", elf));
    least(ours, run(elf, "translator"));
  }
  const name = "cold program of 800 KB, all counted";
  return [
    figure(`${name}: processor time`, ours.seconds, "qemu-riscv32", qemu.seconds / ours.seconds),
    figure(`${name}: elapsed time`, ours.elapsed, "qemu-riscv32", qemu.elapsed / ours.elapsed),
  ];
}

/** Milliseconds, since the batches are small. */
function onceMore(): Figure[] {
  return again().map(({ name, steps, afresh, kept }) => {
    const ratio = { to: "translated afresh", value: afresh / kept };
    return { name: `${name}, ${steps} steps, not the first batch`, value: kept * 1e3, unit: "ms", ratio };
  });
}

function figure(name: string, value: number, to: string, ratio: number): Figure {
  return { name, value, unit: "s", ratio: { to, value: ratio } };
}

function summary(name: string, value: number, to: string): Figure {
  return { name: `${name}, to ${to}`, value, unit: "x", ratio: { to, value } };
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** User and system seconds of a program, and how long it took. */
function timed(command: string, ...args: readonly string[]): { seconds: number; elapsed: number } {
  const script = `TIMEFORMAT='%U %S %R'; time "$@" > /dev/null`;
  const { status, stderr } = spawnSync("bash", ["-c", script, "bash", command, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  const [user = 0, system = 0, elapsed = 0] = stderr.trim().split("\n").at(-1)!.split(/\s+/).map(Number);
  return { seconds: user + system, elapsed };
}

function spent(command: string, ...args: readonly string[]): number {
  return timed(command, ...args).seconds;
}

function run(elf: string, engine: string, steps?: number): Taken {
  const args = [join(root, "bench/lib/translated.ts"), elf, engine, ...(steps === undefined ? [] : [`${steps}`])];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${engine} failed on ${elf}: ${stderr}`);
  return JSON.parse(stdout) as Taken;
}

/** The guest's work compiled for the host, or undefined where there is no compiler. */
function compiled(name: string): string | undefined {
  const output = join(folder, name);
  const sources = ["native.c", `${name}.c`].map((file) => join(root, "guest/bench", file));
  const { error, status, stderr } = spawnSync("gcc", ["-O2", "-o", output, ...sources], { encoding: "utf8" });
  if (error !== undefined) return undefined;
  if (status !== 0) throw new Error(stderr);
  return output;
}
