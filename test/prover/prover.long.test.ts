import { describe, it } from "mocha";
import { expectPaidExit } from "./paidExit.ts";

describe("prover, everything proven", () => {
  it("makes deposits, a transfer and an exit final by proofs, and L1 pays the exit", async function () {
    this.timeout(1_800_000);
    await expectPaidExit({ forgesDeposits: false });
  });
});
