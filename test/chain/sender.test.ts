import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { privateKeyToAccount } from "viem/accounts";
import { Stage } from "../../scripts/lib/stage.ts";
import { Calls } from "../../src/chain/calls.ts";
import { Sender } from "../../src/chain/sender.ts";
import { codeOf } from "./codeOf.ts";

describe("chain: sender", () => {
  let [stage, calls]: [Stage, Calls] = [undefined!, undefined!];
  before(async () => {
    stage = await Stage.open({ guest: "toy", terms: { kind: "anchored", maxSteps: 64, worstSeconds: 1 } });
    calls = new Calls((await stage.openCourt()).facts);
  });
  after(() => stage.close());

  it("sends, and tells what it cost", async () => {
    const { facts } = await stage.openCourt();
    const { gasUsed, gasPrice, hash } = await stage.sender(0).send(calls.post(facts.genesis.accumulator, "0x01"));
    const receipt = await stage.l1.client.getTransactionReceipt({ hash });
    expect([gasUsed, gasPrice]).to.deep.equal([receipt.gasUsed, receipt.effectiveGasPrice]);
  });

  it("sends nothing that would revert", async () => {
    const block = await stage.l1.client.getBlockNumber();
    expect(await codeOf(() => stage.sender(1).send(calls.withdraw()))).to.equal("CALL_REVERTED");
    const poor = new Sender(stage.l1, privateKeyToAccount(`0x${"77".repeat(32)}`));
    expect(await codeOf(() => poor.send(calls.post(`0x${"00".repeat(32)}`, "0x")))).to.be.oneOf([
      "CALL_REVERTED",
      "FUNDS_INSUFFICIENT",
    ]);
    expect(await stage.l1.client.getBlockNumber()).to.equal(block);
  });

  it("knows whether a block shows all that it has sent", async () => {
    const [sender, court] = [stage.sender(0), await stage.openCourt()];
    const { block } = await sender.send(calls.post(await court.lastAccumulator(), "0x02"));
    expect(await sender.isSettledAt(block - 1n)).to.equal(false);
    expect(await sender.isSettledAt(block)).to.equal(true);
  });
});
