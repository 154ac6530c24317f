import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { after, afterEach, before, beforeEach, describe, it } from "mocha";
import type { Hex } from "viem";
import { program } from "../../bench/lib/ledgerGuest.ts";
import { RECORDS } from "../../scripts/lib/devLane.ts";
import { LedgerStage, person } from "../../scripts/lib/ledgerStage.ts";
import { lineageOf } from "../../scripts/lib/provers.ts";
import { account } from "../../scripts/lib/stage.ts";
import type { Executor, Progress } from "../../src/agent/executor.ts";
import { encodeBody } from "../../src/ledger/body.ts";
import { provingOf } from "../../src/prover/proving.ts";
import { resultId } from "../../src/rollup/ids.ts";
import { Pipeline, type Intake } from "../../src/sequencer/pipeline.ts";
import { Sequencer } from "../../src/sequencer/sequencer.ts";
import { Spool } from "../../src/sequencer/spool.ts";

/* A sequencer of a ledger: the queue's items between its own batches, and commitments, on an L1 that may take blocks back. */

const ETHER = 10n ** 18n;
/** 0.1 ether as a record has it. */
const TENTH = 1n + (17n << 35n);
const [anna, bert] = [person(1), person(2)];

describe("Pipeline, of a ledger", function () {
  this.timeout(300_000);
  let ledger: LedgerStage;
  let fresh: unknown;
  let folder = "";
  let told: string[] = [];

  const request = (method: string, ...params: unknown[]): Promise<unknown> =>
    ledger.stage.chain.provider.request({ method, params });
  /** @returns the item's record */
  async function deposit(index = 2, owner = anna): Promise<Hex> {
    await ledger.send(index, ledger.deposit(owner, ETHER, account(index).address));
    return (await ledger.look()).view.deposits.at(-1)!;
  }
  /** A transfer of Anna's to the account after hers, as the file of that number. */
  function put(file: number, nonce: number): void {
    const transfer = ledger.signed(anna, nonce, { from: 0, to: 1, amount: TENTH, fee: 0n });
    writeFileSync(join(folder, String(file)), encodeBody(0, [transfer]));
  }

  function intake(interval = 0): Intake {
    const report = {
      reached: () => {},
      posted: (batch: number, _: unknown, items: number) => void told.push(`${batch} of ${items}`),
      waits: (batch: number, items: number) => void told.push(`${batch} of ${items} waits`),
    };
    return { spool: new Spool(folder), interval, report };
  }

  /** A sequencer that knows nothing yet, as after a start. */
  async function begin(interval = 0): Promise<Sequencer> {
    const report = { performed: () => {}, setback: ({ code }: { code: string }) => void told.push(code) };
    return new Sequencer(
      await ledger.stage.openCourt(),
      program,
      ledger.stage.sender(0),
      report,
      new Map(),
      intake(interval),
    );
  }

  async function settle(sequencer: () => Promise<Sequencer>): Promise<void> {
    while ((await (await sequencer()).tick()) > 0);
  }

  /** Items of each batch on L1, 0 for the sequencer's own; and of each that its posted commitment is that of its words. */
  async function posted(): Promise<number[]> {
    const { view } = await ledger.look();
    for (const place of await (await lineageOf(ledger.court)).advance(view)) {
      expect(view.commitments.get(place.batch.number)).to.deep.equal([provingOf(place, RECORDS).commitment]);
    }
    return view.batches.map(({ queued }) => queued?.count ?? 0);
  }

  before(async () => {
    ledger = await LedgerStage.open();
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
  after(() => ledger.stage.close());

  for (const [when, restarts] of [
    ["in one life", false],
    ["killed after every look", true],
  ] as const) {
    it(`posts items as they come and files by their own numbers, with commitments that fit, ${when}`, async () => {
      const one = await begin();
      const next = (): Promise<Sequencer> => (restarts ? begin() : Promise.resolve(one));
      await deposit();
      await deposit(3, bert);
      await settle(next);
      put(1, 0);
      await settle(next);
      await deposit();
      put(2, 1);
      await settle(next);
      expect(await posted()).to.deep.equal([2, 0, 1, 0]);
      expect((await ledger.look()).view.claims.size).to.equal(4);
      expect(told).to.deep.equal(["1 of 2", "2 of 0", "3 of 1", "4 of 0"]);
      put(1, 7);
      const error: unknown = await (await begin()).tick().catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: "BATCH_DIFFERS", where: join(folder, "1") });
    });
  }

  it("posts again what L1 takes back, each item once", async () => {
    const sequencer = await begin();
    await deposit();
    const before = await request("evm_snapshot");
    put(1, 0);
    await settle(async () => sequencer);
    const height = await ledger.stage.l1.client.getBlockNumber();
    await request("evm_revert", before);
    while ((await ledger.stage.l1.client.getBlockNumber()) <= height) await request("evm_mine");
    await settle(async () => sequencer);
    expect(await posted()).to.deep.equal([1, 0]);
  });

  it("waits while the queue's share is used up, says so once, and posts files meanwhile", async () => {
    const sequencer = await begin();
    // Each raises the share by a second, of which seven are taken at once; a quarter of a second drains a block.
    while (!told.some((line) => line.endsWith("waits"))) {
      expect(told.length).to.be.below(20);
      await deposit();
      await sequencer.tick();
      await sequencer.tick();
    }
    put(1, 0);
    while (!told.some((line) => line.endsWith("of 0"))) await sequencer.tick();
    await ledger.stage.chain.advance(40);
    await settle(async () => sequencer);
    const items = (await posted()).reduce((sum, count) => sum + count, 0);
    expect(items).to.equal((await ledger.look()).view.deposits.length);
    expect(told.filter((line) => line.endsWith("waits")).length).to.be.below(4);
    expect(told.filter((line) => /^[A-Z_]+$/.test(line))).to.deep.equal([]);
  });

  it("keeps the interval between its own batches, which the queue's do not wait for", async () => {
    const sequencer = await begin(500);
    await deposit();
    put(1, 0);
    put(2, 1);
    await settle(async () => sequencer);
    expect(told).to.deep.equal(["1 of 1", "2 of 0"]);
    await ledger.stage.chain.advance(400);
    await deposit();
    await settle(async () => sequencer);
    expect(told).to.deep.equal(["1 of 1", "2 of 0", "3 of 1"]);
    await ledger.stage.chain.advance(100);
    await settle(async () => sequencer);
    expect(told.at(-1)).to.equal("4 of 0");
  });

  describe("on a view that L1 has left behind", () => {
    const work = async (record: Hex, then: () => Promise<void>, age = 0): Promise<number> => {
      const court = await ledger.stage.openCourt();
      const moment = await court.sync();
      await then();
      const pipeline = new Pipeline(court, ledger.stage.sender(0), {} as Executor, intake(), 100_000);
      const { genesis } = court.facts;
      expect(moment.view.deposits).to.deep.equal([record]);
      expect(moment.view.head).to.equal(resultId(genesis));
      const tip = { parent: genesis, memory: undefined, batches: 0 };
      return pipeline.work({ ...moment, now: moment.now - age }, { tip } as Progress);
    };

    it("loses the race for the queue without a word", async () => {
      const record = await deposit();
      expect(await work(record, async () => void (await ledger.send(1, await ledger.queueBatch(0n))))).to.equal(0);
      expect(told).to.deep.equal([]);
    });

    it("says the time that the Inbox names, where L1 has had no block for an hour", async () => {
      expect(await work(await deposit(), async () => {}, 4_000)).to.equal(1);
      expect(await posted()).to.deep.equal([1]);
    });
  });
});
