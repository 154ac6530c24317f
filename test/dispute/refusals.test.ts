import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import type { Contract } from "ethers";
import {
  as,
  type Board,
  keyOf,
  makeEnd,
  makeMove,
  makeProof,
  mover,
  openDispute,
  type Side,
  type Standing,
} from "../../bench/lib/court.ts";
import { root, select } from "../../src/dispute/dissection.ts";
import { pack } from "../../src/dispute/position.ts";
import { answer } from "../../src/dispute/strategy.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { BOND, deployToy, PARENT, stand } from "./toyCourt.ts";

const { ethers } = await network.create();
const [, one, two, anyone] = await ethers.getSigners();
const OTHER = `0x${"ee".repeat(32)}`;
const hash = OTHER as StateHash;
const maxSteps = 64;
const nary = 4;
const fault = { step: 37, lie: 3n };

async function rivals(): Promise<{ host: Contract; board: Board; honest: Side; liar: Side }> {
  const host = await deployToy(ethers, maxSteps, nary);
  const honest = await stand(host, one, maxSteps);
  const liar = await stand(host, two, maxSteps, fault);
  return { host, honest, liar, board: { host, nary, opener: honest, responder: liar } };
}

/** One level further, by the mover's own trace. */
async function onward(board: Board, at: Standing): Promise<Standing> {
  const reply = await answer(at.last, mover(board, at.position).trace, nary);
  if (reply.kind !== "dissect") throw new Error("a single step is left");
  return makeMove(board, at, reply.index, reply.dissection);
}

/** Down to the last step, at which it is the responder's turn. */
async function toLastStep(board: Board): Promise<Standing> {
  return onward(board, await onward(board, await openDispute(board)));
}

const idOf = (a: Side, b: Side): string => ethers.keccak256(ethers.concat([a.made.id, b.made.id]));

describe("open refuses", () => {
  const inner = Array.from({ length: nary - 1 }, () => hash);

  it("anyone but the opener's owner", async () => {
    const { host, honest, liar } = await rivals();
    const call = as(host, anyone).open(honest.made.claim, liar.made.claim, inner);
    await expect(call).to.be.revertedWithCustomError(host, "NotOwner").withArgs(honest.made.id, anyone.address);
  });

  it("claims that were never made", async () => {
    const { host, honest, liar } = await rivals();
    const unmade = { ...liar.made.claim, nonce: 999n };
    const call = as(host, one).open(honest.made.claim, unmade, inner);
    await expect(call)
      .to.be.revertedWithCustomError(host, "NotStanding")
      .withArgs(await host.claimId(unmade));
    const stolen = as(host, one).open({ ...honest.made.claim, nonce: 999n }, liar.made.claim, inner);
    await expect(stolen).to.be.revertedWithCustomError(host, "NotOwner");
  });

  it("claims with the same end, another start or another parent", async () => {
    const { host, honest } = await rivals();
    const others = [
      await stand(host, two, maxSteps),
      await stand(host, two, maxSteps, fault, { start: hash }),
      await stand(host, two, maxSteps, fault, { parent: OTHER }),
    ];
    for (const { made } of others) {
      const call = as(host, one).open(honest.made.claim, made.claim, inner);
      await expect(call).to.be.revertedWithCustomError(host, "NotRivals").withArgs(honest.made.id, made.id);
    }
    const itself = as(host, one).open(honest.made.claim, honest.made.claim, inner);
    await expect(itself).to.be.revertedWithCustomError(host, "NotRivals");
  });

  it("a second meeting, whoever opens it, also after the first has ended", async () => {
    const { host, honest, liar, board } = await rivals();
    const at = await openDispute(board);
    const again = (): Promise<unknown> => as(host, one).open(honest.made.claim, liar.made.claim, inner);
    const back = (): Promise<unknown> => as(host, two).open(liar.made.claim, honest.made.claim, inner);
    const id = idOf(honest, liar);
    await expect(again()).to.be.revertedWithCustomError(host, "AlreadyMet").withArgs(id);
    await expect(back()).to.be.revertedWithCustomError(host, "AlreadyMet").withArgs(id);
    await host.kill(PARENT);
    await makeEnd(board, at, anyone);
    // The parent lives on for the sake of the test: what is left is that they have met.
    await host.revive(PARENT);
    await expect(again()).to.be.revertedWithCustomError(host, "AlreadyMet").withArgs(id);
    await expect(back()).to.be.revertedWithCustomError(host, "AlreadyMet").withArgs(id);
  });

  it("a list of another length", async () => {
    const { host, honest, liar } = await rivals();
    for (const length of [0, nary - 2, nary, 2 * nary]) {
      const list = Array.from({ length }, () => hash);
      const call = as(host, one).open(honest.made.claim, liar.made.claim, list);
      await expect(call)
        .to.be.revertedWithCustomError(host, "WrongCount")
        .withArgs(length, nary - 1);
    }
  });

  it("a bond for the first dispute, and anything but one bond for the second", async () => {
    const { host, honest, liar } = await rivals();
    const third = await stand(host, two, maxSteps, { step: 5, lie: 9n });
    const call = as(host, one).open(honest.made.claim, liar.made.claim, inner, { value: BOND });
    await expect(call).to.be.revertedWithCustomError(host, "WrongBond").withArgs(BOND, 0);
    await openDispute({ host, nary, opener: honest, responder: liar });
    for (const value of [0n, BOND - 1n, BOND + 1n]) {
      const next = as(host, one).open(honest.made.claim, third.made.claim, inner, { value });
      await expect(next).to.be.revertedWithCustomError(host, "WrongBond").withArgs(value, BOND);
    }
    await openDispute({ host, nary, opener: honest, responder: third }, BOND);
  });
});

