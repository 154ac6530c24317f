import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import type { Contract, Signer } from "ethers";
import {
  as,
  type Board,
  makeEnd,
  makeMove,
  openDispute,
  sent,
  type Side,
  type Standing,
} from "../../bench/lib/court.ts";
import { answer } from "../../src/dispute/strategy.ts";
import { ALLOWANCE, BOND, claimantOf, deployToy, PARENT, stand, STANDING } from "./toyCourt.ts";

const { ethers, networkHelpers } = await network.create();
const [, one, two, three, anyone] = await ethers.getSigners();
const [maxSteps, nary] = [64, 4];
const REWARD = BOND / 2n;
const BURNT = BOND - REWARD;

const lie = (n: number) => ({ step: 10 + n, lie: BigInt(n) });

/** The responder does not answer in time. */
async function beatByTime(board: Board, at: Standing): Promise<void> {
  const end = at.position.movedAt + ALLOWANCE;
  if ((await networkHelpers.time.latest()) < end) await networkHelpers.time.increaseTo(end);
  await makeEnd(board, at, anyone);
}

async function creditOf(host: Contract, signer: Signer): Promise<bigint> {
  return host.credit(await signer.getAddress());
}

/** What the contract holds is what it owes and what is burnt, to the wei. */
async function expectSolvent(host: Contract, sides: readonly Side[], locks: bigint, burnt: bigint): Promise<void> {
  let owed = locks + burnt;
  const owners = new Set<string>();
  for (const side of sides) {
    const { standing, rewards } = await claimantOf(host, side);
    owed += BigInt(rewards) * REWARD + (standing === STANDING.standing ? BOND : 0n);
    owners.add(side.made.claim.owner);
  }
  for (const owner of owners) owed += await host.credit(owner);
  expect(await ethers.provider.getBalance(host)).to.equal(owed);
}

