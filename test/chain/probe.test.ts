import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import type { Court } from "../../src/chain/court.ts";
import { partProbes, Prober } from "../../src/chain/probe.ts";
import { toAddress } from "../../src/types/address.ts";
import { claim, LIE, ME, RIVAL, TRUTH, viewOf } from "../rollup/views.ts";
import { codeOf } from "./codeOf.ts";

describe("chain: probe", () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open(TOY);
    const liar = await stage.sequencer(undefined, new Map([[1, { kind: "register", step: 700 }]]));
    const challenger = await stage.challenger();
    await liar.post(new TextEncoder().encode("a batch"));
    // Both claims, the opening, and a move of each side.
    for (const actor of [liar, challenger, challenger, liar, challenger]) await actor.tick();
  });
  after(() => stage.close());

  /** What a court that was opened anew makes of logs of which one is missing. */
  async function syncWithout(index: number): Promise<unknown> {
    const court: Court = await stage.openCourt();
    const { client } = stage.l1;
    const { request } = client;
    client.request = (async (args: { method: string }) => {
      const answer: unknown = await request(args as never);
      return args.method === "eth_getLogs" ? (answer as unknown[]).filter((_, i) => i !== index) : answer;
    }) as typeof request;
    try {
      return await codeOf(async () => (await court.sync()).view.disputes.size);
    } finally {
      client.request = request;
    }
  }

  it("misses any log of a dispute that is kept back, the last one too", async () => {
    // The genesis is not needed: its id is a constant of the contract.
    expect(await syncWithout(0)).to.deep.equal({ gave: 1 });
    // The batch, both claims, the opening, two moves.
    for (let index = 1; index <= 6; index++) {
      expect(await syncWithout(index), `log ${index}`).to.equal("LOGS_INCOMPLETE");
    }
    expect(await syncWithout(7)).to.deep.equal({ gave: 1 });
  });

  it("reads as many values at once as it may, whatever they say", async () => {
    const court = await stage.openCourt();
    const { view, block } = await court.sync();
    // The largest answers are those about results: of these as many as there can be.
    const results = new Map(view.results);
    for (let i = 0; i < 60; i++) {
      const id = `0x${i.toString(16).padStart(64, "0")}` as never;
      results.set(id, { ...view.results.get(view.head)!, id });
    }
    const prober = new Prober(stage.l1, court.facts);
    const order = new Map([...results].reverse());
    expect(await codeOf(() => prober.requireWhole({ ...view, results: order }, block))).to.equal("LOGS_INCOMPLETE");
  });

  it("asks about everything that is open, and about nothing else", () => {
    const claims = [claim(ME, TRUTH), claim(RIVAL, LIE), claim(RIVAL, LIE, { status: "refuted", nonce: 1 })];
    const where = { inbox: toAddress(ME), rollup: toAddress(ME) };
    const open = partProbes(viewOf(claims), where).map(({ functionName }) => functionName);
    expect(open.filter((name) => name === "claimant")).to.have.length(2);
    expect(open.filter((name) => name === "result")).to.have.length(3);
    expect(partProbes(viewOf(claims, { genesis: { decided: true } }), where)).to.have.length(0);
  });

  it("asks for the same number of values however many there are, and for all of them in turn", async () => {
    const claims = Array.from({ length: 250 }, (_, nonce) => claim(RIVAL, LIE, { nonce }));
    const view = viewOf(claims);
    const asked: string[][] = [];
    const multicall = ({ contracts }: { contracts: { functionName: string; args: unknown[] }[] }): Promise<never> => {
      asked.push(contracts.map(({ functionName, args }) => `${functionName} ${String(args[0])}`));
      return Promise.reject(new Error("enough"));
    };
    const l1 = { url: "test", client: { multicall } };
    const prober = new Prober(l1 as never, { inbox: ME, rollup: ME });
    for (let look = 0; look < 6; look++) await prober.requireWhole(view, 1n).catch(() => {});
    expect(asked.map(({ length }) => length)).to.deep.equal([50, 50, 50, 50, 50, 14]);
    expect(new Set(asked.flat())).to.have.property("size", 2 + 252);
  });
});
