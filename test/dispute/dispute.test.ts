import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import type { Contract } from "ethers";
import {
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
import { select } from "../../src/dispute/dissection.ts";
import { deadline } from "../../src/dispute/clock.ts";
import { pack } from "../../src/dispute/position.ts";
import { cut, parts, segment } from "../../src/dispute/search.ts";
import { answer, type Dissection } from "../../src/dispute/strategy.ts";
import { toHex } from "../../src/types/hex.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { Random } from "../guest/random.ts";
import { ALLOWANCE, claimantOf, deployToy, MINIMUM, stand, STANDING } from "./toyCourt.ts";

const { ethers, networkHelpers } = await network.create();
const [, honestSigner, liarSigner, anyone] = await ethers.getSigners();
const { time } = networkHelpers;

/** A made-up answer: some segment, true and false hashes at will, and any end but the rejected one. */
async function liesAt(
  random: Random,
  board: Board,
  { last }: Standing,
  liar: Side,
): Promise<{ index: number; next: Dissection } | undefined> {
  const index = random.below(last.hashes.length - 1);
  const { start, length } = segment(last.start, last.length, board.nary, index);
  if (length === 1) return undefined;
  const m = parts(length, board.nary);
  const truth = await liar.trace.hashesAt(Array.from({ length: m + 1 }, (_, i) => cut(start, length, board.nary, i)));
  const hashes = [last.hashes[index]];
  for (let i = 1; i <= m; i++) {
    const isMadeUp = i === m || random.below(2) === 0;
    hashes.push(isMadeUp ? (toHex(random.bytes(32)) as StateHash) : truth[i]);
  }
  return { index, next: { start, length, hashes } };
}

/** What one side does at its turn; false when it cannot or will not move. */
type Player = (board: Board, at: Standing) => Promise<Standing | "ended" | "silent">;

/** Answers by its own trace and proves the step. */
const byTrace: Player = async (board, at) => {
  const reply = await answer(at.last, mover(board, at.position).trace, board.nary);
  if (reply.kind === "agree") return "silent";
  if (reply.kind === "dissect") return makeMove(board, at, reply.index, reply.dissection);
  await makeProof(board, at, reply.index, reply.proof);
  return "ended";
};

/** Lies by a false trace; at the last step it tries the proof, which must be refused. */
const byFalseTrace: Player = async (board, at) => {
  const reply = await answer(at.last, mover(board, at.position).trace, board.nary);
  if (reply.kind === "agree") return "silent";
  if (reply.kind === "dissect") return makeMove(board, at, reply.index, reply.dissection);
  await expect(makeProof(board, at, reply.index, reply.proof)).to.be.revertedWithCustomError(board.host, "StepAgrees");
  return "silent";
};

const byRandomLies =
  (random: Random): Player =>
  async (board, at) => {
    const lie = await liesAt(random, board, at, mover(board, at.position));
    return lie === undefined ? "silent" : makeMove(board, at, lie.index, lie.next);
  };

/** Plays to the end; whoever is silent loses by time. */
async function playOut(board: Board, opener: Player, responder: Player): Promise<void> {
  let at: Standing = await openDispute(board);
  for (;;) {
    const next = await (at.position.openerMoves ? opener : responder)(board, at);
    if (next === "ended") return;
    if (next === "silent") {
      const { movedAt, openerMoves, openerSpent, responderSpent } = at.position;
      await time.increaseTo(deadline(movedAt, openerMoves ? openerSpent : responderSpent, ALLOWANCE, MINIMUM));
      await makeEnd(board, at, anyone);
      return;
    }
    at = next;
  }
}

async function expectHonestWins(host: Contract, board: Board, honest: Side, liar: Side): Promise<void> {
  expect(await claimantOf(host, honest)).to.deep.equal({ standing: STANDING.standing, opened: 0, rewards: 1 });
  expect(await claimantOf(host, liar)).to.deep.equal({ standing: STANDING.refuted, opened: 0, rewards: 0 });
  expect(await host.refutations(liar.made.id)).to.equal(1);
  expect(await host.refutations(honest.made.id)).to.equal(0);
  const id = ethers.keccak256(ethers.concat([board.opener.made.id, board.responder.made.id]));
  expect(BigInt(await host.commitment(id))).to.equal(1n);
  expect(keyOf(board).opener).not.to.equal(keyOf(board).responder);
}

describe("a whole dispute: the honest side wins", function () {
  this.timeout(240_000);

  const spans = [1, 2, 3, 8, 9, 100, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 2 ** 48];
  for (const nary of [2, 4, 8, 16, 32]) {
    for (const role of ["opener", "responder"] as const) {
      it(`as ${role} with nary ${nary}, whatever the conflict step (seed ${nary})`, async () => {
        const random = new Random(nary);
        for (const maxSteps of spans) {
          const host = await deployToy(ethers, maxSteps, nary);
          const fault = {
            step: Math.floor((random.below(2 ** 32) / 2 ** 32) * maxSteps),
            lie: 1n + BigInt(random.below(999)),
          };
          const honest = await stand(host, honestSigner, maxSteps);
          const liar = await stand(host, liarSigner, maxSteps, fault);
          const [opener, responder] = role === "opener" ? [honest, liar] : [liar, honest];
          const board = { host, nary, opener, responder };
          await playOut(board, role === "opener" ? byTrace : byFalseTrace, role === "opener" ? byFalseTrace : byTrace);
          await expectHonestWins(host, board, honest, liar);
        }
      });

      it(`as ${role} with nary ${nary} against lies at random`, async () => {
        for (let seed = 1; seed <= 6; seed++) {
          const random = new Random(1000 * nary + seed);
          const maxSteps = 1 + random.below(5_000);
          const host = await deployToy(ethers, maxSteps, nary);
          const honest = await stand(host, honestSigner, maxSteps);
          const liar = await stand(host, liarSigner, maxSteps, { step: random.below(maxSteps), lie: 5n });
          const [opener, responder] = role === "opener" ? [honest, liar] : [liar, honest];
          const board = { host, nary, opener, responder };
          const lies = byRandomLies(random);
          await playOut(board, role === "opener" ? byTrace : lies, role === "opener" ? lies : byTrace);
          await expectHonestWins(host, board, honest, liar);
        }
      });
    }
  }
});

describe("the clock of a dispute", () => {
  async function start(): Promise<{ board: Board; at: Standing; host: Contract }> {
    const [maxSteps, nary] = [64, 4];
    const host = await deployToy(ethers, maxSteps, nary);
    const opener = await stand(host, honestSigner, maxSteps);
    const responder = await stand(host, liarSigner, maxSteps, { step: 37, lie: 3n });
    const board = { host, nary, opener, responder };
    return { host, board, at: await openDispute(board) };
  }

  it("lets a move in until the last second and the timeout from the next one on", async () => {
    for (const late of [0, 1]) {
      const { host, board, at } = await start();
      const end = at.position.movedAt + ALLOWANCE;
      expect(await host.deadline(pack(at.position))).to.equal(end);
      await time.setNextBlockTimestamp(end - 1 + late);
      if (late === 0) {
        await byTrace(board, at);
      } else {
        await expect(byTrace(board, at)).to.be.revertedWithCustomError(host, "TimeIsOver").withArgs(end);
        await makeEnd(board, at, anyone);
        expect((await claimantOf(host, board.responder)).standing).to.equal(STANDING.refuted);
      }
    }
    const { host, board, at } = await start();
    const end = at.position.movedAt + ALLOWANCE;
    await time.setNextBlockTimestamp(end - 1);
    await expect(makeEnd(board, at, anyone))
      .to.be.revertedWithCustomError(host, "TimeIsLeft")
      .withArgs(end);
    await time.setNextBlockTimestamp(end);
    await makeEnd(board, at, anyone);
    expect((await claimantOf(host, board.responder)).standing).to.equal(STANDING.refuted);
  });

  it("lets a proof in until the last second", async () => {
    for (const late of [0, 1]) {
      const { host, board, at: first } = await start();
      let at = first;
      for (;;) {
        const reply = await answer(at.last, mover(board, at.position).trace, board.nary);
        if (reply.kind !== "dissect") break;
        at = await makeMove(board, at, reply.index, reply.dissection);
      }
      // Three dissections: the responder is to prove, and cannot; the false proof is refused for what it says, or for its time.
      const { movedAt, responderSpent, openerMoves } = at.position;
      expect(openerMoves).to.equal(false);
      const end = deadline(movedAt, responderSpent, ALLOWANCE, MINIMUM);
      await time.setNextBlockTimestamp(end - 1 + late);
      const reason = late === 0 ? "StepAgrees" : "TimeIsOver";
      const reply = await answer(at.last, mover(board, at.position).trace, board.nary);
      if (reply.kind !== "prove") throw new Error("no step is left to prove");
      await expect(makeProof(board, at, reply.index, reply.proof)).to.be.revertedWithCustomError(host, reason);
    }
  });

  it("counts each side's own time, and leaves the minimum when the allowance is spent", async () => {
    const { board, at: first, host } = await start();
    let at = first;
    const spent = { opener: 0, responder: 0 };
    for (const wait of [950, 700, 99]) {
      const reply = await answer(at.last, mover(board, at.position).trace, board.nary);
      if (reply.kind !== "dissect") break;
      const side = at.position.openerMoves ? "opener" : "responder";
      await time.setNextBlockTimestamp(at.position.movedAt + wait);
      at = await makeMove(board, at, reply.index, reply.dissection);
      spent[side] += wait;
      expect(at.position).to.deep.include({ openerSpent: spent.opener, responderSpent: spent.responder });
    }
    // The responder has 50 s of its allowance left, which is less than the minimum.
    expect(at.position.openerMoves).to.equal(false);
    expect(await host.deadline(pack(at.position))).to.equal(at.position.movedAt + MINIMUM);
    await time.setNextBlockTimestamp(at.position.movedAt + MINIMUM);
    await makeEnd(board, at, anyone);
    expect((await claimantOf(host, board.responder)).standing).to.equal(STANDING.refuted);
  });

  it("bounds every dispute by longestDispute", async () => {
    const cases: [number, number, number][] = [
      [1, 16, ALLOWANCE],
      [16, 16, ALLOWANCE],
      [256, 16, 2 * ALLOWANCE],
      [2 ** 12, 16, 2 * ALLOWANCE + MINIMUM],
      [2 ** 32, 16, 2 * ALLOWANCE + 6 * MINIMUM],
    ];
    for (const [maxSteps, nary, longest] of cases) {
      const host = await deployToy(ethers, maxSteps, nary);
      expect(await host.longestDispute(), `${maxSteps} / ${nary}`).to.equal(longest);
    }
  });

  it("takes just longestDispute when both sides wait to the last second of every turn", async () => {
    const [maxSteps, nary] = [16, 2];
    const host = await deployToy(ethers, maxSteps, nary);
    const opener = await stand(host, honestSigner, maxSteps);
    const responder = await stand(host, liarSigner, maxSteps, { step: 9, lie: 3n });
    const board = { host, nary, opener, responder };
    let at: Standing = await openDispute(board);
    const opened = at.position.movedAt;
    for (;;) {
      const { movedAt, openerMoves, openerSpent, responderSpent } = at.position;
      const end = deadline(movedAt, openerMoves ? openerSpent : responderSpent, ALLOWANCE, MINIMUM);
      await time.setNextBlockTimestamp(end - 1);
      const reply = await answer(at.last, mover(board, at.position).trace, nary);
      if (reply.kind !== "dissect") {
        // Nobody wins by waiting: each turn ends a second before its deadline, the last one at it.
        const turns = 4;
        expect(end - opened).to.be.at.most(Number(await host.longestDispute()));
        expect(end - opened).to.be.at.least(Number(await host.longestDispute()) - turns);
        return;
      }
      at = await makeMove(board, at, reply.index, reply.dissection);
    }
  });
});

describe("a dispute's moves from elsewhere", () => {
  it("are the mover's, whoever proves", async () => {
    const [maxSteps, nary] = [4, 2];
    const host = await deployToy(ethers, maxSteps, nary);
    const opener = await stand(host, honestSigner, maxSteps);
    const responder = await stand(host, liarSigner, maxSteps, { step: 2, lie: 3n });
    const board = { host, nary, opener, responder };
    const at = await openDispute(board);
    const moved = await byTrace(board, at);
    if (moved === "ended" || moved === "silent") throw new Error("the liar had a move");
    const reply = await answer(moved.last, opener.trace, nary);
    if (reply.kind !== "prove") throw new Error("one step is left");
    const selection = select(moved.last.hashes, reply.index);
    const call = (host.connect(anyone) as Contract).prove(
      keyOf(board),
      pack(moved.position),
      selection,
      reply.proof,
      responder.made.claim,
    );
    await expect(call).to.emit(host, "Proved").and.to.emit(host, "Resolved");
    expect(await claimantOf(host, opener)).to.deep.equal({ standing: STANDING.standing, opened: 0, rewards: 1 });
  });
});
