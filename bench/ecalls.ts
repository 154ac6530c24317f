// Field arithmetic: MULMOD256 and POSEIDON a second in a guest's loop, interpreted and translated, Poseidon against circomlibjs and MULMOD256 against BigInt
// in the same run, and the slowest single ecalls against the bound that `assize deploy` takes for a program's worst batch.
// Usage: node bench/ecalls.ts
import { readFileSync } from "node:fs";
import { buildPoseidon } from "circomlibjs";
import { SLOWEST_STEP } from "../src/cli/terms.ts";
import { FIELD, toWords } from "../src/crypto/field.ts";
import { mulmodOfLeaves } from "../src/crypto/mulmod.ts";
import { poseidonOfLeaves } from "../src/crypto/poseidon.ts";
import { A7, ECALL_MULMOD256, ECALL_POSEIDON, ECALL_POSEIDON_OPEN } from "../src/machine/isa.ts";
import { Machine } from "../src/machine/machine.ts";
import { loadProgram } from "../src/machine/program.ts";
import { TRANSLATOR } from "../src/translator/engine.ts";
import { ecallLoop, stepsOf } from "./lib/ecallLoop.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { cpuSeconds } from "./lib/stopwatch.ts";

/** Rounds in which everything takes its turn, so that all see the same load; the median of the rounds counts. */
const ROUNDS = 15;
/** Times each single ecall is repeated. */
const REPEATS = 200;
const SECP256K1 = 2n ** 256n - 2n ** 32n - 977n;
const [X, Y] = [FIELD - 12_345n, FIELD / 3n];

const theirs = await buildPoseidon();
const numbers = Array.from({ length: 5 }, (_, i) => FIELD - 1n - BigInt(i));
const figures = [...arithmetic(), ...singleSteps()];
writeResult("ecalls", figures);

/** Microseconds of everything that is compared, and what follows from them. */
function arithmetic(): Figure[] {
  let number = X;
  mulmodOfLeaves.operands.set(new BigInt64Array(toWords(X, Y, FIELD).buffer));
  const work: Record<string, { readonly times: number; readonly run: (times: number) => void }> = {
    "MULMOD256 in a guest": { times: 200_000, run: mulmodLoop(FIELD) },
    "MULMOD256 in a guest, m of secp256k1": { times: 200_000, run: mulmodLoop(SECP256K1) },
    "MULMOD256 in a guest, m of 64 bits": { times: 100_000, run: mulmodLoop(2n ** 64n - 59n) },
    "MULMOD256 in a guest, translated": { times: 200_000, run: translatedLoop(mulmods(FIELD, -1)) },
    "POSEIDON 2 in a guest, translated": { times: 2_000, run: translatedLoop(poseidons(-1)) },
    "MULMOD256 by itself": { times: 200_000, run: repeated(mulmodOfLeaves.run) },
    "a * b % m of BigInt": { times: 100_000, run: repeated(() => (number = (number * Y) % FIELD)) },
    "POSEIDON 2 in a guest": { times: 2_000, run: poseidonLoop },
  };
  for (const n of [2, 4, 5]) {
    const inputs = numbers.slice(0, n);
    const kernel = poseidonOfLeaves(n);
    kernel.inputs.set(toWords(...inputs));
    work[`Poseidon of ${n}`] = { times: 1_000, run: repeated(kernel.run) };
    work[`circomlibjs of ${n}`] = { times: 200, run: repeated(() => theirs(inputs)) };
  }
  const times = new Map(Object.keys(work).map((name) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, { times: count, run }] of Object.entries(work)) {
      const started = cpuSeconds();
      run(count);
      times.get(name)!.push(((cpuSeconds() - started) / count) * 1e6);
    }
  }
  const micros = (name: string): number => median(times.get(name)!);
  return Object.keys(work).flatMap((name): Figure[] => {
    const value = micros(name);
    const base = name.startsWith("MULMOD256")
      ? "a * b % m of BigInt"
      : name.startsWith("POSEIDON")
        ? "circomlibjs of 2"
        : name.replace("Poseidon", "circomlibjs");
    const ratio = { to: base, value: value / micros(base) };
    const figure = { name, value: rounded(value), unit: "us", ...(base === name ? {} : { ratio }) };
    return name.includes("guest") ? [figure, { name, value: Math.round(1e6 / value), unit: "per second" }] : [figure];
  });
}

function mulmodLoop(modulus: bigint): (times: number) => void {
  return (times) => run(mulmods(modulus, times), times);
}

function poseidonLoop(times: number): void {
  run(poseidons(times), times);
}

function mulmods(modulus: bigint, times: number): Machine {
  return ecallLoop(ECALL_MULMOD256, [{ leaf: 0 }, { leaf: 0 }, { leaf: 1 }, { leaf: 2 }], [X, Y, modulus], times);
}

function poseidons(times: number): Machine {
  return ecallLoop(ECALL_POSEIDON, [{ leaf: 0 }, { leaf: 0 }, { value: 2 }], [X, Y], times);
}

/** A loop without an end, so that it is translated once. */
function translatedLoop(machine: Machine): (times: number) => void {
  const go = TRANSLATOR.on(machine);
  return (times) => {
    if (go(stepsOf(times)) !== stepsOf(times)) throw new Error("the guest has stopped");
  };
}

function run(machine: Machine, times: number): void {
  const steps = stepsOf(times);
  if (machine.run(steps) !== steps || machine.state.status !== 0) throw new Error("the guest has stopped");
}

function repeated(action: () => unknown): (times: number) => void {
  return (times) => {
    for (let i = 0; i < times; i++) action();
  };
}

/** One step of each kind of slow ecall from a cold start, with the machine put back before the next. */
function singleSteps(): Figure[] {
  const { program } = loadProgram(readFileSync(new URL("../guest/gas/gas.elf", import.meta.url)));
  const machine = new Machine(program);
  const names = new Map([
    [ECALL_MULMOD256, "one MULMOD256"],
    [ECALL_POSEIDON, "one POSEIDON"],
    [ECALL_POSEIDON_OPEN, "one POSEIDON_OPEN"],
  ]);
  const found: Figure[] = [];
  while (machine.run(1) === 1) {
    const { state } = machine;
    const name = names.get(state.registers[A7] ?? 0);
    const offset = machine.live.read(state.pc);
    if (name === undefined || offset < 0 || machine.live.words[offset >>> 2] !== 0x73) continue;
    const n = state.registers[12] ?? 0;
    const seconds = median(Array.from({ length: REPEATS }, () => secondsOfOneStep(machine)));
    const ratio = { to: "the bound of one step", value: seconds / SLOWEST_STEP };
    found.push({
      name: name === "one MULMOD256" ? name : `${name} ${n}`,
      value: rounded(seconds * 1e6),
      unit: "us",
      ratio,
    });
  }
  return found;
}

/** One step from the machine's state, which it is put back to; seconds of CPU and wall alike on an idle machine. */
function secondsOfOneStep(machine: Machine): number {
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

function rounded(value: number): number {
  return value < 1 ? Math.round(value * 1e4) / 1e4 : Math.round(value * 10) / 10;
}
