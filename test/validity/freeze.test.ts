import { expect } from "chai";
import { describe, it } from "mocha";
import { as } from "../../bench/lib/court.ts";
import {
  AIRGAP,
  beat,
  call,
  childOf,
  type Claimed,
  ending,
  freeze,
  G,
  idOf,
  leaf,
  one,
  post,
  prove,
  say,
  scene,
  settle,
  three,
  time,
  TIMELOCK,
  two,
  W,
} from "./scene.ts";

const TRUE = 5n;
const FALSE = 6n;

describe("freeze", () => {
  it("on two proofs that contradict each other: neither settles, the lane is revoked, and W starts again", async () => {
    const at = await scene();
    const batch = await post(at);
    const liar: Claimed = [two, await say(at, two, at.genesis, batch, ending(FALSE))];
    await prove(at, at.genesis, batch, FALSE);
    await time.increase(W - AIRGAP);
    await prove(at, at.genesis, batch, TRUE);
    const contradictedAt = await time.latest();
    await time.increase(AIRGAP);
    await expect(settle(at, at.genesis, batch)).to.be.revertedWithCustomError(at.rollup, "NotAttested");

    await freeze(at, at.genesis, batch);
    const frozenAt = await time.latest();
    expect(await at.lane.revokedAt()).to.equal(frozenAt);
    expect(await at.lane.frozenUntil()).to.equal(frozenAt + TIMELOCK);
    await expect(prove(at, at.genesis, await post(at), TRUE)).to.be.revertedWithCustomError(at.lane, "LaneRevoked");
    await expect(freeze(at, at.genesis, batch)).to.be.revertedWithCustomError(at.lane, "LaneRevoked");

    // The first claim is older than W; the truth may be claimed all the same, in the W that began with the contradiction.
    await time.setNextBlockTimestamp(contradictedAt + W - 1);
    const honest: Claimed = [one, await say(at, one, at.genesis, batch, ending(TRUE))];
    await expect(call(at, three, at.genesis, batch, ending(7n))).to.be.revertedWithCustomError(
      at.rollup,
      "WindowIsOver",
    );
    // Disputes and clocks run on.
    await beat(at, honest, liar);
    await time.setNextBlockTimestamp(frozenAt + TIMELOCK - 1);
    await expect(at.rollup.finalize(honest[1].claim))
      .to.be.revertedWithCustomError(at.rollup, "Frozen")
      .withArgs(frozenAt + TIMELOCK);
    await time.setNextBlockTimestamp(Math.max(frozenAt + TIMELOCK, contradictedAt + W + G));
    await at.rollup.finalize(honest[1].claim);
    await at.rollup.collect(honest[1].claim);
    expect(await at.rollup.credit(one.address)).to.equal(at.bond + at.bond / 2n);
  });

  it("on a proof that contradicts a result that is final by the windows", async () => {
    const at = await scene();
    const batch = await post(at);
    const { claim } = await say(at, one, at.genesis, batch, ending(FALSE));
    await time.increase(W);
    await at.rollup.finalize(claim);
    await expect(freeze(at, at.genesis, batch, leaf(FALSE))).to.be.revertedWithCustomError(at.rollup, "NothingWrong");
    await prove(at, at.genesis, batch, TRUE);
    for (const wrong of [TRUE, 7n]) {
      const evidence = freeze(at, at.genesis, batch, leaf(wrong));
      await expect(evidence).to.be.revertedWithCustomError(at.rollup, "NothingWrong");
    }
    await freeze(at, at.genesis, batch, leaf(FALSE));
    expect(await at.lane.frozenUntil()).to.equal((await time.latest()) + TIMELOCK);
    expect(await at.rollup.head(), "what is final stays final").to.equal(claim.result);
  });

  it("on a proof that contradicts a result that is final by a proof", async () => {
    const at = await scene();
    const batch = await post(at);
    await prove(at, at.genesis, batch, FALSE);
    await time.increase(AIRGAP);
    await settle(at, at.genesis, batch);
    await expect(freeze(at, at.genesis, batch, leaf(FALSE))).to.be.revertedWithCustomError(at.rollup, "NothingWrong");
    await prove(at, at.genesis, batch, TRUE);
    await freeze(at, at.genesis, batch);
    expect(await at.lane.revokedAt()).to.equal(await time.latest());
  });

  it("needs a final parent: a contradiction elsewhere voids that statement and nothing more", async () => {
    const at = await scene();
    const [first, second] = [await post(at), await post(at)];
    const lie = childOf(at.genesis, first, FALSE);
    await say(at, two, at.genesis, first, ending(FALSE));
    await prove(at, lie, second, 7n);
    await prove(at, lie, second, 8n);
    await expect(freeze(at, lie, second)).to.be.revertedWithCustomError(at.rollup, "WrongStatus");
    await expect(freeze(at, { ...lie, output: leaf(1n) }, second)).to.be.revertedWithCustomError(
      at.rollup,
      "WrongStatus",
    );
    await prove(at, at.genesis, first, TRUE);
    await time.increase(AIRGAP);
    await settle(at, at.genesis, first);
    await expect(freeze(at, lie, second)).to.be.revertedWithCustomError(at.rollup, "WrongStatus");
    expect(await at.lane.revokedAt()).to.equal(0n);
  });

  it("is not to be had by losing a dispute, or by a proof that agrees", async () => {
    const at = await scene();
    const batch = await post(at);
    const lost: Claimed = [one, await say(at, one, at.genesis, batch, ending(TRUE))];
    await beat(at, [two, await say(at, two, at.genesis, batch, ending(FALSE))], lost);
    await prove(at, at.genesis, batch, TRUE);
    for (const output of [TRUE, FALSE]) {
      await expect(freeze(at, at.genesis, batch, leaf(output))).to.be.revertedWithCustomError(
        at.rollup,
        "NothingWrong",
      );
    }
  });
});