describe("move refuses", () => {
  async function begun() {
    const all = await rivals();
    const at = await openDispute(all.board);
    const selection = select(at.last.hashes, 2);
    const list = [hash, hash, hash, hash];
    return { ...all, at, selection, list, key: keyOf(all.board), word: pack(at.position) };
  }

  it("anyone but the mover's owner", async () => {
    const { host, liar, key, word, selection, list } = await begun();
    for (const signer of [one, anyone]) {
      const call = as(host, signer).move(key, word, selection, list);
      await expect(call).to.be.revertedWithCustomError(host, "NotOwner").withArgs(liar.made.id, signer.address);
    }
  });

  it("a mover that no longer stands", async () => {
    const { host, liar, key, word, selection, list } = await begun();
    await host.collect(liar.made.id, true);
    const call = as(host, two).move(key, word, selection, list);
    await expect(call).to.be.revertedWithCustomError(host, "NotStanding").withArgs(liar.made.id);
  });

  it("disputes that were never opened or are over", async () => {
    const { host, board, honest, liar, at, word, selection, list, key } = await begun();
    const back = { opener: liar.made.id, responder: honest.made.id };
    const call = as(host, two).move(back, word, selection, list);
    await expect(call).to.be.revertedWithCustomError(host, "NotOpen").withArgs(idOf(liar, honest));
    await host.kill(PARENT);
    await makeEnd(board, at, anyone);
    const late = as(host, two).move(key, word, selection, list);
    await expect(late).to.be.revertedWithCustomError(host, "NotOpen").withArgs(idOf(honest, liar));
    await expect(makeEnd(board, at, anyone)).to.be.revertedWithCustomError(host, "NotOpen");
  });

  it("another position: every field, and bits that no field has", async () => {
    const { host, at, selection, list, key, word } = await begun();
    const { position } = at;
    const wrong = [
      pack({ ...position, start: 1 }),
      pack({ ...position, length: 60 }),
      pack({ ...position, movedAt: position.movedAt + 1 }),
      pack({ ...position, openerSpent: 1 }),
      pack({ ...position, responderSpent: 1 }),
      pack({ ...position, openerMoves: true }),
      pack({ ...position, locked: true }),
      word | (1n << 234n),
      word | (1n << 255n),
    ];
    for (const signer of [one, two]) {
      for (const other of wrong) {
        const call = as(host, signer).move(key, other, selection, list);
        await expect(call).to.be.revertedWithCustomError(host, "NotCommitted");
      }
    }
  });

  it("a selection that is not in the list", async () => {
    const { host, at, selection, list, key, word } = await begun();
    const wrong = [
      { ...selection, index: 1 },
      { ...selection, start: hash },
      { ...selection, end: hash },
      { ...selection, siblings: [OTHER, selection.siblings[1]] },
    ];
    for (const bad of wrong) {
      const call = as(host, two).move(key, word, bad, list);
      await expect(call).to.be.revertedWithCustomError(host, "NotCommitted");
    }
    for (const bad of [
      { ...selection, index: nary },
      { ...selection, siblings: [OTHER] },
    ]) {
      const call = as(host, two).move(key, word, bad, list);
      await expect(call)
        .to.be.revertedWithCustomError(host, "BadSelection")
        .withArgs(bad.index, bad.siblings.length, nary);
    }
    expect(at.last.hashes).to.have.length(nary + 1);
  });

  it("a list of another length, and one that rejects nothing", async () => {
    const { host, selection, key, word } = await begun();
    for (const length of [0, 1, nary - 1, nary + 1]) {
      const call = as(host, two).move(
        key,
        word,
        selection,
        Array.from({ length }, () => hash),
      );
      await expect(call).to.be.revertedWithCustomError(host, "WrongCount").withArgs(length, nary);
    }
    const same = as(host, two).move(key, word, selection, [hash, hash, hash, selection.end]);
    await expect(same).to.be.revertedWithCustomError(host, "SameEnd").withArgs(selection.end);
  });

  it("a segment of one step", async () => {
    const { host, board } = await rivals();
    const at = await toLastStep(board);
    const call = as(host, two).move(keyOf(board), pack(at.position), select(at.last.hashes, 1), [hash]);
    await expect(call)
      .to.be.revertedWithCustomError(host, "OneStepLeft")
      .withArgs(at.position.start + 1);
  });

  it("a move once more: the dispute stands elsewhere then", async () => {
    const { host, board, at, selection, list, key, word } = await begun();
    const next = await onward(board, at);
    const call = as(host, two).move(key, word, selection, list);
    await expect(call).to.be.revertedWithCustomError(host, "NotCommitted");
    expect(next.position.openerMoves).to.equal(true);
  });
});

