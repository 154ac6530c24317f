import { expect } from "chai";
import { describe, it } from "mocha";
import { as, endState, makeEnd, openDispute, openingAfter, postBatch } from "../../bench/lib/court.ts";
import {
  anyone,
  beat,
  call,
  type Claimed,
  ethers,
  G,
  idOf,
  nary,
  networkHelpers,
  one,
  openedAt,
  say,
  scene,
  sideOf,
  STATUS,
  three,
  two,
  W,
} from "./scene.ts";

const { time } = networkHelpers;

describe("finalize", () => {
  it("waits for W when one end state was claimed, to the second", async () => {
    const at = await scene();
    const { claim } = await say(at, one, endState(1));
    await say(at, two, endState(1));
    const end = (await openedAt(at)) + W;
    await time.setNextBlockTimestamp(end - 1);
    await expect(at.rollup.finalize(claim)).to.be.revertedWithCustomError(at.rollup, "WindowIsOpen").withArgs(end);
    await time.setNextBlockTimestamp(end);
    await expect(as(at.rollup, anyone).finalize(claim)).to.emit(at.rollup, "Finalized").withArgs(claim.result, 1);
    expect(await at.rollup.head()).to.equal(claim.result);
    expect((await at.rollup.result(claim.result)).status).to.equal(STATUS.final);
    expect((await at.rollup.result(idOf(at.genesis))).decided).to.equal(true);
    await expect(at.rollup.finalize(claim))
      .to.be.revertedWithCustomError(at.rollup, "ParentClosed")
      .withArgs(idOf(at.genesis));
    await expect(call(at, one, endState(1))).to.be.revertedWithCustomError(at.rollup, "ParentClosed");
  });

  it("waits for G too when more were claimed, even if all the others are refuted", async () => {
    const at = await scene();
    const good: Claimed = [one, await say(at, one, endState(1))];
    await beat(at, good, [two, await say(at, two, endState(2))]);
    const end = (await openedAt(at)) + W + G;
    await time.setNextBlockTimestamp(end - 1);
    const early = at.rollup.finalize(good[1].claim);
    await expect(early).to.be.revertedWithCustomError(at.rollup, "WindowIsOpen").withArgs(end);
    await time.setNextBlockTimestamp(end);
    await at.rollup.finalize(good[1].claim);
  });

  it("refuses while a rival stands, however long", async () => {
    const at = await scene();
    const good: Claimed = [one, await say(at, one, endState(1))];
    const bad: Claimed = [two, await say(at, two, endState(2))];
    await time.increase(10 * (W + G));
    for (const [, { claim }] of [good, bad]) {
      await expect(at.rollup.finalize(claim))
        .to.be.revertedWithCustomError(at.rollup, "Disputed")
        .withArgs(claim.parent, 2);
    }
    await beat(at, good, bad);
    await expect(at.rollup.finalize(bad[1].claim))
      .to.be.revertedWithCustomError(at.rollup, "NotStanding")
      .withArgs(bad[1].id);
    await at.rollup.finalize(good[1].claim);
  });

  it("refuses until the parent is final, then goes on without another wait", async () => {
    const at = await scene();
    const first = await say(at, one, endState(1));
    const next = openingAfter(first.claim, at.batch, endState(1));
    const later = { ...at, batch: await postBatch(at, "0x02") };
    const second = await say(later, one, endState(3), next);
    await time.increase(2 * W);
    await expect(at.rollup.finalize(second.claim))
      .to.be.revertedWithCustomError(at.rollup, "WrongStatus")
      .withArgs(idOf(next), STATUS.claimed);
    await at.rollup.finalize(first.claim);
    await at.rollup.finalize(second.claim);
    expect(await at.rollup.head()).to.equal(second.claim.result);
    expect((await at.rollup.result(second.claim.result)).batch).to.equal(2n);
  });

  it("takes two end states that lead to the same result for rivals", async () => {
    const at = await scene();
    const trap: Claimed = [one, await say(at, one, endState(1, { status: 2, exitCode: 3 }))];
    const other: Claimed = [two, await say(at, two, endState(2, { status: 2, exitCode: 4 }))];
    expect(trap[1].claim.result).to.equal(other[1].claim.result);
    await time.increase(W + G);
    await expect(at.rollup.finalize(trap[1].claim)).to.be.revertedWithCustomError(at.rollup, "Disputed");
    await beat(at, trap, other);
    await at.rollup.finalize(trap[1].claim);
  });
});