describe("bonds", () => {
  it("are due in full, no more and no less", async () => {
    const host = await deployToy(ethers, maxSteps, nary);
    const side = await stand(host, one, maxSteps);
    for (const value of [0n, BOND - 1n, BOND + 1n]) {
      const call = as(host, one).claim({ ...side.made.claim, nonce: 9_999n }, { value });
      await expect(call).to.be.revertedWithCustomError(host, "WrongBond").withArgs(value, BOND);
    }
  });

  it("of a loser: half is the winner's, half is burnt, the winner's own goes back", async () => {
    const host = await deployToy(ethers, maxSteps, nary);
    const [honest, liar] = [await stand(host, one, maxSteps), await stand(host, two, maxSteps, lie(1))];
    const board = { host, nary, opener: honest, responder: liar };
    await beatByTime(board, await openDispute(board));
    await expectSolvent(host, [honest, liar], 0n, BURNT);
    await expect(host.collect(liar.made.id, true))
      .to.be.revertedWithCustomError(host, "NothingDue")
      .withArgs(liar.made.id);
    await expect(host.collect(honest.made.id, false)).to.emit(host, "Credited").withArgs(one.address, REWARD);
    await expect(host.collect(honest.made.id, false)).to.be.revertedWithCustomError(host, "NothingDue");
    await expect(host.collect(honest.made.id, true)).to.emit(host, "Collected").withArgs(honest.made.id, true);
    expect(await creditOf(host, one)).to.equal(REWARD + BOND);
    await expect(host.collect(honest.made.id, true)).to.be.revertedWithCustomError(host, "NothingDue");
    await expect(as(host, one).withdraw()).to.changeEtherBalance(ethers, one, REWARD + BOND);
    expect(await ethers.provider.getBalance(host)).to.equal(BURNT);
  });

  it("are locked by each dispute beyond the first that is open at once, and come back when the opener has not lost", async () => {
    const host = await deployToy(ethers, maxSteps, nary);
    const honest = await stand(host, one, maxSteps);
    const liars = [
      await stand(host, two, maxSteps, lie(1)),
      await stand(host, two, maxSteps, lie(2)),
      await stand(host, three, maxSteps, lie(3)),
    ];
    const boards = liars.map((responder) => ({ host, nary, opener: honest, responder }));
    const first = await openDispute(boards[0]);
    const second = await openDispute(boards[1], BOND);
    expect((await claimantOf(host, honest)).opened).to.equal(2);
    await expectSolvent(host, [honest, ...liars], BOND, 0n);
    await beatByTime(boards[0], first);
    // One of two is over, one is open still: the third locks a bond although the first was free.
    const third = await openDispute(boards[2], BOND);
    await expectSolvent(host, [honest, ...liars], 2n * BOND, BURNT);
    await beatByTime(boards[1], second);
    expect(await creditOf(host, one)).to.equal(BOND);
    await beatByTime(boards[2], third);
    expect(await creditOf(host, one)).to.equal(2n * BOND);
    expect(await claimantOf(host, honest)).to.deep.equal({ standing: STANDING.standing, opened: 0, rewards: 3 });
    await expectSolvent(host, [honest, ...liars], 0n, 3n * BURNT);
    const fresh = await stand(host, three, maxSteps, lie(4));
    await openDispute({ host, nary, opener: honest, responder: fresh });
  });

  it("that were locked go the way of the opener's own, wherever that was lost", async () => {
    const host = await deployToy(ethers, maxSteps, nary);
    const liar = await stand(host, two, maxSteps, lie(1));
    const [ally, other] = [await stand(host, one, maxSteps), await stand(host, three, maxSteps)];
    const judge = await stand(host, one, maxSteps, lie(2));
    const first = await openDispute({ host, nary, opener: liar, responder: ally });
    const second = await openDispute({ host, nary, opener: liar, responder: other }, BOND);
    const board = { host, nary, opener: judge, responder: liar };
    await beatByTime(board, await openDispute(board));
    await expectSolvent(host, [liar, ally, other, judge], BOND, BURNT);
    await makeEnd({ host, nary, opener: liar, responder: ally }, first, anyone);
    await makeEnd({ host, nary, opener: liar, responder: other }, second, anyone);
    expect(await claimantOf(host, liar)).to.deep.equal({ standing: STANDING.refuted, opened: 0, rewards: 0 });
    expect((await claimantOf(host, ally)).rewards).to.equal(0);
    expect((await claimantOf(host, other)).rewards).to.equal(1);
    expect((await claimantOf(host, judge)).rewards).to.equal(1);
    expect(await creditOf(host, two)).to.equal(0);
    await expectSolvent(host, [liar, ally, other, judge], 0n, 2n * BURNT);
  });

  it("that were locked are lost with the dispute itself", async () => {
    const host = await deployToy(ethers, maxSteps, nary);
    const liar = await stand(host, two, maxSteps, lie(1));
    const [ally, other] = [await stand(host, one, maxSteps), await stand(host, three, maxSteps)];
    await openDispute({ host, nary, opener: liar, responder: ally });
    const board = { host, nary, opener: liar, responder: other };
    let at: Standing = await openDispute(board, BOND);
    const reply = await answer(at.last, other.trace, nary);
    if (reply.kind !== "dissect") throw new Error("the first answer is a dissection");
    at = await makeMove(board, at, reply.index, reply.dissection);
    await beatByTime(board, at);
    expect((await claimantOf(host, other)).rewards).to.equal(2);
    await expectSolvent(host, [liar, ally, other], 0n, 2n * BURNT);
  });

  it("that were locked are burnt whole when both claims were refuted elsewhere", async () => {
    const host = await deployToy(ethers, maxSteps, nary);
    const judge = await stand(host, one, maxSteps);
    const liars = [await stand(host, two, maxSteps, lie(1)), await stand(host, three, maxSteps, lie(2))];
    const extra = await stand(host, three, maxSteps, lie(3));
    await openDispute({ host, nary, opener: liars[0], responder: extra });
    const between = { host, nary, opener: liars[0], responder: liars[1] };
    const at = await openDispute(between, BOND);
    for (const [i, responder] of liars.entries()) {
      const board = { host, nary, opener: judge, responder };
      await beatByTime(board, await openDispute(board));
      expect((await claimantOf(host, judge)).rewards).to.equal(i + 1);
    }
    await makeEnd(between, at, anyone);
    expect((await claimantOf(host, liars[1])).rewards).to.equal(0);
    await expectSolvent(host, [judge, ...liars, extra], 0n, 2n * BURNT + BOND);
  });

  it("locked on a parent that dies come back", async () => {
    const host = await deployToy(ethers, maxSteps, nary);
    const opener = await stand(host, one, maxSteps);
    const liars = [await stand(host, two, maxSteps, lie(1)), await stand(host, two, maxSteps, lie(2))];
    await openDispute({ host, nary, opener, responder: liars[0] });
    const board = { host, nary, opener, responder: liars[1] };
    const at = await openDispute(board, BOND);
    await host.kill(PARENT);
    await expect(makeEnd(board, at, anyone)).not.to.revert(ethers);
    expect(await creditOf(host, one)).to.equal(BOND);
    expect((await claimantOf(host, liars[1])).standing).to.equal(STANDING.standing);
    await expectSolvent(host, [opener, ...liars], 0n, 0n);
  });

  it("locked by a claim that has collected come back too", async () => {
    const host = await deployToy(ethers, maxSteps, nary);
    const opener = await stand(host, one, maxSteps);
    const liars = [await stand(host, two, maxSteps, lie(1)), await stand(host, two, maxSteps, lie(2))];
    await openDispute({ host, nary, opener, responder: liars[0] });
    const board = { host, nary, opener, responder: liars[1] };
    const at = await openDispute(board, BOND);
    await host.collect(opener.made.id, true);
    await makeEnd(board, at, anyone);
    expect(await creditOf(host, one)).to.equal(2n * BOND);
    await expectSolvent(host, [opener, ...liars], 0n, 0n);
  });
});

