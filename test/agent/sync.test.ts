import { expect } from "chai";
import { after, afterEach, before, beforeEach, describe, it } from "mocha";
import { differences } from "../../scripts/lib/audit.ts";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { Court } from "../../src/chain/court.ts";
import type { Sequencer } from "../../src/sequencer/sequencer.ts";
import { AssizeError } from "../../src/types/error.ts";

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

  it("forgets what L1 took back, once the new chain is as long, or longer", async () => {
    for (const blocks of [2, 5]) {
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

  it("knows a shorter chain for a new one by a block that it has read, and else waits until it is not shorter", async () => {
    for (const [seen, blocks, outcome] of [
      [true, 1, "0 batches"],
      [false, 1, "RPC_UNSTEADY"],
      [true, 0, "RPC_UNSTEADY"],
    ] as const) {
      const court = await stage.openCourt();
      const poster = await stage.sequencer();
      await poster.post(new Uint8Array([1]));
      if (seen) await court.sync();
      await stage.settle(poster);
      await court.sync();
      await reorganise();
      for (let i = 0; i < blocks; i++) await mine();
      const found = await court.sync().then(
        ({ view }) => `${view.batches.length} batches`,
        ({ code }: { code: string }) => code,
      );
      expect(found, `${seen} ${blocks}`).to.equal(outcome);
      await reorganise();
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

  /** What sync makes of a node whose answers to `method` are changed, the first of them being number 1. */
  async function syncWith(
    court: Court,
    method: string,
    change: (answer: never, count: number) => unknown,
  ): Promise<unknown> {
    const { client } = stage.l1;
    const { request } = client;
    let count = 0;
    const changing = async (args: { method: string }, ...rest: unknown[]): Promise<unknown> => {
      const answer: unknown = await request(args as never, ...(rest as []));
      return args.method === method ? change(answer as never, ++count) : answer;
    };
    client.request = changing as typeof request;
    try {
      return (await court.sync()).view;
    } catch (error) {
      return error instanceof AssizeError ? error.code : (error as Error).message;
    } finally {
      client.request = request;
    }
  }

  it("applies nothing of a look that failed halfway, and everything once in the next", async () => {
    const court = await stage.openCourt();
    await sequencer.post(new Uint8Array([1]));
    await sequencer.post(new Uint8Array([2]));
    await stage.settle(sequencer);
    // The third block asked for is that of the second event: the first has been read by then.
    const failing = (answer: unknown, count: number): unknown =>
      count === 3 ? Promise.reject(new Error("the node is gone")) : answer;
    expect(await syncWith(court, "eth_getBlockByNumber", failing)).to.equal("the node is gone");
    const { view } = await court.sync();
    expect(view.batches.map(({ number }) => number)).to.deep.equal([1, 2]);
    expect(await differences(court, view)).to.deep.equal([]);
  });

  for (const had of ["logs", "no logs"])
    it(`refuses a look during which L1 was reorganised, and had ${had} before`, async () => {
      const court = await stage.openCourt();
      if (had === "logs") {
        await sequencer.post(new Uint8Array([1]));
        await stage.settle(sequencer);
      } else {
        await mine();
        await mine();
      }
      let changed = false;
      const replaced = async (answer: unknown): Promise<unknown> => {
        if (changed) return answer;
        changed = true;
        await reorganise();
        await sequencer.post(new Uint8Array([2]));
        await sequencer.post(new Uint8Array([3]));
        return answer;
      };
      expect(await syncWith(court, "eth_getLogs", replaced)).to.equal("RPC_UNSTEADY");
      const { view } = await court.sync();
      expect([view.batches.length, view.claims.size]).to.deep.equal([2, 0]);
      expect(await differences(court, view)).to.deep.equal([]);
    });

  for (const [i, missing] of ["a batch", "a claim", "the last event"].entries()) {
    it(`starts over when the logs turn out not to be whole: ${missing} is missing`, async () => {
      const court = await stage.openCourt();
      await sequencer.post(new Uint8Array([1]));
      await stage.settle(sequencer);
      await stage.wait(stage.court.window, sequencer);
      // Behind the genesis come the batch, the claim, what made it final, and what it paid out.
      const without = (logs: unknown[]): unknown => logs.filter((_, at) => at !== (i === 2 ? 3 : i + 1));
      for (let look = 0; look < 2; look++) {
        expect(await syncWith(court, "eth_getLogs", without)).to.equal("LOGS_INCOMPLETE");
      }
      const { view } = await court.sync();
      expect([view.batches.length, view.claims.size]).to.deep.equal([1, 1]);
      expect(await differences(court, view)).to.deep.equal([]);
    });
  }

  it("calls a node that does not answer unreachable", async () => {
    const court = await stage.openCourt();
    const refused = (): unknown => stage.l1.client.request({ method: "no_such_method" } as never);
    expect(await syncWith(court, "eth_blockNumber", refused)).to.equal("RPC_UNREACHABLE");
    expect((await court.sync()).view.batches).to.have.length(0);
  });
});
