import { expect } from "chai";
import { describe, it } from "mocha";
import { encode } from "../../scripts/generate/encode.ts";
import { Machine } from "../../src/machine/machine.ts";
import { loadProgram } from "../../src/machine/program.ts";
import { verifyStep } from "../../src/machine/verify.ts";
import { registrationOf } from "../../src/rollup/load.ts";
import { toHex } from "../../src/types/hex.ts";
import { makeElf, RW, RX } from "./elfFile.ts";

const [AUTH, PRICING, DATA] = [0x80000000, 0x80001000, 0x80002000];
const [RA, A0, A7] = [1, 10, 17];

const LAYOUT = `memory_layout:
  auth:    { start: 0x80000000, size: 0x1000 }
  pricing: { start: 0x80001000, size: 0x1000 }
  data:    { start: 0x80002000, size: 0x1000 }
`;

const words = (...code: number[]): Uint8Array => new Uint8Array(Uint32Array.from(code).buffer);

/** A program of two modules, each with a section of its own: auth calls pricing, keeps what it gives, and halts. */
function program(pricing: Uint8Array) {
  const auth = words(
    encode("lui", { rd: 5, imm: PRICING }),
    encode("jalr", { rd: RA, rs1: 5 }),
    encode("lui", { rd: 6, imm: DATA }),
    encode("sw", { rs1: 6, rs2: A0 }),
    encode("addi", { rd: A7, imm: 93 }),
    encode("ecall"),
  );
  const segments = [
    { address: AUTH, bytes: auth, flags: RX },
    { address: PRICING, bytes: pricing, flags: RX },
    { address: DATA, size: 0x1000, flags: RW },
  ];
  return loadProgram(makeElf({ entry: AUTH, segments }), LAYOUT).program;
}

const RETURN = encode("jalr", { rs1: RA });
const old = program(words(encode("addi", { rd: A0, imm: 7 }), RETURN));
const fresh = program(words(encode("addi", { rd: A0, imm: 1 }), encode("addi", { rd: A0, rs1: A0, imm: 41 }), RETURN));

const TERMS = { kind: "anchored", maxSteps: 2 ** 10, worstSeconds: 1 } as const;

describe("modules in sections of their own", () => {
  it("swapping one changes the root of its section and of nothing else", () => {
    const [before, after] = [old, fresh].map((one) => new Machine(one).sections().map(({ root }) => toHex(root)));
    expect(old.names).to.deep.equal(["auth", "pricing", "data"]);
    expect(before!.map((root, i) => root === after![i])).to.deep.equal([true, false, true]);
  });

  it("so that of a registration only that root, and the root over all of them, are new", () => {
    const { roots, memoryRoot, ...rest } = registrationOf(old, TERMS);
    const [auth, pricing, data] = roots;
    const other = registrationOf(fresh, TERMS);
    expect(other).to.deep.include(rest);
    expect([other.roots[0], other.roots[2]]).to.deep.equal([auth, data]);
    expect(other.roots[1]).not.to.equal(pricing);
    expect(other.memoryRoot).not.to.equal(memoryRoot);
  });

  it("and a run of the new program keeps both modules' roots, and proves every step by them", () => {
    const machine = new Machine(fresh);
    const start = machine.sections().map(({ root }) => toHex(root));
    while (machine.state.status === 0) {
      const { prestate, proof, poststate } = machine.proveStep();
      expect(verifyStep(prestate, proof)).to.equal(poststate);
    }
    expect(machine.live.words[machine.live.read(DATA) >>> 2]).to.equal(42);
    const end = machine.sections().map(({ root }) => toHex(root));
    expect(end.map((root, i) => root === start[i])).to.deep.equal([true, true, false]);
  });
});
