import { expect } from "chai";
import { solidityPackedKeccak256 } from "ethers";
import { describe, it } from "mocha";
import { programId, type Registration } from "../../src/rollup/program.ts";
import { word } from "./views.ts";

const PROGRAM: Registration = {
  entries: "0x0000000000000301000100000100000400",
  roots: [word("code"), word("input")],
  memoryRoot: word("memory"),
  entryPoint: 0x80000004,
  maxSteps: 2 ** 48,
  kind: "anchored",
  worstSeconds: 60,
};

describe("programId", () => {
  it("packs everything at its width (docs/settlement.md, Programs)", () => {
    const { entries, memoryRoot } = PROGRAM;
    const expected = solidityPackedKeccak256(
      ["bytes32", "bytes32", "uint32", "uint64", "uint8", "uint32"],
      [solidityPackedKeccak256(["bytes"], [entries]), memoryRoot, 0x80000004, 2n ** 48n, 1, 60],
    );
    expect(programId(PROGRAM)).to.equal(expected);
  });

  it("is another one when any of it is", () => {
    const others: Registration[] = [
      { ...PROGRAM, entries: "0x" },
      { ...PROGRAM, memoryRoot: word("other") },
      { ...PROGRAM, entryPoint: 0 },
      { ...PROGRAM, maxSteps: 1 },
      { ...PROGRAM, kind: "persistent" },
      { ...PROGRAM, worstSeconds: 61 },
    ];
    expect(new Set([PROGRAM, ...others].map(programId)).size).to.equal(7);
  });
});