describe("prove refuses", () => {
  /** The honest side is the responder, so that it is its turn at the last step. */
  async function atLastStep() {
    const { host, honest, liar } = await rivals();
    const board = { host, nary, opener: liar, responder: honest };
    const at = await toLastStep(board);
    const reply = await answer(at.last, honest.trace, nary);
    if (reply.kind !== "prove") throw new Error("a step is left to prove");
    return { host, honest, liar, board, at, ...reply };
  }

  it("a segment of many steps", async () => {
    const { host, board } = await rivals();
    const at = await openDispute(board);
    const call = makeProof(board, at, 0, "0x0000000000000000");
    await expect(call)
      .to.be.revertedWithCustomError(host, "ManyStepsLeft")
      .withArgs(maxSteps / nary);
  });

  it("a step that ends as the other side says", async () => {
    const { host, honest, board, at, index } = await atLastStep();
    const truth = await honest.trace.proofAt(at.position.start + index - 1);
    const call = makeProof(board, at, index - 1, truth);
    await expect(call).to.be.revertedWithCustomError(host, "StepAgrees").withArgs(at.last.hashes[index]);
  });

  it("a proof of another state", async () => {
    const { host, board, at, index } = await atLastStep();
    const judge = await ethers.getContractAt("ToyMachine", await host.stepVerifier());
    const call = makeProof(board, at, index, "0x0102030405060708");
    await expect(call).to.be.revertedWithCustomError(judge, "WrongPrestate");
  });

  it("a loser that is not the other side", async () => {
    const { host, honest, liar, board, at, index, proof } = await atLastStep();
    const selection = select(at.last.hashes, index);
    for (const claim of [honest.made.claim, { ...liar.made.claim, nonce: 12345n }]) {
      const call = as(host, one).prove(keyOf(board), pack(at.position), selection, proof, claim);
      await expect(call)
        .to.be.revertedWithCustomError(host, "WrongClaim")
        .withArgs(await host.claimId(claim), liar.made.id);
    }
  });

  it("when one of the claims no longer stands, or the parent is dead", async () => {
    for (const who of ["honest", "liar", "parent"] as const) {
      const { host, honest, liar, board, at, index, proof } = await atLastStep();
      if (who === "parent") await host.kill(PARENT);
      else await host.collect((who === "honest" ? honest : liar).made.id, true);
      const call = makeProof(board, at, index, proof);
      const reason = who === "parent" ? "ParentSettled" : "NotStanding";
      await expect(call).to.be.revertedWithCustomError(host, reason);
      await expect(makeEnd(board, at, anyone)).not.to.revert(ethers);
    }
  });
});

describe("resolve refuses", () => {
  it("while the mover has time", async () => {
    const { host, board } = await rivals();
    const at = await openDispute(board);
    await expect(makeEnd(board, at, anyone)).to.be.revertedWithCustomError(host, "TimeIsLeft");
  });

  it("another mover, another root, another position", async () => {
    const { host, board, honest, liar } = await rivals();
    const at = await openDispute(board);
    const [key, word, committed] = [keyOf(board), pack(at.position), root(at.last.hashes)];
    const call = as(host, anyone).resolve(key, word, committed, honest.made.claim);
    await expect(call).to.be.revertedWithCustomError(host, "WrongClaim").withArgs(honest.made.id, liar.made.id);
    const other = as(host, anyone).resolve(key, word, OTHER, liar.made.claim);
    await expect(other).to.be.revertedWithCustomError(host, "NotCommitted").withArgs(word, OTHER);
    const elsewhere = as(host, anyone).resolve(key, word + 1n, committed, liar.made.claim);
    await expect(elsewhere)
      .to.be.revertedWithCustomError(host, "NotCommitted")
      .withArgs(word + 1n, committed);
  });
});
