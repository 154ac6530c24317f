import { expect } from "chai";
import { describe, it } from "mocha";
import { fileURLToPath } from "node:url";
import { type Outcome, run } from "../../scripts/check/tool.ts";

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const demo = (...args: string[]): Promise<Outcome> => run(checkout, process.execPath, ["scripts/demo.ts", ...args]);

/* With proofs that were really made: demo.long.test.ts. Act 1 alone is what the scenarios are made of. */
describe("npm run demo", () => {
  it("proves a ledger's batches, makes them final and pays an exit, in plain lines, from a seed", async () => {
    const { code, output } = await demo("proof", "--forge", "--seed", "7");
    expect(code, output).to.equal(0);
    const parts = [
      /INSECURE/,
      /FORGED/,
      /Cleo +deposits 4\.907000 ether/,
      /record 4: void, BALANCE_LOW/,
      /has the proof of batch 2, segment 2 of 2 +\(\d+\.\d s\)/,
      /makes batch 2 final +\([\d,]+ gas\)/,
      /pays Cleo 0\.365000 ether; it still holds 6\.835000 ether/,
    ];
    for (const part of parts) expect(output).to.match(part);
    expect(output).to.not.contain("\u001b");
  });

  it("refuses what it does not know, with exit code 2", async () => {
    const { code, output } = await demo("encore");
    expect([code, output.includes("npm run demo -- proof --forge")]).to.deep.equal([2, true]);
  });
});
