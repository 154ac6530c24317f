import { stepCases } from "../../scripts/generate/cases.ts";
import { machineFor, NODES } from "../../scripts/generate/stepCase.ts";
import { Recording } from "../../src/machine/access/record.ts";
import { operation } from "../../src/machine/decode.ts";
import { INSTRUCTIONS } from "../../src/machine/isa.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import { encodeHead } from "../../src/machine/proof.ts";
import { step } from "../../src/machine/step.ts";
import type { StateHash } from "../../src/types/stateHash.ts";

/** A true one-step proof in its parts: what the tests of hostile proofs spoil. */
export type Sample = {
  readonly name: string;
  readonly prestate: StateHash;
  readonly poststate: StateHash;
  readonly head: Uint8Array;
  /** Accesses, and the 32-byte children of POSEIDON_OPEN, in order. */
  readonly parts: readonly Uint8Array[];
  /** Valid accesses, in the same state, to leaves that the step does not touch: of its own section and of all others. */
  readonly strangers: readonly Uint8Array[];
};

/** Step cases that stand for all of their kind beside the first one of each instruction. */
const MORE = [
  "beq 0x1 0xffffffff",
  "jal backward out of code",
  "jalr wraps at 2^32",
  "lw 0xa0000040 + 0",
  "lw 0xfffffffc + 0",
  "sb 0x8001003f + 0",
  "sw 0x0 + -4",
  "fetch in no section",
  "misaligned pc",
  "illegal: the zero word",
  "lw 0x40000003 + 0",
  "lw 0x40000000 + 0",
  "sw 0x80001000 + 0",
  "PRINT",
  "PHASE",
  "unknown 1000",
  "COMMIT",
  "ANCHOR",
  "MULMOD256 small",
  "MULMOD256 onto its own operand",
  "MULMOD256 misaligned a",
  "POSEIDON of 2",
  "POSEIDON of 4",
  "POSEIDON of 5",
  "POSEIDON last element not below the field",
  "POSEIDON_OPEN 2",
  "POSEIDON_OPEN 4",
  "POSEIDON_OPEN 2 over its own hash",
  "POSEIDON_OPEN hash not below the field",
];

/** One sample for each instruction, ecall and trap, and for states that are fixed points. */
export function samples(): Sample[] {
  const cases = stepCases(new NodeStore().add(...NODES));
  const firsts = INSTRUCTIONS.map((_, row) => cases.find(({ word }) => operation(word) === row + 1));
  const chosen = [...firsts, ...MORE.map((wanted) => cases.find(({ name }) => name === wanted))];
  const missing = chosen.findIndex((found) => found === undefined);
  if (missing >= 0) throw new Error(`no step case for ${[...INSTRUCTIONS.map(({ name }) => name), ...MORE][missing]}`);
  const made = chosen.map((one) => sampleOf(one!.name, machineFor(one!)));
  return [...made, stopped("halted", 1, 7), stopped("trapped", 2, 3)];
}

function stopped(name: string, status: number, exitCode: number): Sample {
  const machine = machineFor({ name, word: 0x13 });
  Object.assign(machine.state, { status, exitCode });
  return sampleOf(name, machine);
}

function sampleOf(name: string, machine: Machine): Sample {
  const { state, live, commitment, guest } = machine;
  const prestate = machine.stateHash();
  const head = encodeHead({ state, layout: guest.layout, roots: commitment.roots() });
  const all = new Recording(live, commitment);
  for (const { start, size } of guest.layout) for (const at of [start, start + 512, start + size - 32]) all.read(at);
  const taken = new Recording(live, commitment);
  step(state, taken);
  const strangers = all.parts.filter((part) => !taken.parts.some((own) => Buffer.compare(own, part) === 0));
  return { name, prestate, poststate: machine.stateHash(), head, parts: taken.parts, strangers };
}
