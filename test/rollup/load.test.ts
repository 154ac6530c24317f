import { expect } from "chai";
import { describe, it } from "mocha";
import { KIND_INPUT } from "../../src/machine/isa.ts";
import { Machine } from "../../src/machine/machine.ts";
import { inputSize, registrationOf } from "../../src/rollup/load.ts";
import { describe as open } from "../../src/rollup/state.ts";
import { programOf, ZERO } from "./batches.ts";

const toy = programOf("toy");
const TERMS = { kind: "anchored", maxSteps: 2 ** 12, worstSeconds: 3 } as const;

describe("registrationOf", () => {
  it("says of a guest what its machine starts from", () => {
    const { entries, roots, memoryRoot, entryPoint, ...terms } = registrationOf(toy, TERMS);
    expect(terms).to.deep.equal(TERMS);
    expect(entryPoint).to.equal(toy.entry);
    expect(memoryRoot).to.equal(open(new Machine(toy)).memoryRoot);
    expect(entries).to.have.length(2 + 16 * toy.layout.length);
    expect(roots).to.have.length(toy.layout.length);
    toy.layout.forEach(({ kind }, i) => expect(roots[i] === ZERO, `section ${i}`).to.equal(kind === KIND_INPUT));
  });
});

describe("inputSize", () => {
  it("is the size of the input section, 0 without one", () => {
    expect(inputSize(toy)).to.equal(toy.inputSize);
    expect(inputSize({ ...toy, layout: toy.layout.filter(({ kind }) => kind !== KIND_INPUT) })).to.equal(0);
  });
});
