import { expect } from "chai";
import { describe, it } from "mocha";
import { as, makeEnd, makeMove, openDispute } from "../../bench/lib/court.ts";
import { dissect } from "../../src/dispute/strategy.ts";
import {
  AIRGAP,
  allowance,
  anyone,
  balanceOf,
  beat,
  boardOf,
  call,
  childOf,
  type Claimed,
  ending,
  ethers,
  G,
  idOf,
  leaf,
  maxSteps,
  nary,
  one,
  post,
  prove,
  say,
  scene,
  type Scene,
  settle,
  STATUS,
  statusOf,
  three,
  time,
  two,
  W,
} from "./scene.ts";

const TRUE = 5n;
const FALSE = 6n;

const credit = (at: Scene, who: { readonly address: string }): Promise<bigint> => at.rollup.credit(who.address);

describe("settle", () => {
  it("makes the attested result final when the airgap is over, to the second, claimed or not", async () => {
    const at = await scene();
    const batch = await post(at);
    await prove(at, at.genesis, batch, TRUE);
    const end = (await time.latest()) + AIRGAP;
    await time.setNextBlockTimestamp(end - 1);
    await expect(settle(at, at.genesis, batch))
      .to.be.revertedWithCustomError(at.rollup, "AirgapIsOpen")
      .withArgs(end);
    await time.setNextBlockTimestamp(end);
    const child = childOf(at.genesis, batch, TRUE);
    await expect(settle(at, at.genesis, batch))
      .to.emit(at.rollup, "Finalized")
      .withArgs(idOf(child), 1);
    expect(await at.rollup.head()).to.equal(idOf(child));
    expect((await at.rollup.result(idOf(at.genesis))).decided).to.equal(true);
    await expect(settle(at, at.genesis, batch)).to.be.revertedWithCustomError(at.rollup, "ParentClosed");
    await expect(call(at, one, at.genesis, batch, ending(TRUE))).to.be.revertedWithCustomError(
      at.rollup,
      "ParentClosed",
    );

    // The chain goes on from it, by claims and by proofs.
    const next = await post(at);
    await say(at, one, child, next, ending(7n));
    await prove(at, child, next, 7n);
    await time.increase(AIRGAP);
    await settle(at, child, next);
    expect((await at.rollup.result(await at.rollup.head())).batch).to.equal(2n);
  });

  it("refuses what is not attested, and another batch", async () => {
    const at = await scene();
    const batch = await post(at);
    await expect(settle(at, at.genesis, batch)).to.be.revertedWithCustomError(at.rollup, "NotAttested");
    await prove(at, at.genesis, batch, 20n, { last: false });
    await expect(settle(at, at.genesis, batch)).to.be.revertedWithCustomError(at.rollup, "NotAttested");
    const wrong = { ...batch, inputRoot: ethers.id("?") };
    await expect(settle(at, at.genesis, wrong)).to.be.revertedWithCustomError(at.rollup, "WrongBatch");
    const unknown = { ...at.genesis, output: leaf(8n) };
    await expect(settle(at, unknown, batch)).to.be.revertedWithCustomError(at.rollup, "WrongStatus");
  });

  it("waits for the parent; a false parent with a valid proof on its child finalizes nothing", async () => {
    const at = await scene();
    const [first, second] = [await post(at), await post(at)];
    const [truth, lie] = [childOf(at.genesis, first, TRUE), childOf(at.genesis, first, FALSE)];
    const honest: Claimed = [one, await say(at, one, at.genesis, first, ending(TRUE))];
    const liar: Claimed = [two, await say(at, two, at.genesis, first, ending(FALSE))];
    const { claim } = await say(at, two, lie, second, ending(8n));
    await prove(at, lie, second, 8n);
    await prove(at, truth, second, 7n);
    await time.increase(AIRGAP);
    for (const parent of [truth, lie]) {
      await expect(settle(at, parent, second)).to.be.revertedWithCustomError(at.rollup, "WrongStatus");
    }
    await beat(at, honest, liar);
    await time.increase(W + G);
    await at.rollup.finalize(honest[1].claim);
    await expect(settle(at, lie, second)).to.be.revertedWithCustomError(at.rollup, "WrongStatus");
    await at.rollup.abandon(lie);
    await expect(settle(at, lie, second)).to.be.revertedWithCustomError(at.rollup, "WrongStatus");
    await settle(at, truth, second);
    expect(await at.rollup.head()).to.equal(idOf(childOf(truth, second, 7n)));
    // What was claimed on the lie was never judged.
    await at.rollup.abandon(childOf(lie, second, 8n));
    await at.rollup.collect(claim);
    expect(await credit(at, two)).to.equal(at.bond);
  });

  it("lets no other result of the batch become final meanwhile, and the attested one by the windows as ever", async () => {
    const at = await scene();
    const batch = await post(at);
    const wrong = await say(at, two, at.genesis, batch, ending(FALSE));
    await time.increase(W - 10);
    await prove(at, at.genesis, batch, TRUE);
    await time.increase(10);
    const attested = idOf(childOf(at.genesis, batch, TRUE));
    await expect(at.rollup.finalize(wrong.claim))
      .to.be.revertedWithCustomError(at.rollup, "ProvenOtherwise")
      .withArgs(attested);
    await time.increase(2 * AIRGAP);
    await expect(at.rollup.finalize(wrong.claim)).to.be.revertedWithCustomError(at.rollup, "ProvenOtherwise");
    await settle(at, at.genesis, batch);

    const next = await post(at);
    const parent = childOf(at.genesis, batch, TRUE);
    const right = await say(at, one, parent, next, ending(7n));
    await time.increase(W);
    await prove(at, parent, next, 7n);
    await at.rollup.finalize(right.claim);
  });

  it("returns the bonds of claims with the output, whatever their end states, and burns the others'", async () => {
    const at = await scene();
    const batch = await post(at);
    const right = [
      await say(at, one, at.genesis, batch, ending(TRUE)),
      await say(at, three, at.genesis, batch, ending(TRUE, 2)),
    ];
    const wrong = await say(at, two, at.genesis, batch, ending(FALSE));
    const wasVoid = await say(at, two, at.genesis, batch, ending(TRUE, 3, { status: 2 }));
    await prove(at, at.genesis, batch, TRUE);
    for (const { claim } of [...right, wrong]) {
      await expect(at.rollup.collect(claim)).to.be.revertedWithCustomError(at.rollup, "NothingDue");
    }
    await time.increase(AIRGAP);
    await settle(at, at.genesis, batch);
    for (const { claim } of right) await at.rollup.collect(claim);
    expect([await credit(at, one), await credit(at, three)]).to.deep.equal([at.bond, at.bond]);
    for (const { claim } of [wrong, wasVoid, ...right]) {
      await expect(at.rollup.collect(claim)).to.be.revertedWithCustomError(at.rollup, "NothingDue");
    }
    expect(await credit(at, two)).to.equal(0n);
    for (const who of [one, three]) await as(at.rollup, who).withdraw();
    expect(await balanceOf(at.rollup), "two bonds are burnt").to.equal(2n * at.bond);
  });

  it("judges a void run by its result: an output equal to the anchor is the void result", async () => {
    const at = await scene();
    const batch = await post(at);
    const wasVoid = await say(at, one, at.genesis, batch, ending(TRUE, 3, { status: 2 }));
    const same = await say(at, two, at.genesis, batch, ending(9n, 4));
    expect(same.claim.result).to.equal(wasVoid.claim.result);
    await prove(at, at.genesis, batch, 9n);
    await time.increase(AIRGAP);
    await settle(at, at.genesis, batch);
    for (const { claim } of [wasVoid, same]) await at.rollup.collect(claim);
    expect([await credit(at, one), await credit(at, two)]).to.deep.equal([at.bond, at.bond]);
  });

  it("in the middle of disputes: those among claims with the output close, and locks go the way of bonds", async () => {
    const at = await scene();
    const batch = await post(at);
    const good: Claimed = [one, await say(at, one, at.genesis, batch, ending(TRUE))];
    const twin: Claimed = [three, await say(at, three, at.genesis, batch, ending(TRUE, 2))];
    const bad: Claimed = [two, await say(at, two, at.genesis, batch, ending(FALSE))];
    // Each opens two disputes, so that one of each locks a bond.
    const boards = [boardOf(at, good, bad), boardOf(at, good, twin), boardOf(at, bad, twin)] as const;
    const opened = [await openDispute(boards[0]), await openDispute(boards[1], at.bond), await openDispute(boards[2])];
    const worst: Claimed = [anyone, await say(at, anyone, at.genesis, batch, ending(7n))];
    const late = boardOf(at, bad, worst);
    const lateOpened = await openDispute(late, at.bond);
    const reply = await dissect(boards[0].responder.trace, maxSteps - maxSteps / nary, maxSteps / nary, nary);
    const moved = await makeMove(boards[0], opened[0]!, nary - 1, reply);
    await prove(at, at.genesis, batch, TRUE);
    await time.increase(AIRGAP);
    await settle(at, at.genesis, batch);

    // The clocks have not run out in all of them, and where they have, nobody loses any more.
    await time.increase(allowance);
    for (const [board, standing] of [
      [boards[0], moved],
      [boards[1], opened[1]],
      [boards[2], opened[2]],
      [late, lateOpened],
    ] as const) {
      await makeEnd(board, standing!, anyone);
    }
    for (const [, { id }] of [good, twin, bad, worst]) expect((await at.rollup.claimant(id)).standing).to.equal(1n);
    await at.rollup.collect(good[1].claim);
    await at.rollup.collect(twin[1].claim);
    for (const [, { claim }] of [bad, worst])
      await expect(at.rollup.collect(claim)).to.be.revertedWithCustomError(at.rollup, "NothingDue");
    expect(await credit(at, one), "bond and lock").to.equal(2n * at.bond);
    expect(await credit(at, three)).to.equal(at.bond);
    for (const who of [one, three]) await as(at.rollup, who).withdraw();
    expect(await balanceOf(at.rollup), "two bonds and a lock are burnt").to.equal(3n * at.bond);
  });

  it("and a dispute that is opened after that has no loser: it closes at once, and costs its opener a lock at most", async () => {
    const at = await scene();
    const batch = await post(at);
    const good: Claimed = [one, await say(at, one, at.genesis, batch, ending(TRUE))];
    const bad: Claimed = [two, await say(at, two, at.genesis, batch, ending(FALSE))];
    const worst: Claimed = [anyone, await say(at, anyone, at.genesis, batch, ending(7n))];
    await prove(at, at.genesis, batch, TRUE);
    await time.increase(AIRGAP);
    await settle(at, at.genesis, batch);
    const boards = [boardOf(at, bad, good), boardOf(at, bad, worst), boardOf(at, good, worst)] as const;
    const opened = [await openDispute(boards[0]), await openDispute(boards[1], at.bond), await openDispute(boards[2])];
    for (const [i, board] of boards.entries()) await makeEnd(board, opened[i]!, anyone);
    await at.rollup.collect(good[1].claim);
    expect(await credit(at, one)).to.equal(at.bond);
    for (const [, { claim }] of [bad, worst])
      await expect(at.rollup.collect(claim)).to.be.revertedWithCustomError(at.rollup, "NothingDue");
    await as(at.rollup, one).withdraw();
    expect(await balanceOf(at.rollup), "two bonds and a lock are nobody's").to.equal(3n * at.bond);
  });

  it("gives a lock back at once whose opener has collected already", async () => {
    const at = await scene();
    const batch = await post(at);
    const good: Claimed = [one, await say(at, one, at.genesis, batch, ending(TRUE))];
    const rivals: Claimed[] = [];
    for (const [i, who] of [two, three].entries())
      rivals.push([who, await say(at, who, at.genesis, batch, ending(FALSE + BigInt(i)))]);
    const boards = rivals.map((rival) => boardOf(at, good, rival));
    const opened = [await openDispute(boards[0]!), await openDispute(boards[1]!, at.bond)];
    await prove(at, at.genesis, batch, TRUE);
    await time.increase(AIRGAP);
    await settle(at, at.genesis, batch);
    await at.rollup.collect(good[1].claim);
    for (const i of [0, 1]) await makeEnd(boards[i]!, opened[i]!, anyone);
    expect(await credit(at, one)).to.equal(2n * at.bond);
  });

  it("right output with a wrong register, refuted, then proven: no freeze, and every wei accounted for", async () => {
    const at = await scene();
    const batch = await post(at);
    const wrongRegister: Claimed = [one, await say(at, one, at.genesis, batch, ending(TRUE, 2))];
    const right: Claimed = [two, await say(at, two, at.genesis, batch, ending(TRUE))];
    const wrong: Claimed = [three, await say(at, three, at.genesis, batch, ending(FALSE))];
    await beat(at, right, wrongRegister);
    // A friend falls silent, so that nobody stands for the truth.
    await beat(at, wrong, right);
    await time.increase(W + G);
    await expect(at.rollup.abandon(childOf(at.genesis, batch, TRUE))).to.be.revertedWithCustomError(
      at.rollup,
      "StillPossible",
    );
    await prove(at, at.genesis, batch, TRUE);
    await expect(at.rollup.finalize(wrong[1].claim)).to.be.revertedWithCustomError(at.rollup, "ProvenOtherwise");
    await time.increase(AIRGAP);
    await settle(at, at.genesis, batch);
    expect(await statusOf(at, childOf(at.genesis, batch, TRUE))).to.equal(STATUS.final);
    await expect(at.rollup.freeze(at.genesis, batch, leaf(TRUE))).to.be.revertedWithCustomError(
      at.rollup,
      "NothingWrong",
    );
    // What was won stays won, though the winner has fallen itself.
    for (const [, { claim }] of [right, wrong]) await at.rollup.collect(claim);
    for (const [, { claim }] of [right, wrong, wrongRegister]) {
      await expect(at.rollup.collect(claim)).to.be.revertedWithCustomError(at.rollup, "NothingDue");
    }
    expect([await credit(at, two), await credit(at, three)]).to.deep.equal([at.bond / 2n, at.bond / 2n]);
    for (const who of [two, three]) await as(at.rollup, who).withdraw();
    expect(await balanceOf(at.rollup), "two halves and one bond are burnt").to.equal(2n * at.bond);
  });

  it("lets what was built on a fallen result go, though the claims for that were never refuted", async () => {
    const at = await scene();
    const [first, second] = [await post(at), await post(at)];
    const lie = childOf(at.genesis, first, FALSE);
    await say(at, two, at.genesis, first, ending(FALSE));
    const child = await say(at, three, lie, second, ending(7n));
    await prove(at, at.genesis, first, TRUE);
    await time.increase(AIRGAP);
    await settle(at, at.genesis, first);
    await at.rollup.abandon(lie);
    await at.rollup.collect(child.claim);
    expect(await credit(at, three)).to.equal(at.bond);
  });

  it("keeps a result that nobody stands for alive until its batch is decided", async () => {
    const at = await scene();
    const batch = await post(at);
    const lost: Claimed = [one, await say(at, one, at.genesis, batch, ending(FALSE))];
    await beat(at, [two, await say(at, two, at.genesis, batch, ending(TRUE))], lost);
    await time.increase(W + G);
    const lie = childOf(at.genesis, batch, FALSE);
    await expect(at.rollup.abandon(lie)).to.be.revertedWithCustomError(at.rollup, "StillPossible");
    await prove(at, at.genesis, batch, TRUE);
    await time.increase(AIRGAP);
    await settle(at, at.genesis, batch);
    await at.rollup.abandon(lie);
  });
});
