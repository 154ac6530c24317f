import { expect } from "chai";
import { before, describe, it } from "mocha";
import { deployJudge, type Judge } from "../../scripts/fuzz/judge.ts";
import { verifyStep } from "../../src/machine/verify.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { b, BRANCH, EBREAK, ECALL, i, jal, JALR, LOAD, OP_IMM, r, s, u } from "../helpers/encode.ts";
import { CODE, CONSTANTS, DATA, guest, INPUT, TOP } from "../helpers/judge.ts";
import { type Access, copy, type Guest, leafAt, littleEndian, poke, prove, stateHash } from "../helpers/prover.ts";

/** What a step must do: which accesses it proves after the fetch, and what it changes. */
type Rule = {
  readonly name: string;
  readonly before: Guest;
  readonly fetches?: boolean;
  readonly accesses?: readonly Access[];
  readonly change: (after: Guest) => void;
};

const PC = CODE + 0x1234;
const trap = (cause: number) => (after: Guest) => Object.assign(after, { status: 2, exitCode: cause });
const next = (after: Guest): void => {
  after.pc += 4;
};
/** rd = value, and on to the next instruction. */
const gives = (rd: number, value: number) => (after: Guest) => {
  after.registers[rd] = value >>> 0;
  next(after);
};
const at = (pc: number, made: Guest): Guest => {
  const word = leafAt(made, made.pc).subarray(made.pc % 32, (made.pc % 32) + 4);
  made.pc = pc;
  if (pc >= CODE && pc < CODE + 0x3000 && pc % 4 === 0) poke(made, pc, word);
  return made;
};

const fetches: Rule[] = [
  { name: "pc in no section", before: at(0, guest(ECALL)), fetches: false, change: trap(1) },
  { name: "pc in readWrite", before: at(DATA, guest(ECALL)), fetches: false, change: trap(1) },
  { name: "pc in readOnly", before: at(CONSTANTS, guest(ECALL)), fetches: false, change: trap(1) },
  { name: "pc in input", before: at(INPUT, guest(ECALL)), fetches: false, change: trap(1) },
  { name: "pc just before code", before: at(CODE - 4, guest(ECALL)), fetches: false, change: trap(1) },
  { name: "pc just after code", before: at(CODE + 0x3000, guest(ECALL)), fetches: false, change: trap(1) },
  { name: "pc misaligned and outside code", before: at(DATA + 1, guest(ECALL)), fetches: false, change: trap(1) },
  { name: "pc misaligned by 1", before: at(PC + 1, guest(ECALL)), fetches: false, change: trap(2) },
  { name: "pc misaligned by 2", before: at(PC + 2, guest(ECALL)), fetches: false, change: trap(2) },
  { name: "an instruction of zeros", before: guest(0), change: trap(3) },
  { name: "an instruction of ones", before: guest(0xffff_ffff), change: trap(3) },
  { name: "fence.i", before: guest(0x0000_100f), change: trap(3) },
  { name: "csrrw", before: guest(0xc000_1073), change: trap(3) },
  { name: "fence", before: guest(0x0ff0_000f), change: next },
  { name: "ebreak", before: guest(EBREAK), change: trap(7) },
  { name: "the last word of code", before: at(CODE + 0x2ffc, guest(r(0, 2, 1, 0, 5))), change: gives(5, 0x0303_0303) },
  { name: "a write to x0", before: guest(r(0, 2, 1, 0, 0)), change: next },
  { name: "x0 as operand", before: guest(r(0x20, 3, 0, 0, 5)), change: gives(5, -0x0303_0303) },
  { name: "rd = x31", before: guest(u(0xabcde << 12, 31, 0x37)), change: gives(31, 0xabcde000) },
  { name: "auipc", before: guest(u(0xfffff << 12, 1, 0x17)), change: gives(1, PC - 0x1000) },
  { name: "srai", before: guest(i(0x41f, 9, 5, 8, OP_IMM), { 9: 0x8000_0000 }), change: gives(8, -1) },
  { name: "srli with a funct7 of its own", before: guest(i(0x21f, 9, 5, 8, OP_IMM)), change: trap(3) },
];

const jumps: Rule[] = [
  {
    name: "jal",
    before: guest(jal(-0x800, 1)),
    change: (after) => Object.assign(after, { pc: PC - 0x800 }).registers.splice(1, 1, PC + 4),
  },
  {
    name: "jalr through its own rd, clearing bit 0",
    before: guest(i(-1, 1, 0, 1, JALR), { 1: CODE + 0x104 }),
    change: (after) => Object.assign(after, { pc: CODE + 0x102 }).registers.splice(1, 1, PC + 4),
  },
  {
    name: "jalr out of all sections succeeds",
    before: guest(i(4, 1, 0, 2, JALR), { 1: 0xffff_fffe }),
    change: (after) => Object.assign(after, { pc: 2 }).registers.splice(2, 1, PC + 4),
  },
  { name: "a branch taken", before: guest(b(-4096, 0, 0, 0)), change: (after) => (after.pc -= 4096) },
  { name: "a branch not taken", before: guest(b(8, 0, 0, 1)), change: next },
  { name: "a branch to a misaligned target", before: guest(b(4094, 2, 1, 4)), change: (after) => (after.pc += 4094) },
  { name: "a branch with no such funct3", before: guest((2 << 12) | BRANCH), change: trap(3) },
];