describe("a refuted parent with children", () => {
  it("dies with all that was built on it, and only the bonds of its refuted claims are lost", async () => {
    const at = await scene();
    const good: Claimed = [one, await say(at, one, endState(1))];
    const bad: Claimed = [two, await say(at, two, endState(2))];
    const badOpening = openingAfter(bad[1].claim, at.batch, endState(2));
    const later = { ...at, batch: await postBatch(at, "0x02") };
    const child = await say(later, three, endState(4), badOpening);
    const childOpening = openingAfter(child.claim, later.batch, endState(4));
    const last = { ...at, batch: await postBatch(at, "0x03") };
    const grandchild = await say(last, three, endState(5), childOpening);
    await beat(at, good, bad);

    await expect(at.rollup.abandon(badOpening))
      .to.be.revertedWithCustomError(at.rollup, "StillPossible")
      .withArgs(bad[1].claim.result);
    await expect(at.rollup.collect(child.claim))
      .to.be.revertedWithCustomError(at.rollup, "NothingDue")
      .withArgs(child.id);
    await time.increaseTo((await openedAt(at)) + W + G);
    await expect(at.rollup.abandon(childOpening)).to.be.revertedWithCustomError(at.rollup, "StillPossible");
    await expect(as(at.rollup, anyone).abandon(badOpening))
      .to.emit(at.rollup, "Abandoned")
      .withArgs(bad[1].claim.result);
    await expect(at.rollup.abandon(badOpening))
      .to.be.revertedWithCustomError(at.rollup, "WrongStatus")
      .withArgs(bad[1].claim.result, STATUS.dead);
    await expect(at.rollup.collect(grandchild.claim)).to.be.revertedWithCustomError(at.rollup, "NothingDue");
    await at.rollup.abandon(childOpening);
    await at.rollup.collect(child.claim);
    await at.rollup.collect(grandchild.claim);
    expect(await at.rollup.credit(three.address)).to.equal(2n * at.bond);
    await expect(call(later, three, endState(4), badOpening)).to.be.revertedWithCustomError(at.rollup, "ParentClosed");
    await expect(at.rollup.collect(bad[1].claim)).to.be.revertedWithCustomError(at.rollup, "NothingDue");

    await at.rollup.finalize(good[1].claim);
    await at.rollup.collect(good[1].claim);
    await as(at.rollup, one).withdraw();
    await as(at.rollup, three).withdraw();
    expect(await ethers.provider.getBalance(at.rollup)).to.equal(at.bond - at.bond / 2n);
  });

  it("dies at once when another child of its own parent is final", async () => {
    const at = await scene();
    const good: Claimed = [one, await say(at, one, endState(1))];
    const bad: Claimed = [two, await say(at, two, endState(2))];
    await beat(at, good, bad);
    await time.increaseTo((await openedAt(at)) + W + G);
    await at.rollup.finalize(good[1].claim);
    await at.rollup.abandon(openingAfter(bad[1].claim, at.batch, endState(2)));
    const goodOpening = openingAfter(good[1].claim, at.batch, endState(1));
    await expect(at.rollup.abandon(goodOpening))
      .to.be.revertedWithCustomError(at.rollup, "WrongStatus")
      .withArgs(good[1].claim.result, STATUS.final);
  });

  it("leaves a dispute on it without a loser", async () => {
    const at = await scene();
    const good: Claimed = [one, await say(at, one, endState(1))];
    const bad: Claimed = [two, await say(at, two, endState(2))];
    const badOpening = openingAfter(bad[1].claim, at.batch, endState(2));
    const later = { ...at, batch: await postBatch(at, "0x02") };
    const [left, right] = [
      await say(later, two, endState(3), badOpening),
      await say(later, three, endState(4), badOpening),
    ];
    const board = { host: at.rollup, nary, opener: sideOf([two, left]), responder: sideOf([three, right]) };
    await beat(at, good, bad);
    const opened = await openDispute(board);
    await time.increaseTo((await openedAt(at)) + W + G);
    await at.rollup.abandon(badOpening);
    await expect(makeEnd(board, opened, anyone)).not.to.revert(ethers);
    for (const { id, claim } of [left, right]) {
      expect((await at.rollup.claimant(id)).standing).to.equal(1n);
      await at.rollup.collect(claim);
    }
    expect(await at.rollup.credit(three.address)).to.equal(at.bond);
  });

  it("refuses to abandon what nobody claimed", async () => {
    const at = await scene();
    const never = { ...at.genesis, output: ethers.id("never") };
    await expect(at.rollup.abandon(never))
      .to.be.revertedWithCustomError(at.rollup, "WrongStatus")
      .withArgs(idOf(never), STATUS.none);
    await expect(at.rollup.abandon(at.genesis)).to.be.revertedWithCustomError(at.rollup, "WrongStatus");
  });
});

describe("collect", () => {
  it("gives allies of the final result their bonds, once", async () => {
    const at = await scene();
    const made = [await say(at, one, endState(1)), await say(at, two, endState(1))];
    await expect(at.rollup.collect(made[0].claim)).to.be.revertedWithCustomError(at.rollup, "NothingDue");
    await time.increase(W);
    await at.rollup.finalize(made[0].claim);
    for (const { id, claim } of made) {
      await expect(as(at.rollup, anyone).collect(claim)).to.emit(at.rollup, "Collected").withArgs(id, true);
      await expect(at.rollup.collect(claim)).to.be.revertedWithCustomError(at.rollup, "NothingDue").withArgs(id);
    }
    await expect(as(at.rollup, one).withdraw()).to.changeEtherBalances(ethers, [at.rollup, one], [-at.bond, at.bond]);
    await expect(as(at.rollup, two).withdraw()).to.changeEtherBalance(ethers, two, at.bond);
    expect(await ethers.provider.getBalance(at.rollup)).to.equal(0);
  });

  it("gives a winner its reward before anything is decided", async () => {
    const at = await scene();
    const good: Claimed = [one, await say(at, one, endState(1))];
    await beat(at, good, [two, await say(at, two, endState(2))]);
    await at.rollup.collect(good[1].claim);
    expect(await at.rollup.credit(one.address)).to.equal(at.bond / 2n);
    expect((await at.rollup.claimant(good[1].id)).standing).to.equal(1n);
  });
});