describe("a revoked lane", () => {
  it("attests nothing, stops nothing, and W of a batch that had a proof starts again", async () => {
    const at = await scene();
    const [proven, plain] = [await post(at), await post(at)];
    const wrong = await say(at, two, at.genesis, proven, ending(FALSE));
    await prove(at, at.genesis, proven, TRUE);
    await time.increase(W);
    await expect(call(at, one, at.genesis, proven, ending(TRUE))).to.be.revertedWithCustomError(
      at.rollup,
      "WindowIsOver",
    );
    await as(at.lane, three).revoke();
    const revokedAt = await time.latest();
    expect(await at.lane.frozenUntil()).to.equal(0n);
    await expect(settle(at, at.genesis, proven)).to.be.revertedWithCustomError(at.rollup, "NotAttested");
    await expect(at.rollup.finalize(wrong.claim))
      .to.be.revertedWithCustomError(at.rollup, "WindowIsOpen")
      .withArgs(revokedAt + W);
    const right: Claimed = [one, await say(at, one, at.genesis, proven, ending(TRUE))];
    await beat(at, right, [two, wrong]);
    await time.increaseTo(revokedAt + W + G);
    await at.rollup.finalize(right[1].claim);

    // A batch without a proof knows of no revocation.
    const parent = childOf(at.genesis, proven, TRUE);
    const { claim } = await say(at, one, parent, plain, ending(7n));
    await time.increase(W);
    await at.rollup.finalize(claim);
    expect(await at.rollup.head()).to.equal(idOf(childOf(parent, plain, 7n)));
  });

  it("changes nothing that is final", async () => {
    const at = await scene();
    const batch = await post(at);
    await say(at, two, at.genesis, batch, ending(FALSE));
    await prove(at, at.genesis, batch, TRUE);
    await time.increase(AIRGAP);
    await settle(at, at.genesis, batch);
    await as(at.lane, three).revoke();
    await expect(call(at, two, at.genesis, batch, ending(FALSE))).to.be.revertedWithCustomError(
      at.rollup,
      "ParentClosed",
    );
    expect(await at.rollup.head()).to.equal(idOf(childOf(at.genesis, batch, TRUE)));
  });
});
