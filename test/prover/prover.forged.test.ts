import { expect } from "chai";
import { encodeFunctionData } from "viem";
import { after, afterEach, before, beforeEach, describe, it } from "mocha";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AIRGAP, RECORDS } from "../../scripts/lib/devLane.ts";
import { forgedProof, forgingCircuit } from "../../scripts/lib/forger.ts";
import { LedgerStage, person } from "../../scripts/lib/ledgerStage.ts";
import { lineageOf } from "../../scripts/lib/provers.ts";
import { account } from "../../scripts/lib/stage.ts";
import { inboxAbi } from "../../src/chain/abi.ts";
import { fromLittleEndian } from "../../src/crypto/field.ts";
import { TO_EXIT } from "../../src/ledger/constants.ts";
import type { Circuit } from "../../src/prover/circuit.ts";
import { Lineage, type Place } from "../../src/prover/lineage.ts";
import { provingOf } from "../../src/prover/proving.ts";
import { HEADER_BYTES } from "../../src/rollup/input.ts";
import { LedgerStore } from "../../src/store/ledgerStore.ts";
import { openLmdb } from "../../src/store/lmdb.ts";
import { toBytes } from "../../src/types/hex.ts";
import { MemoryRows } from "../../src/store/memoryRows.ts";
import { hire } from "./hand.ts";

const ETHER = 10n ** 18n;
const AMOUNT = 12n + (10n << 35n);
const [ANNA, BERT] = [person(1), person(2)];

