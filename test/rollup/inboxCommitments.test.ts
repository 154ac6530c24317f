import { expect } from "chai";
import { describe, it } from "mocha";
import { as, eventOf, NO_LANE, sent } from "../../bench/lib/court.ts";
import { FIELD } from "../../src/crypto/field.ts";
import { challengePoint, commitments, evaluations, triplesOf } from "../../src/ledger/commitment.ts";
import { anyone, C, ethers, networkHelpers, pointOf, post, scene, sequencer, time } from "../validity/scene.ts";
import { Random } from "../guest/random.ts";

const MAX_BODY = 16 * 4096 - 256;
const GAS = { gasLimit: 15_000_000 };

describe("commitments to a batch's words", function () {
  this.timeout(120_000);

  it("are evaluated as the ledger does, for bodies of every shape", async () => {
    const at = await scene({ window: 100_000, grace: 25_000, lane: NO_LANE });
    const random = new Random(41);
    const edges = [0, 1, 25, 26, 27, 52, 103, 104, 105, 181, 182, 183, 1000, 26 + 78 * 12, MAX_BODY];
    for (const length of edges) {
      const body = random.bytes(length);
      const c = 1n + random.bytes(4).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
      const batch = await post(at, new Uint8Array(body), c);
      expect(await at.inbox.evaluation(batch.number, c), `${length} bytes`).to.equal(pointOf(batch, c).y);
    }
  });

  it("end with record 4,095: bytes behind it are no words", async () => {
    const at = await scene({ window: 100_000, grace: 25_000, lane: NO_LANE, inputPages: 96 });
    for (const length of [26 + 78 * 4096, 26 + 78 * 4096 + 1, 26 + 78 * 4096 + 5000]) {
      const batch = await post(at, new Uint8Array(length).fill(0xff), C);
      expect(await at.inbox.evaluation(batch.number, C), `${length} bytes`).to.equal(pointOf(batch).y);
    }
  });

  it("may be made again for any batch, by anyone who has its bytes", async () => {
    const at = await scene();
    const batch = await post(at, new Uint8Array(new Random(42).bytes(300)));
    const header = { kind: 1, timestamp: batch.header[4]!, first: 0, count: 0 };
    const inbox = as(at.inbox, anyone);
    const { y } = pointOf(batch, 55n);
    await expect(inbox.commit(1, header, batch.body, 55n))
      .to.emit(at.inbox, "Committed")
      .withArgs(1, 55n, y);
    expect(await at.inbox.evaluation(1, 55n)).to.equal(y);
    expect(await at.inbox.evaluation(1, C)).to.equal(pointOf(batch).y);

    const plain = await as(at.inbox, sequencer).post(batch.accumulator, "0x0102");
    const { timestamp } = (await ethers.provider.getBlock((await plain.wait()).blockNumber))!;
    await inbox.commit(2, { ...header, timestamp }, "0x0102", 55n);
    for (const [number, changed, body] of [
      [2n, header, batch.body],
      [1n, { ...header, kind: 2 }, batch.body],
      [1n, { ...header, timestamp: header.timestamp + 1n }, batch.body],
      [1n, { ...header, first: 1 }, batch.body],
      [1n, { ...header, count: 1 }, batch.body],
      [1n, header, batch.body.subarray(1)],
      [1n, header, new Uint8Array([...batch.body, 0])],
      [3n, header, batch.body],
    ] as const) {
      await expect(inbox.commit(number, changed, body, 56n)).to.be.revertedWithCustomError(at.inbox, "OtherBatch");
    }
    const tooLong = inbox.commit(1, header, new Uint8Array(MAX_BODY + 1), 56n, GAS);
    await expect(tooLong).to.be.revertedWithCustomError(at.inbox, "BodyTooLong");
    await expect(inbox.commit(0, header, batch.body, 56n)).to.be.revertedWithCustomError(at.inbox, "OtherBatch");
  });

  it("are elements of the field, and not zero", async () => {
    const at = await scene();
    for (const c of [0n, FIELD, FIELD + C, 2n ** 256n - 1n]) {
      const posted = as(at.inbox, sequencer).postCommitted(ethers.ZeroHash, await time.latest(), "0x", c);
      await expect(posted).to.be.revertedWithCustomError(at.inbox, "BadCommitment").withArgs(c);
    }
    const batch = await post(at, new Uint8Array(), FIELD - 1n);
    const header = { kind: 1, timestamp: batch.header[4]!, first: 0, count: 0 };
    await expect(at.inbox.commit(1, header, "0x", 0n)).to.be.revertedWithCustomError(at.inbox, "BadCommitment");
    const strange = as(at.inbox, anyone).postCommitted(batch.accumulator, await time.latest(), "0x", C);
    await expect(strange).to.be.revertedWithCustomError(at.inbox, "NotSequencer");
  });

  it("hold the time that the poster gives: from the last batch's to the block's, and an hour old at most", async () => {
    const at = await scene();
    const first = await post(at);
    const last = Number(first.header[4]);
    const say = (timestamp: number) => as(at.inbox, sequencer).postCommitted(first.accumulator, timestamp, "0x", C);
    const HOUR = 3600;
    for (const [now, given, refused, other] of [
      [last + 10, last + 11, "TimestampAhead", last + 10],
      [last + 20, last - 1, "TimestampBehind", last],
      [last + HOUR + 30, last + 29, "TimestampTooOld", last + HOUR + 30],
    ] as const) {
      await time.setNextBlockTimestamp(now);
      await expect(say(given)).to.be.revertedWithCustomError(at.inbox, refused).withArgs(given, other);
    }
    const snapshot = await networkHelpers.takeSnapshot();
    for (const [now, given] of [
      [last + HOUR + 40, last + HOUR + 40],
      [last + HOUR + 40, last + 40],
    ] as const) {
      await time.setNextBlockTimestamp(now);
      const receipt = await sent(say(given));
      expect(eventOf(at.inbox, receipt, "Posted").timestamp).to.equal(given);
      await snapshot.restore();
    }
  });

  it("fit in whatever block the batch lands", async () => {
    const at = await scene();
    const body = new Uint8Array(new Random(43).bytes(26 + 78 * 3));
    const timestamp = (await time.latest()) + 5;
    const header = [1n, 31337n, BigInt(await at.rollup.getAddress()), 1n, timestamp, body.length, 0n, 0n].map(BigInt);
    const c = commitments(triplesOf({ header, body })).at(-1)!;
    await time.setNextBlockTimestamp(timestamp + 1234);
    const posted = as(at.inbox, sequencer).postCommitted(ethers.ZeroHash, timestamp, body, c);
    const { inputRoot, inputLength } = eventOf(at.inbox, await sent(posted), "Posted");
    const z = challengePoint(inputRoot, Number(inputLength), c);
    expect(await at.inbox.evaluation(1, c)).to.equal(evaluations(triplesOf({ header, body }), z).at(-1)!);
  });
});
