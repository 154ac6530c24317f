import { expect } from "chai";
import { describe, it } from "mocha";
import { pairs } from "../../scripts/check/pairs.ts";
import { inTree } from "./fixture.ts";

describe("check pairs", () => {
  it("counts source files without a test of their stem, in either language", async () => {
    const files = {
      "src/machine/alu.ts": "",
      "src/machine/access/live.ts": "",
      "src/tree/alu.ts": "",
      "contracts/machine/Alu.sol": "",
      "test/machine/alu.test.ts": "",
      "test/machine/live.test.ts": "",
    };
    const { problems, notes } = await inTree(files, pairs);
    expect(problems).to.deep.equal([]);
    expect(notes).to.deep.equal(["1 of 4 source files without a test of their own stem"]);
  });
});
