import { expect } from "chai";
import { describe, it } from "mocha";
import { stepCases } from "../../../scripts/generate/cases.ts";
import { CODE, CONSTANTS, DATA, NODES, NOWHERE, machineFor } from "../../../scripts/generate/stepCase.ts";
import { Recording } from "../../../src/machine/access/record.ts";
import { NodeStore } from "../../../src/machine/nodes.ts";
import { ProofReader } from "../../../src/machine/proof.ts";
import { step } from "../../../src/machine/step.ts";
import { depth } from "../../../src/machine/section.ts";
import { siblingCount } from "../../../src/tree/merkle.ts";

const cases = stepCases(new NodeStore().add(...NODES));

/** A recording that also lists the leaves it is asked for, and children of a hash as `child`. */
class Listed extends Recording {
  readonly order: string[] = [];

  override fetch(pc: number): number {
    this.#list("fetch", pc);
    return super.fetch(pc);
  }

  override read(address: number): number {
    this.#list("read", address);
    return super.read(address);
  }

  override write(address: number): number {
    this.#list("write", address);
    return super.write(address);
  }

  override children(hash: bigint, n: number): readonly bigint[] {
    this.order.push(...Array<string>(n).fill("child"));
    return super.children(hash, n);
  }

  #list(what: string, address: number): void {
    this.order.push(`${what} ${((address & -32) >>> 0).toString(16)}`);
  }
}

function accessesOf(name: string): string[] {
  const machine = machineFor(cases.find((stepCase) => stepCase.name === name)!);
  const listed = new Listed(machine.live, machine.commitment);
  step(machine.state, listed);
  expect(listed.parts, "one part for each").to.have.length(machine.state.exitCode === 1 ? 0 : listed.order.length);
  return listed.order;
}

const FETCH = `fetch ${CODE.toString(16)}`;
const at = (address: number): string => address.toString(16);
const OUT = DATA + 4096;

describe("access/record", () => {
  const orders: Record<string, string[]> = {
    "fetch in no section": [`fetch ${at(NOWHERE)}`],
    "addi 0x0 0": [FETCH],
    ebreak: [FETCH],
    "illegal: fence.i": [FETCH],
    "lb 0x8001003f + 0": [FETCH, `read ${at(DATA + 32)}`],
    "lw 0x80010002 + 0": [FETCH],
    "sw 0x80010020 + 0": [FETCH, `write ${at(DATA + 32)}`],
    "HALT 0": [FETCH],
    PRINT: [FETCH],
    PHASE: [FETCH],
    COMMIT: [FETCH, `read ${at(DATA)}`],
    ANCHOR: [FETCH, `write ${at(DATA + 32)}`],
    "ANCHOR to constants": [FETCH],
    "MULMOD256 small": [FETCH, ...[DATA, DATA + 32, DATA + 64].map((a) => `read ${at(a)}`), `write ${at(OUT)}`],
    "MULMOD256 of one leaf thrice": [FETCH, ...Array<string>(3).fill(`read ${at(DATA)}`), `write ${at(DATA)}`],
    "POSEIDON of 2": [FETCH, `read ${at(DATA)}`, `read ${at(DATA + 32)}`, `write ${at(OUT)}`],
    "POSEIDON first element not below the field": [FETCH, `read ${at(DATA)}`, `read ${at(DATA + 32)}`],
    "POSEIDON of 3": [FETCH],
    "POSEIDON_OPEN 2": [FETCH, `read ${at(DATA)}`, "child", "child", `write ${at(OUT)}`, `write ${at(OUT + 32)}`],
    "POSEIDON_OPEN hash not below the field": [FETCH, `read ${at(DATA)}`],
    "POSEIDON_OPEN last leaf outside": [FETCH],
  };
  for (const [name, order] of Object.entries(orders)) {
    it(`${name}: ${order.join(", ")}`, () => {
      expect(accessesOf(name)).to.deep.equal(order);
    });
  }

  it("a store that faults tries to write and proves nothing", () => {
    const machine = machineFor(cases.find(({ name }) => name === `sw 0x${at(CONSTANTS)} + 0`)!);
    const recording = new Recording(machine.live, machine.commitment);
    step(machine.state, recording);
    expect(recording.parts).to.have.length(1);
  });

  it("each access is leaf, bitmap and the siblings that are not zero", () => {
    const machine = machineFor(cases.find(({ name }) => name === "sw 0x80010020 + 0")!);
    const recording = new Recording(machine.live, machine.commitment);
    step(machine.state, recording);
    for (const [i, pages] of [1, 2].entries()) {
      const reader = new ProofReader(recording.parts[i]!);
      reader.take(32);
      const zeros = reader.word();
      for (let left = siblingCount(depth(pages), zeros); left > 0; left--) reader.take(32);
      reader.end();
    }
  });
});
