// How fast the interpreter executes the bank guest's first batch, against qemu-riscv32 on the same ELF in the same run.
// Usage: node bench/interpreter.ts
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Machine } from "../src/machine/machine.ts";
import { loadProgram } from "../src/machine/program.ts";
import { type Figure, writeResult } from "./lib/result.ts";

const RUNS = 9;
/** Runs before the first that counts, in which the engine compiles the interpreter. */
const WARM = 5;
const MAX_STEPS = 2 ** 24;
const elf = new URL("../guest/bank/bank.elf", import.meta.url);

const { program } = loadProgram(readFileSync(elf));
const seconds: number[] = [];
let steps = 0;
for (let run = -WARM; run < RUNS; run++) {
  const machine = new Machine(program);
  const started = process.cpuUsage();
  steps = machine.run(MAX_STEPS);
  if (run >= 0) seconds.push(cpuSeconds(started));
}
const ours = median(seconds);
const mips = Math.round(steps / ours / 1e6);
const qemu = qemuSeconds();
const figure = { name: "interpreter, bank guest", value: mips, unit: "MIPS" };
const figures: Figure[] = [
  qemu === undefined ? figure : { ...figure, ratio: { to: "qemu-riscv32 (start-up counted)", value: qemu / ours } },
];
if (qemu === undefined) console.log("qemu-riscv32 not found: no baseline in this run");
writeResult("interpreter", figures);

/** CPU time of the same ELF under qemu-user, or undefined where that is absent. */
function qemuSeconds(): number | undefined {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { status, error, stderr } = spawnSync(
      "bash",
      ["-c", `TIMEFORMAT='%U %S'; time qemu-riscv32 ${elf.pathname} > /dev/null`],
      {
        encoding: "utf8",
      },
    );
    if (error !== undefined || status !== 0) return undefined;
    const [user = 0, system = 0] = stderr.trim().split(/\s+/).map(Number);
    times.push(user + system);
  }
  return median(times);
}

function cpuSeconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
