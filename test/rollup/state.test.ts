import { expect } from "chai";
import { describe, it } from "mocha";
import { fixedHash } from "../../src/machine/hash.ts";
import { KIND_INPUT } from "../../src/machine/isa.ts";
import { Machine } from "../../src/machine/machine.ts";
import { layoutHash } from "../../src/machine/section.ts";
import { describe as open, hashOf } from "../../src/rollup/state.ts";
import { programOf } from "./batches.ts";

describe("an opened state", () => {
  it("has the machine's own hash, at the start, in the middle and at the end of a run", () => {
    const guest = programOf("toy");
    const machine = new Machine(guest);
    const anchor = new Uint8Array(32).fill(5);
    machine.begin({ anchor, input: new Uint8Array(300).fill(9) });
    const inputRoot = machine.sections().find(({ kind }) => kind === KIND_INPUT)!.root;
    const fixed = fixedHash(anchor, inputRoot, layoutHash(guest.layout));
    for (const steps of [0, 1, 400, 10_000]) {
      machine.run(steps);
      expect(hashOf(fixed, open(machine)), `${machine.state.step} steps`).to.equal(machine.stateHash());
    }
    expect(open(machine).status).to.equal(1);
  });
});
