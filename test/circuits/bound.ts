import { expect } from "chai";
import type { Inputs } from "../../src/validity/witnessProgram.ts";
import type { Gadget } from "./gadget.ts";
import { changes, defects, isHint, placesOf, repairs } from "./hunt.ts";

/** The witness of these inputs satisfies the constraints, and the hunt finds no other one. */
export function expectBound(gadget: Gadget, inputs: Inputs): void {
  const witness = gadget.witness(inputs);
  expect(gadget.constraints.firstBroken(witness)).to.equal(undefined);
  const given = new Set(placesOf(gadget, inputs));
  const changed = changes(gadget, witness, (signal) => !given.has(signal));
  expect(defects([...changed, ...repairs(gadget, inputs, isHint)])).to.deep.equal([]);
}
