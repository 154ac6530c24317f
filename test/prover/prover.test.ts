import { describe, it } from "mocha";
import { expectPaidExit } from "./paidExit.ts";

describe("prover", () => {
  it("makes a transfer and an exit final by a proof of the real circuit, and L1 pays the exit", async function () {
    this.timeout(1_200_000);
    // The deposits' batch is proven by the secrets of the development key, to save half a minute of CPU here.
    await expectPaidExit({ forgesDeposits: true });
  });
});
