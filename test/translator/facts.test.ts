import { expect } from "chai";
import { describe, it } from "mocha";
import { Facts } from "../../src/translator/facts.ts";
import { KNOWN } from "../../src/translator/values.ts";

function facts(): Facts {
  const made = new Facts();
  made.enter();
  return made;
}

describe("src/translator/facts", () => {
  it("a residue is known for narrower accesses, not for wider ones", () => {
    const known = facts();
    known.learnResidue(40, 4, -1);
    expect(known.residue(40, 4)).to.equal(3);
    expect(known.residue(40, 2)).to.equal(1);
    known.learnResidue(41, 2, 5);
    expect(known.residue(41, 2)).to.equal(1);
    expect(known.residue(41, 4)).to.equal(undefined);
    expect(known.residue(42, 2)).to.equal(undefined);
    expect(known.residue(KNOWN, 4)).to.equal(0);
  });

  it("what a block has learned is forgotten behind what it dominates, the last first", () => {
    const known = facts();
    known.learnResidue(40, 2, 1);
    known.learnArmed(40, 8);
    known.enter();
    known.learnResidue(40, 4, 3);
    known.learnResidue(40, 4, 1);
    known.learnArmed(40, 12_000);
    expect(known.residue(40, 4)).to.equal(1);
    expect(known.isArmed(40, 12_000)).to.equal(true);
    known.leave();
    expect(known.residue(40, 4)).to.equal(undefined);
    expect(known.residue(40, 2)).to.equal(1);
    expect(known.isArmed(40, 12_000)).to.equal(false);
    expect(known.isArmed(40, 8)).to.equal(true);
    known.leave();
    expect(known.residue(40, 2)).to.equal(undefined);
    expect(known.isArmed(40, 8)).to.equal(false);
  });

  it("between two armed offsets that are less than a page apart all is armed, and nothing beside them", () => {
    const known = facts();
    known.learnArmed(40, 100);
    expect([99, 100, 101].map((offset) => known.isArmed(40, offset))).to.deep.equal([false, true, false]);
    known.learnArmed(40, 4195);
    expect([99, 100, 2000, 4195, 4196].map((offset) => known.isArmed(40, offset))).to.deep.equal([
      false,
      true,
      true,
      true,
      false,
    ]);
    known.learnArmed(41, 0);
    known.learnArmed(41, 4096);
    expect([0, 1, 4096].map((offset) => known.isArmed(41, offset))).to.deep.equal([true, false, true]);
    expect(known.isArmed(42, 100)).to.equal(false);
  });
});
