import { expect } from "chai";
import { describe, it } from "mocha";
import { stepCases } from "../../scripts/generate/cases.ts";
import { NODES, machineFor } from "../../scripts/generate/stepCase.ts";
import { STATUS_RUNNING } from "../../src/machine/isa.ts";
import { Machine, type StepProof } from "../../src/machine/machine.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import { verifyStep } from "../../src/machine/verify.ts";
import { zeroRoots } from "../../src/tree/merkle.ts";
import { AssizeError } from "../../src/types/error.ts";
import { random } from "../helpers/random.ts";
import { randomMachine } from "./programs.ts";

const SEED = 0x7e1;
const hashes = new NodeStore().add(...NODES);
const caseOf = (name: string): Machine => machineFor(stepCases(hashes).find((stepCase) => stepCase.name === name)!);

function codeOf(prestate: StepProof["prestate"], proof: Uint8Array): string {
  try {
    return verifyStep(prestate, proof);
  } catch (error) {
    if (error instanceof AssizeError) return error.code;
    throw error;
  }
}

describe(`verifyStep (seed ${SEED})`, () => {
  it("every case: the proof leads to the poststate, and the live machine is there too", () => {
    for (const stepCase of stepCases(hashes)) {
      const machine = machineFor(stepCase);
      const twin = machineFor(stepCase);
      const { prestate, proof, poststate } = machine.proveStep();
      twin.run(1);
      expect(prestate).to.equal(machineFor(stepCase).stateHash());
      expect(verifyStep(prestate, proof), stepCase.name).to.equal(poststate);
      expect(twin.stateHash(), stepCase.name).to.equal(poststate);
      expect(poststate, stepCase.name).to.not.equal(prestate);
    }
  });

  it("random programs: each step's proof leads to the state that running leads to", () => {
    let steps = 0;
    for (let seed = SEED; seed < SEED + 12; seed++) {
      const [proven, live] = [randomMachine(seed), randomMachine(seed)];
      for (let i = 0; i < 60 && live.state.status === STATUS_RUNNING; i++, steps++) {
        const { prestate, proof, poststate } = proven.proveStep();
        expect(prestate, `seed ${seed}, step ${i}`).to.equal(live.stateHash());
        live.run(1);
        expect(poststate, `seed ${seed}, step ${i}`).to.equal(live.stateHash());
        expect(verifyStep(prestate, proof), `seed ${seed}, step ${i}`).to.equal(poststate);
      }
    }
    expect(steps).to.be.greaterThan(200);
  });

  it("a fixed point proves nothing and is its own successor", () => {
    const machine = caseOf("HALT 0");
    machine.run(1);
    const { prestate, proof, poststate } = machine.proveStep();
    expect(poststate).to.equal(prestate);
    expect(verifyStep(prestate, proof)).to.equal(prestate);
    expect(codeOf(prestate, Uint8Array.from([...proof, 0]))).to.equal("PROOF_TRAILING_BYTES");
  });

  it("the proof as text is the same proof", () => {
    const { prestate, proof, poststate } = caseOf("sw 0x80010020 + 0").proveStep();
    expect(verifyStep(prestate, `0x${Buffer.from(proof).toString("hex")}`)).to.equal(poststate);
  });

  it("a proof cut anywhere is refused", () => {
    for (const name of ["sw 0x80010020 + 0", "POSEIDON_OPEN 4", "ebreak"]) {
      const { prestate, proof } = caseOf(name).proveStep();
      for (let length = 0; length < proof.length; length++) {
        expect(codeOf(prestate, proof.subarray(0, length)), `${name} to ${length}`).to.equal("PROOF_TRUNCATED");
      }
    }
  });

  it("no byte of a proof can be changed: all are refused, none leads elsewhere", () => {
    const next = random(SEED);
    for (const name of [
      "lw 0x80010020 + 0",
      "sb 0x8001003f + 0",
      "MULMOD256 small",
      "POSEIDON of 2",
      "POSEIDON_OPEN 2",
    ]) {
      const { prestate, proof } = caseOf(name).proveStep();
      for (let at = 0; at < proof.length; at++) {
        const changed = proof.slice();
        changed[at]! ^= 1 << (next() % 8);
        expect(codeOf(prestate, changed), `${name}, byte ${at}`).to.match(/^[A-Z_]+$/);
      }
    }
  });

  it("names what is wrong", () => {
    const { prestate, proof } = caseOf("POSEIDON_OPEN 2").proveStep();
    const head = 198 + 40 * 5;
    const change = (at: number, ...bytes: number[]): Uint8Array => {
      const changed = proof.slice();
      changed.set(bytes, at);
      return changed;
    };
    const other = `0x${"00".repeat(32)}` as typeof prestate;
    expect(codeOf(other, proof)).to.equal("PROOF_PRESTATE");
    expect(codeOf(prestate, change(192, 3))).to.equal("PROOF_STATUS");
    expect(codeOf(prestate, change(197, 0))).to.equal("PROOF_SECTION_COUNT");
    expect(codeOf(prestate, change(197, 17))).to.equal("PROOF_SECTION_COUNT");
    expect(codeOf(prestate, change(198 + 7, 4))).to.equal("PROOF_SECOND_INPUT_SECTION");
    expect(codeOf(prestate, change(head, 1))).to.equal("PROOF_ROOT");
    expect(codeOf(prestate, change(head + 32, 0x80))).to.equal("ZERO_BITS_BEYOND_DEPTH");
    const children = childrenAt(proof);
    expect(codeOf(prestate, change(children + 31, 2))).to.equal("PROOF_CHILDREN");
    expect(codeOf(prestate, change(children, 0xff))).to.equal("PROOF_CHILD");
  });

  it("an explicit zero sibling is refused", () => {
    const { prestate, proof } = caseOf("sb 0x80010020 + 0").proveStep();
    const head = 198 + 40 * 5;
    const zeros = new DataView(proof.buffer).getUint32(head + 32);
    // Bit 6 of the fetch's bitmap: spell its sibling out.
    const level = 6;
    expect((zeros >>> level) & 1).to.equal(1);
    const before = level - popcount(zeros & (2 ** level - 1));
    const at = head + 36 + 32 * before;
    const spelt = [...proof.subarray(0, at), ...zeroRoot(level), ...proof.subarray(at)];
    const changed = Uint8Array.from(spelt);
    new DataView(changed.buffer).setUint32(head + 32, zeros & ~(1 << level));
    expect(codeOf(prestate, changed)).to.equal("ZERO_SIBLING_GIVEN");
  });
});

/** Where the two children 1 and 2 begin: the first place with 1 and 2 as 32-byte big-endian numbers. */
function childrenAt(proof: Uint8Array): number {
  const wanted = Buffer.from(`${"00".repeat(31)}01${"00".repeat(31)}02`, "hex");
  return Buffer.from(proof).indexOf(wanted);
}

function popcount(bits: number): number {
  return bits.toString(2).replaceAll("0", "").length;
}

function zeroRoot(level: number): Uint8Array {
  return zeroRoots()[level]!;
}
