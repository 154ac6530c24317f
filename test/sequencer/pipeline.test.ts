import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { after, afterEach, before, beforeEach, describe, it } from "mocha";
import { decodeFunctionData, hexToString } from "viem";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { inboxAbi } from "../../src/chain/abi.ts";
import { Court } from "../../src/chain/court.ts";
import type { LocalChain } from "../../src/chain/localChain.ts";
import { Sequencer } from "../../src/sequencer/sequencer.ts";
import { Spool } from "../../src/sequencer/spool.ts";

/* A sequencer that posts the files of a folder, on an L1 that may take blocks back: a revert of the simulated chain. */

describe("Pipeline", () => {
  let stage: Stage;
  let fresh: unknown;
  let folder = "";
  let told: string[] = [];

  const request = (method: string, ...params: unknown[]): Promise<unknown> =>
    (stage.chain as LocalChain).provider.request({ method, params });
  const put = (...bodies: [name: string, body: string][]): void => {
    for (const [name, body] of bodies) writeFileSync(join(folder, name), body);
  };

  /** Puts a longer chain in the place of what came after the snapshot. */
  async function reorganise(snapshot: unknown, meanwhile = (): Promise<void> => Promise.resolve()): Promise<void> {
    const before = await stage.l1.client.getBlockNumber();
    await request("evm_revert", snapshot);
    await meanwhile();
    while ((await stage.l1.client.getBlockNumber()) <= before) await request("evm_mine");
  }

  /** A sequencer that knows nothing yet, as after a start. */
  async function begin(confirmations = 0): Promise<Sequencer> {
    const court = await Court.open(stage.l1, stage.folder, confirmations);
    const report = {
      performed: () => {},
      setback: ({ code }: { code: string }) => void told.push(code),
    };
    const intake = {
      spool: new Spool(folder),
      interval: 0,
      report: {
        reached: (batch: number, at: string) => void told.push(`${batch} ${at}`),
        posted: () => {},
        waits: (batch: number) => void told.push(`${batch} waits`),
      },
    };
    return new Sequencer(court, stage.program, stage.sender(0), report, new Map(), intake);
  }

  /** The bodies on L1, in their order. */
  async function posted(): Promise<string[]> {
    const court = await stage.openCourt();
    const bodies = (await court.sync()).view.batches.map(async ({ transaction }) => {
      const { args } = decodeFunctionData({ abi: inboxAbi, data: await court.calldata(transaction) });
      return hexToString(args?.[1] as `0x${string}`);
    });
    return Promise.all(bodies);
  }

  before(async () => {
    stage = await Stage.open(TOY);
    fresh = await request("evm_snapshot");
  });

  beforeEach(() => {
    told = [];
    folder = mkdtempSync(join(tmpdir(), "assize-pipeline-"));
  });

  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await request("evm_revert", fresh);
    fresh = await request("evm_snapshot");
  });

  after(() => stage.close());

  it("posts by number, waits at a gap, and goes on when it is filled", async () => {
    put(["1", "one"], ["3", "three"]);
    const sequencer = await begin();
    await stage.settle(sequencer);
    expect(await posted()).to.deep.equal(["one"]);
    put(["2", "two"]);
    await stage.settle(sequencer);
    expect(await posted()).to.deep.equal(["one", "two", "three"]);
    expect(told.filter((line) => line.startsWith("2"))).to.deep.equal(
      ["selected", "executed", "posted", "confirmed", "claimed"].map((at) => `2 ${at}`),
    );
  });

  it("posts nothing twice when it is started again at any moment", async () => {
    put(["1", "one"], ["2", "two"], ["3", "three"]);
    for (let sent = 1; sent > 0;) sent = await (await begin()).tick();
    expect(await posted()).to.deep.equal(["one", "two", "three"]);
    expect((await (await stage.openCourt()).sync()).view.claims.size).to.equal(3);
  });

  for (const depth of [1, 2, 3]) {
    it(`posts the same bodies in the same order when L1 takes back ${depth} of them, without a restart`, async () => {
      put(["1", "one"], ["2", "two"], ["3", "three"], ["4", "four"]);
      const sequencer = await begin();
      const before: unknown[] = [];
      while ((await posted()).length < 4) {
        before.push(await request("evm_snapshot"));
        await sequencer.tick();
      }
      await reorganise(before.at(-depth));
      await stage.settle(sequencer);
      expect(await posted()).to.deep.equal(["one", "two", "three", "four"]);
      expect((await (await stage.openCourt()).sync()).view.claims.size).to.equal(4);
    });
  }

  it("has one batch on its way and posts the next when that is as deep as the court is read", async () => {
    put(["1", "one"], ["2", "two"], ["3", "three"]);
    const sequencer = await begin(2);
    const counts: number[] = [];
    for (let block = 0; block < 12; block++) {
      await sequencer.tick();
      counts.push((await posted()).length);
      await request("evm_mine");
    }
    expect(await posted()).to.deep.equal(["one", "two", "three"]);
    // Claims go first: they have a clock, a file has none.
    expect(told.filter((line) => /posted|claimed/.test(line))).to.deep.equal([
      "1 posted",
      "1 claimed",
      "2 posted",
      "2 claimed",
      "3 posted",
    ]);
    expect(counts.every((count, i) => count - (counts[i - 1] ?? 0) <= 1)).to.equal(true);
  });

  it("waits while the Inbox takes no more work, says so once, and goes on", async () => {
    // Room for one batch: the next has to wait for three seconds, and each block of the simulated chain takes one.
    const terms = { ...TOY.terms, worstSeconds: 3 };
    const slow = await Stage.open({ ...TOY, terms, court: { window: 12, grace: 3 } });
    const [usual, usualFolder] = [stage, folder];
    try {
      stage = slow;
      put(...Array.from({ length: 4 }, (_, i): [string, string] => [`${i + 1}`, `body ${i + 1}`]));
      const sequencer = await begin();
      for (let looks = 0; (await posted()).length < 4; looks++) {
        expect(looks, told.join()).to.be.below(60);
        if ((await sequencer.tick()) === 0) await slow.chain.advance(1);
      }
      const waits = told.filter((line) => line.endsWith("waits"));
      expect(waits)
        .to.deep.equal([...new Set(waits)])
        .and.not.deep.equal([]);
      expect(told.filter((line) => /^[A-Z_]+$/.test(line))).to.deep.equal([]);
    } finally {
      [stage, folder] = [usual, usualFolder];
      await slow.close();
    }
  });

  it("two of them with one key: each body once, in order, and the loser of a race is told", async () => {
    put(...Array.from({ length: 6 }, (_, i): [string, string] => [`${i + 1}`, `body ${i + 1}`]));
    const pair = [await begin(), await begin()];
    for (let quiet = 0; quiet < 3;) {
      const sent = await Promise.all(pair.map((sequencer) => sequencer.tick()));
      quiet = sent.every((count) => count === 0) ? quiet + 1 : 0;
    }
    expect(await posted()).to.deep.equal(Array.from({ length: 6 }, (_, i) => `body ${i + 1}`));
    expect(told.filter((line) => line.endsWith("posted"))).to.have.length.at.least(6);
  });

  it("refuses to send anything while a file is not what L1 has under its number", async () => {
    put(["1", "one"], ["2", "two"]);
    await stage.settle(await begin());
    put(["1", "another one"], ["3", "three"]);
    const error: unknown = await (await begin()).tick().catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: "BATCH_DIFFERS", where: join(folder, "1") });
    expect(await posted()).to.deep.equal(["one", "two"]);
  });

  it("compares again what L1 has put in another's place", async () => {
    put(["1", "one"], ["2", "two"]);
    const sequencer = await begin();
    while ((await posted()).length < 1) await sequencer.tick();
    const snapshot = await request("evm_snapshot");
    await stage.settle(sequencer);
    await reorganise(snapshot, async () => {
      await (await stage.sequencer()).post(new TextEncoder().encode("not two"));
    });
    const error: unknown = await stage.settle(sequencer).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: "BATCH_DIFFERS", where: join(folder, "2") });
  });

  it("does not post what it cannot execute itself, and tells of it once", async () => {
    put(["1", "x".repeat(stage.program.inputSize)]);
    const sequencer = await begin();
    expect([await sequencer.tick(), await sequencer.tick()]).to.deep.equal([0, 0]);
    expect(told).to.deep.equal(["1 selected", "BODY_TOO_LONG"]);
    put(["1", "short enough"]);
    await stage.settle(sequencer);
    expect(await posted()).to.deep.equal(["short enough"]);
  });
});
