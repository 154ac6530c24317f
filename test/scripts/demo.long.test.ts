import { expect } from "chai";
import { describe, it } from "mocha";
import { fileURLToPath } from "node:url";
import { run } from "../../scripts/check/tool.ts";

describe("npm run demo, whole", () => {
  it("ends well with both acts, every proof of them made", async function () {
    this.timeout(1_200_000);
    const checkout = fileURLToPath(new URL("../..", import.meta.url));
    const { code, output } = await run(checkout, process.execPath, ["scripts/demo.ts", "--seed", "7"]);
    expect(code, output).to.equal(0);
    expect(output).to.match(/The lie cost the liar its bond/);
    expect(output).to.match(/the batch takes 1,\d{3},\d{3},\d{3} steps/);
    expect(output).to.match(/the batch: phases statements .+ interest .+ digest/);
    expect(output).to.match(/dissects \[[\d,]+, [\d,]+\).*\n +there: phases? \w+.*; \w+/);
    expect(output).to.match(/the judge executes: phase \w+; .+ at 0x\w{8} in \w+ \(guest\/.+:\d+\)\n/);
    expect(output).to.match(/has compiled it for 4 records and made its key/);
    expect(output).to.match(/proves batch 2, segment 2 of 2 …/);
    expect(output)
      .to.match(/pays Cleo 0\.365000 ether/)
      .and.not.match(/FORGED/);
  });
});
