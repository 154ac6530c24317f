import { expect } from "chai";
import { describe, it } from "mocha";
import { agree } from "./agree.ts";

describe("ledger: random batches", () => {
  it("lead where the oracle says, and meet every rule", () => {
    const seed = 20_261_121;
    const tally = agree(seed, 400);
    console.log(`      seed ${seed}: ${[...tally].map(([name, times]) => `${name} ${times}`).join(", ")}`);
    const effects = ["transfer", "exit", "create", "credit", "open", "return", "key"];
    const reasons = ["NO_SENDER", "NO_RECIPIENT", "NO_KEY_RECORD", "BAD_KEY", "FULL", "BAD_SIGNATURE", "BALANCE_LOW"];
    expect([...tally.keys()]).to.include.members([
      ...effects,
      ...reasons,
      "NONCE_FULL",
      "BALANCE_OVERFLOW",
      "NOT_IN_QUEUE",
    ]);
  });
});
