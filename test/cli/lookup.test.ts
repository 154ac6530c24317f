import { expect } from "chai";
import { describe, it } from "mocha";
import { byPrefix } from "../../src/cli/lookup.ts";

const ITEMS = ["0x12aa", "0x12ab", "0x3400"].map((id) => ({ id }));

describe("cli: lookup", () => {
  it("finds the one item that begins so", () => {
    expect(byPrefix(ITEMS, "0x3", "claim").id).to.equal("0x3400");
    expect(byPrefix(ITEMS, "0x12ab", "claim").id).to.equal("0x12ab");
  });

  it("refuses the beginning of none, and of several, which it names", () => {
    expect(() => byPrefix(ITEMS, "0x5", "dispute")).to.throw(/No dispute begins with 0x5.*assize disputes/);
    expect(() => byPrefix(ITEMS, "0x12", "claim")).to.throw(/2 claims begin with 0x12.*0x12aa, 0x12ab/);
  });
});
