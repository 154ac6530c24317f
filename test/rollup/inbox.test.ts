import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import type { Contract } from "ethers";
import { as, type Court, DEFAULTS, deployCourt, eventOf, postBatch, sent } from "../../bench/lib/court.ts";
import { nextAccumulator } from "../../src/rollup/ids.ts";
import { composeInput } from "../../src/rollup/input.ts";
import type { Hex } from "../../src/types/hex.ts";
import { Random } from "../guest/random.ts";

const { ethers, networkHelpers } = await network.create();
const { time } = networkHelpers;
const INPUT_BYTES = 16 * 4096;
const MAX_BODY = INPUT_BYTES - 256;
/** Seconds that a batch adds to the level, and the level's bound: a quarter of W. */
const WORST = 60;
const CAPACITY = DEFAULTS.window / 4;

const court = (): Promise<Court> => deployCourt(ethers, { maxSteps: 64, nary: 4 });

/** The root of the whole input section, every leaf of it, by recursion. */
function naiveRoot(input: Uint8Array): string {
  const memory = new Uint8Array(INPUT_BYTES);
  memory.set(input);
  const node = (from: number, length: number): string => {
    if (length === 32) return ethers.hexlify(memory.subarray(from, from + 32));
    return ethers.keccak256(ethers.concat([node(from, length / 2), node(from + length / 2, length / 2)]));
  };
  return node(0, INPUT_BYTES);
}

describe("Inbox", function () {
  this.timeout(120_000);

  it("takes bodies of every shape, and its root is that of the input section a guest sees", async () => {
    const { rollup, inbox, sequencer } = await court();
    const rollupAddress = (await rollup.getAddress()).toLowerCase() as Hex;
    const random = new Random(31);
    let previous = ethers.ZeroHash as Hex;
    const lengths = [0, 1, 31, 32, 33, 64, 255, 256, 257, 1000, 4096 - 256, 4096 - 255, 10_001, MAX_BODY - 1, MAX_BODY];
    for (const [i, length] of lengths.entries()) {
      const body = random.bytes(length);
      const at = (await time.latest()) + 10_000;
      await time.setNextBlockTimestamp(at);
      const receipt = await sent(as(inbox, sequencer).post(previous, body, { gasLimit: 15_000_000 }));
      const header = { chainId: 31337, rollup: rollupAddress, batch: i + 1, timestamp: at };
      const input = composeInput(header, body, INPUT_BYTES);
      const { number, inputRoot, inputLength, accumulator, timestamp } = eventOf(inbox, receipt, "Posted");
      expect(inputRoot, `${length} bytes`).to.equal(naiveRoot(input));
      expect([number, inputLength, timestamp]).to.deep.equal([BigInt(i + 1), BigInt(256 + length), BigInt(at)]);
      expect(accumulator).to.equal(nextAccumulator(previous, inputRoot, 256 + length));
      expect(await inbox.accumulator(number)).to.equal(accumulator);
      expect(await inbox.count()).to.equal(number);
      previous = accumulator;
    }
  });

  it("tells its own facts", async () => {
    const { rollup, inbox, sequencer } = await court();
    expect(await inbox.rollup()).to.equal(await rollup.getAddress());
    expect(await inbox.sequencer()).to.equal(await sequencer.getAddress());
    expect(await inbox.maxBody()).to.equal(MAX_BODY);
    expect(await inbox.capacity()).to.equal(CAPACITY);
    expect(await inbox.worstSeconds()).to.equal(WORST);
    expect(await inbox.accumulator(0)).to.equal(ethers.ZeroHash);
    expect(await inbox.accumulator(1)).to.equal(ethers.ZeroHash);
  });

  it("refuses everyone else, and the sequencer through a contract or as one", async () => {
    const { inbox, sequencer } = await court();
    const [, stranger] = await ethers.getSigners();
    const other = as(inbox, stranger).post(ethers.ZeroHash, "0x");
    await expect(other).to.be.revertedWithCustomError(inbox, "NotSequencer").withArgs(stranger.address);

    const relay = (await ethers.deployContract("Payee")) as Contract;
    const data = inbox.interface.encodeFunctionData("post", [ethers.ZeroHash, "0x"]);
    const relayed = as(relay, sequencer).act(inbox, data);
    await expect(relayed)
      .to.be.revertedWithCustomError(inbox, "NotSequencer")
      .withArgs(await relay.getAddress());

    const ownedByRelay = await deployCourt(ethers, { maxSteps: 64, nary: 4, sequencer: await relay.getAddress() });
    const call = relay.act(ownedByRelay.inbox, data);
    await expect(call)
      .to.be.revertedWithCustomError(inbox, "NotSequencer")
      .withArgs(await relay.getAddress());

    // An account that has delegated to code (EIP-7702): what it does need not be in its transaction's calldata.
    await networkHelpers.setCode(await sequencer.getAddress(), `0xef0100${"11".repeat(20)}`);
    const delegated = as(inbox, sequencer).post(ethers.ZeroHash, "0x");
    await expect(delegated).to.be.revertedWithCustomError(inbox, "NotSequencer");
    await networkHelpers.setCode(await sequencer.getAddress(), "0x");
  });

  it("refuses a batch that was meant to follow another one", async () => {
    const made = await court();
    const { inbox, sequencer } = made;
    const wrong = as(inbox, sequencer).post(ethers.id("other"), "0x");
    await expect(wrong)
      .to.be.revertedWithCustomError(inbox, "WrongPrevious")
      .withArgs(ethers.id("other"), ethers.ZeroHash);
    const { accumulator } = await postBatch(made, "0x01");
    const again = as(inbox, sequencer).post(ethers.ZeroHash, "0x01");
    await expect(again).to.be.revertedWithCustomError(inbox, "WrongPrevious").withArgs(ethers.ZeroHash, accumulator);
  });

  it("refuses a body that is a byte too long", async () => {
    const { inbox, sequencer } = await court();
    const call = as(inbox, sequencer).post(ethers.ZeroHash, new Uint8Array(MAX_BODY + 1), { gasLimit: 15_000_000 });
    await expect(call)
      .to.be.revertedWithCustomError(inbox, "BodyTooLong")
      .withArgs(MAX_BODY + 1, MAX_BODY);
  });

  it("admits no more work than a quarter of W, and drains a second per second", async () => {
    const made = await court();
    const { inbox, sequencer } = made;
    const start = (await time.latest()) + 100;
    const full = Math.floor(CAPACITY / WORST);
    let previous = ethers.ZeroHash;
    for (let i = 0; i < full; i++) {
      await time.setNextBlockTimestamp(start + i);
      previous = (await postBatch(made, "0x")).accumulator;
    }
    const now = start + full - 1;
    const level = full * WORST - (full - 1);
    expect(await inbox.level()).to.be.at.most(level);
    // The level may rise to the capacity and not a second above it.
    const enough = now + (level + WORST - CAPACITY);
    await time.setNextBlockTimestamp(enough - 1);
    const early = as(inbox, sequencer).post(previous, "0x");
    await expect(early)
      .to.be.revertedWithCustomError(inbox, "TooMuchWork")
      .withArgs(CAPACITY + 1, CAPACITY);
    await time.setNextBlockTimestamp(enough);
    await postBatch(made, "0x");
    await time.increaseTo(enough + 10 * CAPACITY);
    expect(await inbox.level()).to.equal(0);
  });
});
