import { expect } from "chai";
import { describe, it } from "mocha";
import { as, type ClaimTuple, DEFAULTS, endState, openingAfter } from "../../bench/lib/court.ts";
import { cpuHash, fixedHash, stateHash } from "../../src/machine/hash.ts";
import { claimId, resultId, stateId } from "../../src/rollup/ids.ts";
import { nextResult } from "../../src/rollup/outcome.ts";
import type { Claim, ResultOpening } from "../../src/rollup/view.ts";
import type { Address } from "../../src/types/address.ts";
import { toBytes } from "../../src/types/hex.ts";
import {
  allowance,
  beat,
  call,
  type Claimed,
  ethers,
  G,
  idOf,
  maxSteps,
  nary,
  networkHelpers,
  one,
  openedAt,
  say,
  scene,
  STATUS,
  three,
  two,
  W,
} from "./scene.ts";

const { time } = networkHelpers;
const ZERO = ethers.ZeroHash;

/** A claim as the TypeScript side has it. */
const plain = (claim: ClaimTuple): Claim =>
  ({ ...claim, owner: claim.owner.toLowerCase() as Address, nonce: Number(claim.nonce) }) as unknown as Claim;

describe("claim", () => {
  it("names parent, start, end, result, owner and nonce as the documents say", async () => {
    for (const kind of ["persistent", "anchored"] as const) {
      const at = await scene(kind);
      const { genesis, batch } = at;
      const program = await at.programs.program(await at.rollup.program());
      const end = endState(1);
      const { id, claim } = await say(at, one, end);
      const fixed = fixedHash(toBytes(genesis.output), toBytes(batch.inputRoot), toBytes(program.layoutHash));
      const cpu = new Uint8Array(128);
      const words = new DataView(cpu.buffer);
      expect(program.entryPoint, "a number that can be seen").to.be.above(0n);
      words.setUint32(0, Number(program.entryPoint));
      words.setUint32(4 * 10, Number(batch.inputLength));
      const startMemory = toBytes(kind === "persistent" ? genesis.memoryRoot : program.memoryRoot);
      expect(genesis.memoryRoot).to.equal(kind === "persistent" ? program.memoryRoot : ZERO);
      expect(claim.start).to.equal(stateHash(fixed, toBytes(genesis.output), startMemory, cpuHash(cpu), 0, 0));
      expect(claim.end).to.equal(
        stateHash(fixed, toBytes(end.output), toBytes(end.memoryRoot), toBytes(end.cpuHash), 0, 1),
      );
      expect(claim.parent).to.equal(idOf(genesis));
      const next = nextResult(
        genesis as unknown as ResultOpening,
        batch.accumulator as `0x${string}`,
        end as never,
        kind,
      );
      expect(claim.result).to.equal(resultId(next));
      expect(next.memoryRoot).to.equal(kind === "persistent" ? end.memoryRoot : ZERO);
      expect([claim.owner, claim.nonce]).to.deep.equal([one.address, 0n]);
      expect(id).to.equal(claimId(plain(claim)));
      expect((await at.rollup.claimant(id)).toObject()).to.deep.equal({
        owner: one.address,
        standing: 1n,
        opened: 0n,
        rewards: 0n,
        locks: 0n,
      });
    }
  });

  it("of a trap, a failure or a run that did not end leads to the parent's result", async () => {
    for (const kind of ["persistent", "anchored"] as const) {
      const at = await scene(kind);
      const { output, memoryRoot } = at.genesis;
      const kept = idOf({ parent: idOf(at.genesis), accumulator: at.batch.accumulator, output, memoryRoot });
      const voids: [number, number][] = [
        [2, 0],
        [2, 5],
        [1, 1],
        [1, 2 ** 32 - 1],
        [0, 0],
      ];
      for (const [i, [status, exitCode]] of voids.entries()) {
        expect((await say(at, one, endState(i, { status, exitCode }))).claim.result, `${status} ${exitCode}`).to.equal(
          kept,
        );
      }
      const counted = await at.rollup.result(kept);
      expect([counted.status, counted.standing]).to.deep.equal([STATUS.claimed, 5n]);
      const parent = await at.rollup.result(idOf(at.genesis));
      expect([parent.claimedStates, parent.standingStates]).to.deep.equal([5n, 5n]);
    }
  });

  it("counts allies and rivals", async () => {
    const at = await scene();
    const first = await say(at, one, endState(1));
    const ally = await say(at, two, endState(1));
    const rival = await say(at, three, endState(2));
    expect([first, ally, rival].map(({ claim }) => claim.nonce)).to.deep.equal([0n, 1n, 0n]);
    const parent = (await at.rollup.result(idOf(at.genesis))).toObject();
    expect(parent).to.deep.include({
      status: STATUS.final,
      decided: false,
      claimedStates: 2n,
      standingStates: 2n,
      batch: 0n,
    });
    const state = stateId(first.claim.parent as never, first.claim.end, first.claim.result as never);
    expect((await at.rollup.stateCount(state)).toObject()).to.deep.equal({ claimed: 2n, standing: 2n });
    const result = (await at.rollup.result(first.claim.result)).toObject();
    expect(result).to.deep.include({ status: STATUS.claimed, batch: 1n, standing: 2n, openedAt: 0n });
  });

  it("refuses unknown parents, other batches, unknown states and other bonds", async () => {
    const at = await scene();
    const unknown = { ...at.genesis, output: ethers.id("?") };
    await expect(call(at, one, endState(1), unknown))
      .to.be.revertedWithCustomError(at.rollup, "ParentClosed")
      .withArgs(idOf(unknown));
    for (const change of [{ inputRoot: ethers.id("?") }, { inputLength: 258n }]) {
      const wrong = as(at.rollup, one).claim(at.genesis, { ...at.batch, ...change }, endState(1), { value: at.bond });
      await expect(wrong).to.be.revertedWithCustomError(at.rollup, "WrongBatch");
    }
    for (const status of [3, 255]) {
      const wrong = call(at, one, endState(1, { status }));
      await expect(wrong).to.be.revertedWithCustomError(at.rollup, "UnknownStatus").withArgs(status);
    }
    for (const value of [0n, at.bond - 1n, at.bond + 1n]) {
      const wrong = as(at.rollup, one).claim(at.genesis, at.batch, endState(1), { value });
      await expect(wrong).to.be.revertedWithCustomError(at.rollup, "WrongBond").withArgs(value, at.bond);
    }
    // The next batch is not posted yet.
    const { claim } = await say(at, one, endState(1));
    const next = openingAfter(claim, at.batch, endState(1));
    await expect(call(at, one, endState(1), next)).to.be.revertedWithCustomError(at.rollup, "WrongBatch");
  });

  it("takes any end state until the last second of W, and none after it that was not claimed in W", async () => {
    for (const late of [0, 1]) {
      const at = await scene();
      await say(at, one, endState(1));
      await time.setNextBlockTimestamp((await openedAt(at)) + W - 1 + late);
      if (late === 0) await say(at, two, endState(2));
      else await expect(call(at, two, endState(2))).to.be.revertedWithCustomError(at.rollup, "WindowIsOver");
    }
  });

  it("takes end states that were claimed in W, refuted or not, until the last second of G", async () => {
    for (const late of [0, 1]) {
      const at = await scene();
      const lost: Claimed = [one, await say(at, one, endState(1))];
      const rival: Claimed = [two, await say(at, two, endState(2))];
      await beat(at, rival, lost);
      await time.setNextBlockTimestamp((await openedAt(at)) + W + G - 1 + late);
      if (late === 0) {
        const again = await say(at, one, endState(1));
        expect(again.claim.nonce).to.equal(1n);
        expect((await at.rollup.result(idOf(at.genesis))).standingStates).to.equal(2n);
      } else {
        await expect(call(at, one, endState(1))).to.be.revertedWithCustomError(at.rollup, "WindowIsOver");
        await expect(call(at, one, endState(2))).to.be.revertedWithCustomError(at.rollup, "WindowIsOver");
      }
    }
  });
});

describe("Rollup", () => {
  it("tells its terms", async () => {
    const at = await scene();
    const { rollup, genesis } = at;
    expect(await rollup.genesis()).to.equal(idOf(genesis));
    expect(await rollup.head()).to.equal(idOf(genesis));
    expect(await rollup.window()).to.equal(W);
    expect(await rollup.grace()).to.equal(G);
    expect(await rollup.bond()).to.equal(at.bond);
    expect([await rollup.maxSteps(), await rollup.nary()]).to.deep.equal([BigInt(maxSteps), BigInt(nary)]);
    const { minimum } = DEFAULTS;
    // Three dissections: two turns of the responder, one of the opener.
    expect(await rollup.longestDispute()).to.equal(2 * allowance + minimum);
    expect(await rollup.longestDelay()).to.equal(W + G + 2 * allowance + minimum);
  });
});
