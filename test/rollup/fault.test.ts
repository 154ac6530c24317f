import { expect } from "chai";
import { describe, it } from "mocha";
import { Machine } from "../../src/machine/machine.ts";
import type { EndState } from "../../src/rollup/view.ts";
import { parseFault, stepWrongly, type FaultKind } from "../../src/rollup/fault.ts";
import { describe as open } from "../../src/rollup/state.ts";
import { programOf } from "./batches.ts";

const toy = programOf("toy");

/** The states that a right and a wrong step lead to from the 300th. */
function steps(kind: FaultKind): { right: EndState; wrong: EndState; pcs: number[]; counts: number[] } {
  const machines = [new Machine(toy), new Machine(toy)] as const;
  for (const machine of machines) machine.run(300);
  machines[0].run(1);
  stepWrongly(machines[1], kind);
  const [right, wrong] = machines.map(open) as [EndState, EndState];
  return { right, wrong, pcs: machines.map(({ state }) => state.pc), counts: machines.map(({ state }) => state.step) };
}

describe("parseFault", () => {
  it("reads a kind, and a step behind it", () => {
    expect(parseFault("register")).to.deep.equal({ kind: "register" });
    expect(parseFault("memoryRoot@12345")).to.deep.equal({ kind: "memoryRoot", step: 12_345 });
  });

  it("refuses anything else", () => {
    for (const text of [
      "",
      "Register",
      "register@",
      "register@-1",
      "register@1.5",
      "@5",
      "registers",
      "pc@1@2",
      "pc 5",
    ]) {
      expect(() => parseFault(text), text)
        .to.throw()
        .with.property("code", "FAULT_INVALID");
    }
  });
});

describe("stepWrongly", () => {
  it("gets exactly one thing wrong", () => {
    const wrongs: Partial<Record<FaultKind, keyof EndState>> = {
      register: "cpuHash",
      pc: "cpuHash",
      output: "output",
      memory: "memoryRoot",
    };
    for (const [kind, field] of Object.entries(wrongs)) {
      const { right, wrong, counts } = steps(kind as FaultKind);
      expect({ ...wrong, [field]: right[field] }, kind).to.deep.equal(right);
      expect(wrong[field], kind).to.not.equal(right[field]);
      expect(counts[0]).to.equal(counts[1]);
    }
  });

  it("skips an instruction and counts it all the same", () => {
    const { pcs, counts, right, wrong } = steps("skip");
    expect(pcs[1]).to.equal(pcs[0]);
    expect(counts).to.deep.equal([301, 301]);
    expect(wrong).to.not.deep.equal(right);
  });
});
