import { expect } from "chai";
import { describe, it } from "mocha";
import { assize, assizeJson } from "./assize.ts";
import { GUESTS, guest } from "./files.ts";

describe("cli: check", () => {
  it("compares every n-th step of a run to its end", async () => {
    expect(await assizeJson(["check", GUESTS.toy, "--every", "10"])).to.deep.equal({
      steps: 670,
      compared: 67,
      equal: true,
    });
  });

  it("compares each step up to where it is told", async () => {
    const { code, out } = await assize(["check", GUESTS.toy, "--stop-at", "25"]);
    expect(code).to.equal(0);
    expect(out).to.equal("25 of 25 steps compared: TypeScript and Solidity agree\n");
  });

  it("takes the options of run", async () => {
    const words = ["check", guest("isa/trap/breakpoint.elf"), "--anchor", `0x${"11".repeat(32)}`, "--max-steps", "3"];
    expect(await assizeJson(words)).to.include({ equal: true });
  });
});
