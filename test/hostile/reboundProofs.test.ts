/*
 * A right proof, presented for something else: another batch, anchor, commitment, rollup or chain, or as a segment where it is a
 * whole proof. Seen: withdrawals replayed on a fork or on a second deployment, because what was proven did not name where.
 * Stopped by: the contract makes every public input itself; z and y come from the Inbox's own bytes, in which chain, rollup and
 * number of the batch stand, and the anchor is the first input.
 */
import { expect } from "chai";
import { network } from "hardhat";
import { before, describe, it } from "mocha";
import { as } from "../../bench/lib/court.ts";
import {
  type Batch,
  bytesOf,
  C,
  inputsOf,
  leaf,
  postBatch,
  provenRoom,
  type ProvenRoom,
  segmentOf,
  wordsOf,
} from "./lib/provenRoom.ts";

const OUTPUT = 5n;
const BODY = Uint8Array.of(1, 2, 3);

/** A fresh chain with a court on it, and one batch at a time that is the same on every chain. */
async function chain(chainId: number) {
  const { ethers, networkHelpers } = await network.create({ override: { chainId } });
  const [sequencer, anyone] = await ethers.getSigners();
  const at = await provenRoom(ethers);
  await networkHelpers.time.increaseTo(2_000_000_000);
  const batch = await postBatch(at, sequencer!, BODY);
  return { ethers, networkHelpers, sequencer: sequencer!, anyone: anyone!, at, batch };
}

describe("hostile: proofs that are bound elsewhere", () => {
  let here: Awaited<ReturnType<typeof chain>>;
  let right: string;

  before(async () => {
    here = await chain(31337);
    right = bytesOf(wordsOf(inputsOf(here.batch, OUTPUT)));
  });

  type Options = NonNullable<Parameters<typeof segmentOf>[2]>;
  const send = (at: ProvenRoom, anchor: string, batch: Batch, options: Options = {}, proof = right) =>
    at.rollup.proveResult(anchor, batch.number, batch, segmentOf(OUTPUT, proof, options));
  const refused = async (at: ProvenRoom, call: Promise<unknown>, what: string): Promise<void> => {
    await expect(call, what).to.be.revertedWithCustomError(at.lane, "ProofRefused");
  };

  it("are refused for another batch, also one with the same bytes", async () => {
    const { at, sequencer } = here;
    const again = await postBatch(at, sequencer, BODY);
    await refused(at, send(at, at.genesis.output, again), "the next batch");
  });

  it("are refused on another parent, under another commitment, and as a segment that is not the last", async () => {
    const { at, batch, anyone } = here;
    await refused(at, send(at, leaf(8n), batch, { from: 8n }), "another anchor");
    const header = { kind: 1, timestamp: batch.header[4]!, first: 0, count: 0 };
    await as(at.inbox, anyone).commit(batch.number, header, batch.body, C + 1n);
    await refused(at, send(at, at.genesis.output, batch, { c: C + 1n }), "another commitment");
    await refused(at, send(at, at.genesis.output, batch, { last: false }), "as progress");
    const progress = bytesOf(wordsOf(inputsOf(batch, OUTPUT, { last: false })));
    await refused(at, send(at, at.genesis.output, batch, {}, progress), "progress as an output");
  });

  it("are refused by another rollup on the same chain", async () => {
    const { ethers, sequencer } = here;
    const other = await provenRoom(ethers);
    const batch = await postBatch(other, sequencer, BODY);
    expect(other.genesis).to.deep.equal(here.at.genesis);
    await refused(other, send(other, other.genesis.output, batch), "another rollup");
  });

  it("are refused on another chain, where everything else is the same to the last byte", async () => {
    const there = await chain(1337);
    expect(await there.at.rollup.getAddress()).to.equal(await here.at.rollup.getAddress());
    expect(there.batch.header.toSpliced(1, 1)).to.deep.equal(here.batch.header.toSpliced(1, 1));
    expect(there.batch.inputRoot).to.not.equal(here.batch.inputRoot);
    await refused(there.at, send(there.at, there.at.genesis.output, there.batch), "another chain");
    await expect(
      there.at.rollup.proveResult(there.at.genesis.output, 1n, here.batch, segmentOf(OUTPUT, right)),
    ).to.be.revertedWithCustomError(there.at.rollup, "WrongBatch");
  });

  it("hold where they belong", async () => {
    const { at, batch } = here;
    await expect(send(at, at.genesis.output, batch)).to.emit(at.rollup, "Proven");
  });
});
