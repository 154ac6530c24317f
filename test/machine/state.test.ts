import { expect } from "chai";
import { describe, it } from "mocha";
import { packCpu, startState } from "../../src/machine/state.ts";
import { toHex } from "../../src/types/hex.ts";

describe("state", () => {
  it("starts with registers zero but a0, output = anchor", () => {
    const anchor = new Uint8Array(32).fill(7);
    const state = startState(0x80000000, anchor, 300);
    expect(state).to.deep.include({ pc: 0x80000000, status: 0, exitCode: 0, step: 0, anchor, output: anchor });
    expect([...state.registers]).to.deep.equal(Array.from({ length: 32 }, (_, i) => (i === 10 ? 300 : 0)));
  });

  it("packs pc in the place of x0, words big-endian", () => {
    const registers = Int32Array.from({ length: 32 }, (_, i) => -i);
    const words = Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x80000004 : (2 ** 32 - i) % 2 ** 32));
    const expected = words.map((word) => word.toString(16).padStart(8, "0")).join("");
    expect(toHex(packCpu(0x80000004, registers))).to.equal(`0x${expected}`);
  });
});
