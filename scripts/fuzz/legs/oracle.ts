import type { State } from "../../../src/machine/state.ts";
import { Oracle, type Poseidon, referencePoseidon } from "../oracle.ts";
import type { Program } from "../program.ts";
import type { Run } from "../run.ts";
import { differenceOf, eachRun, type Leg, memoryDifference } from "./leg.ts";

/** The independent machine on BigInt: registers at each step, memory at the end. */
export const oracleLeg: Leg = eachRun("oracle", ({ program, steps, states, memory }: Run) => {
  const oracle = oracleOf(program);
  for (let step = 0; step < steps.length; step++) {
    oracle.step();
    const what = differenceOf(stateOf(oracle, states[step]), states[step + 1]);
    if (what !== undefined) return { step, what };
  }
  const what = memoryDifference(oracle.memory, memory);
  return what === undefined ? undefined : { step: undefined, what: `after all steps ${what}` };
});

function oracleOf({ layout, images, pc, registers, nodes, anchor }: Program): Oracle {
  const input = images.find((_, i) => layout[i].kind === 4) ?? new Uint8Array(0);
  const guest = { layout, names: [], images, entry: pc };
  const oracle = new Oracle(guest, anchor, input, rememberedPoseidon);
  for (const children of nodes) oracle.know(children);
  for (const [i, word] of registers.entries()) oracle.registers[i] = BigInt.asUintN(32, BigInt(word));
  return oracle;
}

const STATUS = ["running", "halted", "trapped"];

function stateOf({ pc, status, exitCode, registers, output }: Oracle, like: State): State {
  const words = Int32Array.from(registers, (word) => Number(BigInt.asIntN(32, word)));
  return {
    ...like,
    pc: Number(pc),
    status: STATUS.indexOf(status),
    exitCode: Number(exitCode),
    registers: words,
    output,
  };
}

/** The reference takes a millisecond; programs hash the same few leaves often. */
const remembered = new Map<string, bigint>();
const MOST_REMEMBERED = 10_000;

const rememberedPoseidon: Poseidon = (inputs) => {
  const key = inputs.join();
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const hash = referencePoseidon(inputs);
  remembered.set(key, hash);
  return hash;
};
