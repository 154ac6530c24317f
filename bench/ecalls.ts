// CPU time of the slowest ecalls on the interpreter, against the bound that `assize deploy` takes for a program's worst batch.
// Usage: node bench/ecalls.ts
import { readFileSync } from "node:fs";
import { A7, ECALL_MULMOD256, ECALL_POSEIDON, ECALL_POSEIDON_OPEN } from "../src/machine/isa.ts";
import { SLOWEST_STEP } from "../src/cli/terms.ts";
import { Machine } from "../src/machine/machine.ts";
import { loadProgram } from "../src/machine/program.ts";
import { type Figure, writeResult } from "./lib/result.ts";

/** Times each ecall is repeated, and runs of the guest. */
const REPEATS = 200;

const NAMES = new Map([
  [ECALL_MULMOD256, "MULMOD256"],
  [ECALL_POSEIDON, "POSEIDON"],
  [ECALL_POSEIDON_OPEN, "POSEIDON_OPEN"],
]);

const { program } = loadProgram(readFileSync(new URL("../guest/gas/gas.elf", import.meta.url)));
const machine = new Machine(program);
const figures: Figure[] = [];
while (machine.run(1) === 1) {
  const { state } = machine;
  const name = NAMES.get(state.registers[A7] ?? 0);
  const offset = machine.live.read(state.pc);
  if (name === undefined || offset < 0 || machine.live.words[offset >>> 2] !== 0x73) continue;
  const n = state.registers[12] ?? 0;
  const seconds = median(Array.from({ length: REPEATS }, timeOneStep));
  const ratio = { to: "the bound of one step", value: seconds / SLOWEST_STEP };
  figures.push({
    name: name === "MULMOD256" ? name : `${name} ${n}`,
    value: Math.round(seconds * 1e7) / 10,
    unit: "us",
    ratio,
  });
}
writeResult("ecalls", figures);

/** One step from the machine's state, which it is put back to; seconds of CPU and wall alike on an idle machine. */
function timeOneStep(): number {
  const before = machine.snapshot();
  const started = performance.now();
  machine.run(1);
  const seconds = (performance.now() - started) / 1_000;
  machine.restore(before);
  return seconds;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
