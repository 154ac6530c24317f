/**
 * CPU time for a million steps by how the states of a run are committed to: one running hash of every step's change; the state
 * hash at the cuts of a dissection; the state hash, with its root of memory, after every step. The interpreter executes; modes take
 * turns, medians of nine. The last is measured over fewer steps and scaled.
 *
 *   node bench/commitments.ts      writes bench/results/commitments.json
 */
import { Machine } from "../src/machine/machine.ts";
import { chain, everyStep, type Mode, sparse, stopping } from "./lib/commitments.ts";
import { guestOf } from "./lib/guests.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { cpuSeconds } from "./lib/stopwatch.ts";

const ROUNDS = 9;
const MILLION = 2 ** 20;
const NARY = 16;
/** Steps of the mode that takes longest. */
const FEW = 2 ** 14;

type Measured = { readonly name: string; readonly mode: Mode; readonly steps: number };
const PLAIN = "execution alone";
const MODES: readonly Measured[] = [
  { name: PLAIN, mode: (machine, steps) => (machine.run(steps), ""), steps: MILLION },
  { name: "stopping after each step", mode: stopping, steps: MILLION },
  { name: "a running hash of each step's change", mode: chain, steps: MILLION },
  { name: `state hashes at the ${NARY} cuts`, mode: sparse(NARY), steps: MILLION },
  {
    name: `a state hash after each step (scaled from ${FEW.toLocaleString("en-US")} steps)`,
    mode: everyStep,
    steps: FEW,
  },
];

const figures: Figure[] = [];
for (const guest of ["sha256", "sort"]) {
  const taken = new Map(MODES.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, mode, steps } of MODES) taken.get(name)!.push(secondsOf(guest, mode, steps) * (1e6 / steps));
  }
  const median = (name: string): number => taken.get(name)!.toSorted((a, b) => a - b)[ROUNDS >>> 1]!;
  for (const { name } of MODES) {
    const value = Number((median(name) * 1e3).toPrecision(3));
    const ratio = name === PLAIN ? {} : { ratio: { to: PLAIN, value: median(name) / median(PLAIN) } };
    figures.push({ name: `${guest}: ${name}`, value, unit: "ms", ...ratio });
  }
}
writeResult("commitments", figures);

/** From where the program is at its work; the first hash of the whole memory is not counted. */
function secondsOf(guest: string, mode: Mode, steps: number): number {
  const machine = new Machine(guestOf(guest));
  machine.run(2 ** 22);
  machine.stateHash();
  const started = cpuSeconds();
  mode(machine, steps);
  return cpuSeconds() - started;
}
