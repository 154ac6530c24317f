import { expect } from "chai";
import { after, afterEach, before, beforeEach, describe, it } from "mocha";
import { differences } from "../../scripts/lib/audit.ts";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { Court } from "../../src/chain/court.ts";
import type { Sequencer } from "../../src/sequencer/sequencer.ts";

/* What Court.sync makes of an L1 that changes its mind or fails. A revert of the simulated chain is a reorganisation. */

describe("Court.sync", () => {
  let stage: Stage;
  let snapshot: string;
  let sequencer: Sequencer;

  const mine = (): Promise<unknown> => stage.chain.provider.request({ method: "evm_mine" });
  const keep = async (): Promise<void> => {
    snapshot = (await stage.chain.provider.request({ method: "evm_snapshot" })) as string;
  };
  const reorganise = async (): Promise<void> => {
    await stage.chain.provider.request({ method: "evm_revert", params: [snapshot] });
    await keep();
  };

  before(async () => {
    stage = await Stage.open(TOY);
    await keep();
  });

  beforeEach(async () => {
    sequencer = await stage.sequencer();
  });

  afterEach(reorganise);
  after(() => stage.close());

  it("reads on where it stopped", async () => {
    const court = await stage.openCourt();
    expect((await court.sync()).view.batches).to.have.length(0);
    await sequencer.post(new Uint8Array([1]));
    expect((await court.sync()).view.batches).to.have.length(1);
    await stage.settle(sequencer);
    const { view } = await court.sync();
    expect([view.batches.length, view.claims.size]).to.deep.equal([1, 1]);
    expect(await differences(court, view)).to.deep.equal([]);
  });

  it("forgets what L1 took back, whether the new chain is shorter, as long, or longer", async () => {
    for (const blocks of [0, 2, 5]) {
      const court = await stage.openCourt();
      await sequencer.post(new Uint8Array([1]));
      await stage.settle(sequencer);
      expect((await court.sync()).view.claims.size).to.equal(1);
      await reorganise();
      for (let i = 0; i < blocks; i++) await mine();
      const { view } = await court.sync();
      expect([view.batches.length, view.claims.size], `${blocks} blocks`).to.deep.equal([0, 0]);
      expect(await differences(court, view)).to.deep.equal([]);
    }
  });

  it("follows an agent's other deeds after a reorganisation, and the agent does them again", async () => {
    const court = await stage.openCourt();
    const challenger = await stage.challenger();
    await sequencer.post(new Uint8Array([1]));
    await stage.settle(sequencer, challenger);
    const before = (await court.sync()).view;
    const gone = before.batches[0]!.accumulator;
    await reorganise();
    await sequencer.post(new Uint8Array([2]));
    await stage.settle(sequencer, challenger);
    await stage.wait(stage.court.window, sequencer, challenger);
    const { view } = await court.sync();
    expect(view.batches.map(({ accumulator }) => accumulator)).to.not.include(gone);
    expect([view.batches.length, view.claims.size]).to.deep.equal([1, 1]);
    expect(view.results.get(view.head)!.batch).to.equal(1);
    expect(await differences(court, view)).to.deep.equal([]);
  });

  it("waits for as many blocks on top as it was told to", async () => {
    const court = await Court.open(stage.l1, stage.folder, 2);
    await sequencer.post(new Uint8Array([1]));
    for (const seen of [0, 0, 1]) {
      expect((await court.sync()).view.batches).to.have.length(seen);
      await mine();
    }
  });

  it("applies nothing of a look that failed halfway, and everything once in the next", async () => {
    const court = await stage.openCourt();
    await sequencer.post(new Uint8Array([1]));
    await sequencer.post(new Uint8Array([2]));
    await stage.settle(sequencer);
    const { client } = stage.l1;
    const { getBlock } = client;
    let calls = 0;
    try {
      // The third block asked for is that of the second event: the first has been read by then.
      const failing = (args: never): unknown =>
        ++calls === 3 ? Promise.reject(new Error("the node is gone")) : getBlock(args);
      client.getBlock = failing as unknown as typeof getBlock;
      expect(await court.sync().catch(({ message }: Error) => message)).to.equal("the node is gone");
    } finally {
      client.getBlock = getBlock;
    }
    const { view } = await court.sync();
    expect(view.batches.map(({ number }) => number)).to.deep.equal([1, 2]);
    expect(await differences(court, view)).to.deep.equal([]);
  });

  it("starts over when the logs turn out not to be whole", async () => {
    const court = await stage.openCourt();
    await sequencer.post(new Uint8Array([1]));
    await stage.settle(sequencer);
    await stage.wait(stage.court.window, sequencer);
    const { client } = stage.l1;
    const { getLogs } = client;
    try {
      // Behind the genesis and the batch comes the claim: without it there is nothing that could have become final.
      client.getLogs = (async (args: never) => (await getLogs(args)).filter((_, i) => i !== 2)) as typeof getLogs;
      expect(await court.sync().catch(({ code }: { code: string }) => code)).to.equal("LOGS_INCOMPLETE");
    } finally {
      client.getLogs = getLogs;
    }
    const { view } = await court.sync();
    expect([view.batches.length, view.claims.size]).to.deep.equal([1, 1]);
    expect(await differences(court, view)).to.deep.equal([]);
  });

  it("calls a node that does not answer unreachable", async () => {
    const court = await stage.openCourt();
    const { client } = stage.l1;
    const { getBlockNumber } = client;
    try {
      client.getBlockNumber = () => client.request({ method: "no_such_method" } as never);
      expect(await court.sync().catch(({ code }: { code: string }) => code)).to.equal("RPC_UNREACHABLE");
    } finally {
      client.getBlockNumber = getBlockNumber;
    }
    expect((await court.sync()).view.batches).to.have.length(0);
  });
});