describe("withdraw", () => {
  async function payee(mood: number): Promise<{ host: Contract; owner: Contract; due: bigint }> {
    const host = await deployToy(ethers, maxSteps, nary);
    const owner = (await ethers.deployContract("Payee")) as Contract;
    const { made } = await stand(host, one, maxSteps);
    const claim = { ...made.claim, owner: await owner.getAddress(), nonce: 5_555n };
    const data = host.interface.encodeFunctionData("claim", [claim]);
    await sent(owner.act(host, data, { value: BOND }));
    await host.collect(await host.claimId(claim), true);
    await owner.setMood(mood);
    return { host, owner, due: BOND };
  }
  const withdrawal = (host: Contract): string => host.interface.encodeFunctionData("withdraw");

  it("pays a contract, once", async () => {
    const { host, owner, due } = await payee(0);
    await expect(owner.act(host, withdrawal(host))).to.changeEtherBalances(ethers, [host, owner], [-due, due]);
    const again = owner.act(host, withdrawal(host));
    await expect(again)
      .to.be.revertedWithCustomError(host, "NoCredit")
      .withArgs(await owner.getAddress());
  });

  it("keeps the credit of a payee that refuses, and pays it later", async () => {
    const { host, owner, due } = await payee(1);
    const call = owner.act(host, withdrawal(host));
    await expect(call)
      .to.be.revertedWithCustomError(host, "PaymentRefused")
      .withArgs(await owner.getAddress(), due);
    expect(await host.credit(owner)).to.equal(due);
    await owner.setMood(0);
    await owner.act(host, withdrawal(host));
    expect(await host.credit(owner)).to.equal(0);
  });

  it("pays nobody twice who calls again from the payment", async () => {
    const { host, owner, due } = await payee(2);
    const call = owner.act(host, withdrawal(host));
    await expect(call)
      .to.be.revertedWithCustomError(host, "PaymentRefused")
      .withArgs(await owner.getAddress(), due);
    expect(await host.credit(owner)).to.equal(due);
  });

  it("refuses whoever is owed nothing", async () => {
    const { host } = await payee(0);
    await expect(as(host, anyone).withdraw()).to.be.revertedWithCustomError(host, "NoCredit").withArgs(anyone.address);
  });
});