const load = (funct3: number, offset = 0): number => i(offset, 6, funct3, 5, LOAD);
const store = (funct3: number, offset = 0): number => s(offset, 7, 6, funct3);
const writes = (address: number, bytes: Uint8Array) => (after: Guest) => {
  poke(after, address, bytes);
  next(after);
};
/** A store as the access list has it: the leaf before, and what the leaf becomes. */
const stored = (made: Guest, address: number, bytes: Uint8Array): Access[] => {
  const leaf = leafAt(made, address);
  leaf.set(bytes, address % 32);
  return [{ write: address, leaf }];
};

function memory(): Rule[] {
  const word = littleEndian(0x8182_8384, 4);
  const made = (instruction: number, address: number): Guest => {
    const one = guest(instruction, { 6: address, 7: 0xf1e2_d3c4 });
    if (address >= DATA && address < DATA + 0x3000) poke(one, address - (address % 4), word);
    return one;
  };
  const value = littleEndian(0xf1e2_d3c4, 4);
  const lastByte = made(store(0), TOP + 4095);
  const lastWord = made(store(2, -4), 0);
  const empty = made(store(1), DATA + 0x4ffe);
  const outside = (name: string, instruction: number, address: number, cause: number): Rule => {
    return { name, before: made(instruction, address), change: trap(cause) };
  };
  const reads = (name: string, instruction: number, address: number, result: number): Rule => {
    return { name, before: made(instruction, address), accesses: [{ read: address }], change: gives(5, result) };
  };
  return [
    reads("lw", load(2), DATA + 0x123c, 0x8182_8384),
    reads("lb of the last byte of a leaf", load(0), DATA + 0x123f, -0x7f),
    reads("lbu of the last byte of a leaf", load(4), DATA + 0x123f, 0x81),
    reads("lh", load(1), DATA + 0x123e, -0x7e7e),
    reads("lhu", load(5), DATA + 0x123e, 0x8182),
    { ...reads("lw of readOnly", load(2), CONSTANTS, 0), change: gives(5, first(guest(0), CONSTANTS)) },
    { ...reads("lw of code", load(2), CODE, 0), change: gives(5, first(guest(0), CODE)) },
    { ...reads("lw of input", load(2), INPUT, 0), change: gives(5, first(guest(0), INPUT)) },
    reads("lw of memory never written", load(2), DATA + 0x4ffc, 0),
    outside("lh misaligned", load(1), DATA + 1, 4),
    outside("lw misaligned", load(2), DATA + 2, 4),
    outside("lw misaligned and outside", load(2), 2, 4),
    outside("lw outside", load(2), DATA + 0x5000, 5),
    outside("lw that wraps to address 0", load(2, 4), 0xffff_fffc, 5),
    {
      name: "sb at the last byte of memory",
      before: lastByte,
      accesses: stored(lastByte, TOP + 4095, value.subarray(0, 1)),
      change: writes(TOP + 4095, value.subarray(0, 1)),
    },
    {
      name: "sw that wraps to the last word",
      before: lastWord,
      accesses: stored(lastWord, TOP + 4092, value),
      change: writes(TOP + 4092, value),
    },
    {
      name: "sh to memory never written",
      before: empty,
      accesses: stored(empty, DATA + 0x4ffe, value.subarray(0, 2)),
      change: writes(DATA + 0x4ffe, value.subarray(0, 2)),
    },
    outside("sh misaligned in readOnly", store(1), CONSTANTS + 1, 4),
    outside("sw outside", store(2), 0, 5),
    outside("sw to code", store(2), CODE, 6),
    outside("sb to readOnly", store(0), CONSTANTS + 7, 6),
    outside("sw to input", store(2), INPUT, 6),
  ];
}

function first(made: Guest, address: number): number {
  return new DataView(leafAt(made, address).buffer).getUint32(0, true);
}

const stopped: Rule[] = [1, 2].map((status) => ({
  name: `status ${status}`,
  before: { ...guest(r(0, 2, 1, 0, 5)), status, exitCode: 0xdead_beef },
  fetches: false,
  change: () => undefined,
}));

describe("StepVerifier: the rules of docs/machine.md", () => {
  let judge: Judge;
  before(async () => {
    judge = await deployJudge();
  });

  const groups = { "fetch and decode": fetches, jumps, "loads and stores": memory(), "fixed points": stopped };
  for (const [group, rules] of Object.entries(groups)) {
    it(`${group}: ${rules.length} cases`, async () => {
      const cases = rules.map(({ before: made, fetches: fetched = true, accesses = [] }) => {
        const list: Access[] = fetched ? [{ read: made.pc }, ...accesses] : [...accesses];
        return { prestate: stateHash(made), proof: prove(made, list) };
      });
      const outcomes = await judge.outcomes(cases);
      for (const [index, { name, before: made, change }] of rules.entries()) {
        const after = copy(made);
        change(after);
        expect(outcomes[index], name).to.deep.equal({ poststate: stateHash(after) });
        const { prestate, proof } = cases[index]!;
        expect(verifyStep(prestate as StateHash, proof), `${name}, in TypeScript`).to.equal(stateHash(after));
      }
    });
  }
});