describe("prover, with forged proofs", () => {
  let ledger: LedgerStage;
  let snapshot: unknown;
  let folder: string;
  const request = (method: string, ...params: unknown[]): Promise<unknown> =>
    ledger.stage.chain.provider.request({ method, params });

  before(async () => {
    ledger = await LedgerStage.open();
    const exitAddress = account(4).address;
    await ledger.send(2, ledger.deposit(ANNA, 3n * ETHER, exitAddress));
    await ledger.send(3, ledger.deposit(BERT, ETHER, exitAddress));
    await ledger.send(1, await ledger.queueBatch(0n));
  });

  beforeEach(async () => {
    snapshot = await request("evm_snapshot");
    folder = mkdtempSync(join(tmpdir(), "assize-jobs-"));
  });

  afterEach(async () => {
    await request("evm_revert", snapshot);
    rmSync(folder, { recursive: true, force: true });
  });

  after(() => ledger.stage.close());

  const head = async (): Promise<number> => {
    const { view } = await ledger.look();
    return view.results.get(view.head)!.batch;
  };
  const transfers = (count: number, from = 0): ReturnType<LedgerStage["signed"]>[] =>
    Array.from({ length: count }, (_, i) => ledger.signed(ANNA, from + i, { from: 0, to: 1, amount: AMOUNT, fee: 0n }));

  it("proves a batch of many segments in their order, and several batches before the first is final", async () => {
    await ledger.send(
      0,
      await ledger.batch(1, [
        ...transfers(8),
        ledger.signed(BERT, 0, { from: 1, to: TO_EXIT, amount: AMOUNT, fee: 0n }),
      ]),
    );
    const { told, work } = await hire(ledger, forgingCircuit(), 1, folder);
    await work();
    expect(told).to.deep.equal(["commit 1", "prove 1", "prove 2", "prove 2", "prove 2"]);
    expect(await head()).to.equal(0);
    await ledger.stage.chain.advance(AIRGAP);
    await work();
    expect(told.slice(5)).to.deep.equal(["settle 1", "settle 2"]);
    expect(await head()).to.equal(2);
  });

  it("goes on after kill -9 where it was: no segment is proven again that is in the folder or on L1", async () => {
    await ledger.send(0, await ledger.batch(1, transfers(8)));
    const proven: bigint[] = [];
    const circuit = forgingCircuit(({ out }) => proven.push(out));
    const killed = await hire(ledger, circuit, 1, folder);
    // One look begins a proof, the next sends it.
    for (let i = 0; i < 3; i++) {
      await killed.prover.tick();
      await killed.prover.rest();
    }
    expect(killed.told).to.deep.equal(["commit 1", "prove 1", "prove 2"]);
    const next = await hire(ledger, circuit, 1, folder);
    await next.work();
    expect(next.told).to.deep.equal(["prove 2"]);
    expect(new Set(proven).size).to.equal(proven.length);
    expect(proven.length).to.equal(3);
  });

  it("shares the work with others through one folder: each segment is proven once", async () => {
    await ledger.send(0, await ledger.batch(1, transfers(8)));
    const proven: bigint[] = [];
    const circuit = forgingCircuit(({ out }) => proven.push(out));
    const hands = [await hire(ledger, circuit, 1, folder), await hire(ledger, circuit, 2, folder)];
    for (let idle = 0; idle < 3;) {
      const sent: number[] = [];
      for (const { prover } of hands) sent.push(await prover.tick());
      for (const { prover } of hands) await prover.rest();
      idle = sent.some((count) => count > 0) ? 0 : idle + 1;
    }
    expect(proven.length).to.equal(3);
    const told = hands.flatMap((hand) => hand.told);
    expect(told.toSorted()).to.deep.equal(["commit 1", "prove 1", "prove 2", "prove 2"]);
  });

  it("takes it for done where another one was faster", async () => {
    const faster = await hire(ledger, forgingCircuit(), 2, folder);
    const circuit = forgingCircuit();
    // Between the decision of the slower one and its transaction.
    const overtaken: Circuit = {
      ...circuit,
      async calldata(proof) {
        await faster.work();
        return circuit.calldata(proof);
      },
    };
    const { told, work } = await hire(ledger, overtaken, 1, join(folder, "other"));
    await work();
    expect(faster.told).to.deep.equal(["prove 1"]);
    expect(told).to.deep.equal(["commit 1"]);
  });

  it("tells of a posted commitment that is wrong, and proves under its own", async () => {
    await ledger.send(0, await ledger.batch(1, transfers(1), 1n));
    const { told, work } = await hire(ledger, forgingCircuit(), 1, folder);
    await work();
    expect(told).to.deep.equal(["COMMITMENT_DIFFERS", "commit 1", "prove 1", "commit 2", "prove 2"]);
    await ledger.stage.chain.advance(AIRGAP);
    await work();
    expect(await head()).to.equal(2);
  });

  it("contradicts a false proof within the airgap, before all else, and freezes the lane", async () => {
    await ledger.send(0, await ledger.batch(1, transfers(1)));
    const { told, work } = await hire(ledger, forgingCircuit(), 1, folder);
    await attestFalsely(1);
    await work();
    expect(told.slice(0, 3)).to.deep.equal(["ATTESTED_OTHERWISE", "prove 1", "freeze 1"]);
    expect(told).to.include("LANE_REVOKED");
    await ledger.stage.chain.advance(10 * AIRGAP);
    await work();
    expect(told.join()).to.not.include("settle");
    const { view } = await ledger.look();
    expect(view.revokedAt).to.be.a("number");
    expect(await head()).to.equal(0);
  });

  it("freezes when a second, false proof contradicts its own", async () => {
    const { told, work } = await hire(ledger, forgingCircuit(), 1, folder);
    await work();
    await attestFalsely(1);
    await work();
    expect(told).to.deep.equal(["commit 1", "prove 1", "freeze 1", "LANE_REVOKED"]);
  });

  it("proves again what an L1 reorganisation took away, from the proofs that it has", async () => {
    const proven: bigint[] = [];
    const circuit = forgingCircuit(({ out }) => proven.push(out));
    const before = await request("evm_snapshot");
    await ledger.send(0, await ledger.batch(1, transfers(1)));
    const { told, work } = await hire(ledger, circuit, 1, folder);
    await work();
    expect(told).to.deep.equal(["commit 1", "prove 1", "prove 2"]);
    await request("evm_revert", before);
    // The other fork is longer, and has another batch after the same first one.
    await ledger.send(0, await ledger.batch(1, transfers(2)));
    for (let i = 0; i < 6; i++) await request("evm_mine");
    await work();
    expect(told.slice(3)).to.deep.equal(["commit 1", "prove 1", "prove 2"]);
    expect(proven.length).to.equal(3);
  });

  it("stops where a final result is not what it has computed", async () => {
    await attestFalsely(1);
    await ledger.stage.chain.advance(AIRGAP);
    const { view } = await ledger.look();
    const genesis = view.results.get(view.head)!;
    await ledger.stage.sender(2).send(ledger.calls.settle(genesis.opening, view.batches[0]!));
    const { prover } = await hire(ledger, forgingCircuit(), 1, folder);
    const error = await prover.tick().then(
      () => undefined,
      (thrown: unknown) => thrown as { readonly code: string },
    );
    expect(error?.code).to.equal("FALSE_RESULT_FINAL");
  });

  it("waits for another answer where the node gives other calldata than was posted", async () => {
    await ledger.send(0, await ledger.batch(1, transfers(1)));
    const { view } = await ledger.look();
    const court = await ledger.stage.openCourt();
    const lineage = await lineageOf(court);
    const { calldata } = court;
    const zeros = `0x${"00".repeat(view.batches[1]!.inputLength - HEADER_BYTES)}` as const;
    const other = encodeFunctionData({ abi: inboxAbi, functionName: "post", args: [`0x${"00".repeat(32)}`, zeros] });
    court.calldata = async () => other;
    const thrown = await lineage.advance(view).then(
      () => undefined,
      (error: unknown) => error as { readonly code: string },
    );
    expect(thrown?.code).to.equal("BATCH_MISMATCH");
    court.calldata = calldata;
    expect((await lineage.advance(view)).map(({ batch }) => batch.number)).to.deep.equal([1, 2]);
  });

  it("goes on from its store: what was executed is not read from L1 or executed again", async () => {
    await ledger.send(0, await ledger.batch(1, transfers(2)));
    const { view } = await ledger.look();
    const rows = new MemoryRows();
    const places = await (await lineageOf(ledger.court, rows)).advance(view);
    const court = await ledger.stage.openCourt();
    court.calldata = async () => expect.fail("calldata was read again");
    const again = await (await lineageOf(court, rows)).advance(view);
    expect(again.map(({ output }) => output)).to.deep.equal(places.map(({ output }) => output));
    const tasksOf = (place: Place): object => provingOf(place, RECORDS).tasks;
    expect(again.map(tasksOf)).to.deep.equal(places.map(tasksOf));
    // Of a batch that L1 has no more nothing is taken from the store.
    const other = { ...view.batches[1]!, accumulator: `0x${"44".repeat(32)}` } as const;
    const replaced = { ...view, batches: [view.batches[0]!, other] };
    const thrown = await (await lineageOf(court, rows)).advance(replaced).then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    );
    expect(thrown).to.include("calldata was read again");
  });

  it("keeps each batch when it is executed: what comes to an end in the middle of many goes on from there", async () => {
    for (const batch of [1, 2]) {
      await ledger.send(0, await ledger.batch(batch, []));
      await ledger.stage.chain.advance(10);
    }
    const { view } = await ledger.look();
    const rows = new MemoryRows();
    const court = await ledger.stage.openCourt();
    const { calldata } = court;
    let read = 0;
    court.calldata = async (transaction) => {
      if (++read === 2) throw new Error("the node is gone");
      return calldata.call(court, transaction);
    };
    const ended = (await lineageOf(court, rows)).advance(view).catch((error: unknown) => (error as Error).message);
    expect(await ended).to.include("the node is gone");
    await (await lineageOf(court, rows)).advance(view);
    expect(read).to.equal(3);
  });

  it("killed when a batch is stored and its job is not handed over, makes the proof once all the same", async () => {
    const proven: bigint[] = [];
    const circuit = forgingCircuit(({ out }) => proven.push(out));
    const { court } = ledger;
    const store = LedgerStore.open(openLmdb(join(folder, "store")), {
      chainId: 31337,
      rollup: court.facts.rollup,
    });
    await (await Lineage.open(court, store)).advance((await ledger.look()).view);
    expect(store.pending()).to.have.length(1);
    await store.close();
    expect(readdirSync(folder)).to.deep.equal(["store"]);
    for (let life = 0; life < 2; life++) await (await hire(ledger, circuit, 1, folder)).work();
    expect(proven).to.have.length(1);
  });

  it("stores again what another process has taken out of the store that they share", async () => {
    const { view } = await ledger.look();
    const rows = new MemoryRows();
    const lineage = await lineageOf(ledger.court, rows);
    await lineage.advance(view);
    const stored = lineage.pending();
    LedgerStore.open(rows, { chainId: 31337, rollup: ledger.court.facts.rollup }).reset();
    expect(lineage.pending()).to.deep.equal([]);
    await lineage.advance(view);
    expect(lineage.pending()).to.deep.equal(stored).and.to.have.length(1);
  });

  /** Has another output of a batch accepted. */
  async function attestFalsely(number: number): Promise<void> {
    const court = await ledger.stage.openCourt();
    const { view } = await court.sync();
    const place = (await (await lineageOf(court)).advance(view))[number - 1]!;
    const { commitment, tasks } = provingOf(place, RECORDS);
    const statement = { ...tasks.at(-1)!.segment.statement, out: 77n };
    const stranger = ledger.stage.sender(3);
    if (view.commitments.get(number)?.includes(commitment) !== true) {
      await stranger.send(
        ledger.calls.commit(place.batch, `0x${Buffer.from(place.ledger.body).toString("hex")}`, commitment),
      );
    }
    const { calldata } = forgingCircuit();
    const proof = await calldata(forgedProof(statement));
    const segment = {
      verifier: 0,
      last: true,
      commitment,
      from: fromLittleEndian(toBytes(place.anchor)),
      to: 77n,
      proof,
    };
    await stranger.send(ledger.calls.proveResult(place.anchor, place.batch, segment));
  }
});
