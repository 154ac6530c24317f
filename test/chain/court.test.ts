import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Stage } from "../../scripts/lib/stage.ts";
import { Court } from "../../src/chain/court.ts";
import { longestDispute } from "../../src/cli/estimate.ts";
import { rollupAbi } from "../../src/chain/abi.ts";

describe("chain: court", () => {
  let stage: Stage = undefined!;
  before(async () => {
    stage = await Stage.open({ guest: "toy", terms: { kind: "anchored", maxSteps: 65536, worstSeconds: 1 } });
  });
  after(() => stage.close());

  const request = (method: string, params: unknown[] = []): Promise<unknown> =>
    stage.chain.provider.request({ method, params });

  it("reads what the contracts were deployed with", async () => {
    const { facts } = await stage.openCourt();
    expect(facts.terms).to.deep.equal({ kind: "anchored", maxSteps: 65536, worstSeconds: 1 });
    expect(facts.timing).to.deep.equal({ window: 120, grace: 60, allowance: 140, minimum: 20 });
    expect(facts.bond).to.equal(stage.court.bond);
  });

  it("agrees with the contract on the longest dispute", async () => {
    const { facts } = await stage.openCourt();
    const longest = await stage.l1.client.readContract({
      address: facts.rollup,
      abi: rollupAbi,
      functionName: "longestDispute",
    });
    const { maxSteps, nary } = facts.rules;
    expect(longestDispute(maxSteps, nary, facts.timing.allowance, facts.timing.minimum)).to.equal(longest);
  });

  it("shows a batch once it is deep enough, and its accumulator at once", async () => {
    const [young, patient] = [await stage.openCourt(), await Court.open(stage.l1, stage.folder, 2)];
    const sequencer = await stage.sequencer();
    const before = (await young.sync()).view.batches.length;
    await sequencer.post(Uint8Array.of(1));
    expect((await young.sync()).view.batches).to.have.length(before + 1);
    expect((await patient.sync()).view.batches).to.have.length(before);
    expect(await patient.lastAccumulator()).to.equal((await young.sync()).view.batches.at(-1)!.accumulator);
    await request("hardhat_mine", ["0x2"]);
    expect((await patient.sync()).view.batches).to.have.length(before + 1);
  });

  it("forgets what L1 has replaced", async () => {
    const [court, sequencer] = [await stage.openCourt(), await stage.sequencer()];
    const before = (await court.sync()).view.batches.length;
    const snapshot = await request("evm_snapshot");
    await sequencer.post(Uint8Array.of(2));
    const lost = (await court.sync()).view.batches.at(-1)!;
    await request("evm_revert", [snapshot]);
    await sequencer.post(Uint8Array.of(3));
    const { view } = await court.sync();
    expect(view.batches).to.have.length(before + 1);
    expect(view.batches.at(-1)!.accumulator).to.not.equal(lost.accumulator);
  });

  it("gives the calldata of a posted batch", async () => {
    const court = await stage.openCourt();
    const { transaction } = (await court.sync()).view.batches.at(-1)!;
    expect(await court.calldata(transaction)).to.match(/^0x[0-9a-f]+03(00)*$/);
  });
});
