import { expect } from "chai";
import { describe, it } from "mocha";
import { conserve } from "./conserve.ts";

describe("ledger: conservation", () => {
  it("balances and pending exits are what was deposited, through void batches and queue batches", () => {
    const seed = 31;
    const { deposited, sent, dropped } = conserve(seed, 150);
    console.log(`      seed ${seed}: ${deposited} wei deposited, ${sent} messages, ${dropped} batches without effect`);
    expect(sent > 0n && deposited > 0n && dropped > 0).to.equal(true);
  });
});
