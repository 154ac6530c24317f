import type { Contract, Signer } from "ethers";
import {
  as,
  type Board,
  keyOf,
  makeMove,
  mover,
  openDispute,
  sent,
  type Side,
  type Standing,
} from "../../bench/lib/court.ts";
import { deployJudge } from "../../scripts/fuzz/judge.ts";
import { newMachine } from "../../scripts/fuzz/program.ts";
import { encode } from "../../scripts/generate/encode.ts";
import { DATA } from "../../scripts/generate/stepCase.ts";
import { root, select } from "../../src/dispute/dissection.ts";
import { pack } from "../../src/dispute/position.ts";
import { answer } from "../../src/dispute/strategy.ts";
import { fixedHash } from "../../src/machine/hash.ts";
import { inputRoot, layoutHash } from "../../src/machine/section.ts";
import { type Lie, MachineTrace } from "../../src/rollup/trace.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { programOf } from "../machine/onAll.ts";
import { ALLOWANCE, BOND, MINIMUM, PARENT } from "./toyCourt.ts";

/* A dispute about the real machine before the real judge, at each of its four calls. */

export const [MAX_STEPS, NARY] = [16, 4];
const LIE: Lie = { kind: "register", step: 9 };
const RESULT = `0x${"0b".repeat(32)}`;

/** Counts in a register and in memory, so that a lie is never overwritten. */
const PROGRAM = programOf({
  words: [
    encode("addi", { rd: 5, rs1: 5, imm: 1 }),
    encode("sw", { rs1: 6, rs2: 5 }),
    encode("add", { rd: 7, rs1: 7, rs2: 5 }),
    encode("jal", { imm: -12 }),
  ],
  registers: { 6: DATA },
  limit: MAX_STEPS,
});

/** A call that a party makes, at the moment at which it would be taken. */
export type Moment = {
  readonly name: "open" | "move" | "prove" | "resolve";
  readonly board: Board;
  /** Where the dispute stands; of one that is not yet open, the opener's dissection is about to be posted. */
  readonly at: Standing;
  readonly signer: Signer;
  readonly args: readonly unknown[];
};

function traceOf(lie?: Lie): MachineTrace {
  const { guest, commitment, state } = newMachine(PROGRAM);
  const fixed = fixedHash(state.anchor, inputRoot(guest.layout, commitment.roots()), layoutHash(guest.layout));
  return new MachineTrace(() => newMachine(PROGRAM), fixed, MAX_STEPS, lie);
}

/** An honest opener against a liar, before the dispute. */
async function deploy(): Promise<Board> {
  const { ethers, contract } = await deployJudge();
  const [one, two] = await ethers.getSigners();
  const parts = [MAX_STEPS, NARY, ALLOWANCE, MINIMUM, contract.target, BOND];
  const host = (await ethers.deployContract("HostileCalls", parts)) as unknown as Contract;
  return { host, nary: NARY, opener: await stand(host, one!, 1), responder: await stand(host, two!, 2, LIE) };
}

async function stand(host: Contract, signer: Signer, nonce: number, lie?: Lie): Promise<Side> {
  const trace = traceOf(lie);
  const [start, end] = (await trace.hashesAt([0, MAX_STEPS])) as [StateHash, StateHash];
  const owner = await signer.getAddress();
  const claim = { parent: PARENT, start, end, result: RESULT, owner, nonce: BigInt(nonce) };
  await sent(as(host, signer).claim(claim, { value: BOND }));
  return { signer, made: { id: await host.claimId(claim), claim, gas: 0 }, trace };
}

export async function beforeOpen(): Promise<Moment> {
  const board = await deploy();
  const { opener, responder } = board;
  const cuts = Array.from({ length: NARY + 1 }, (_, i) => (MAX_STEPS / NARY) * i);
  const hashes = await opener.trace.hashesAt(cuts);
  const fresh = { openerSpent: 0, responderSpent: 0, openerMoves: false, locked: false };
  const at = {
    last: { start: 0, length: MAX_STEPS, hashes },
    position: { start: 0, length: MAX_STEPS, movedAt: 0, ...fresh },
  };
  const args = [opener.made.claim, responder.made.claim, hashes.slice(1, -1)];
  return { name: "open", board, at, signer: opener.signer, args };
}

export async function beforeMove(): Promise<Moment> {
  const board = await deploy();
  const at = await openDispute(board);
  const reply = await answer(at.last, board.responder.trace, NARY);
  if (reply.kind !== "dissect") throw new Error("a move is due");
  const selection = select(at.last.hashes, reply.index);
  const args = [keyOf(board), pack(at.position), selection, reply.dissection.hashes.slice(1)];
  return { name: "move", board, at, signer: board.responder.signer, args };
}

export async function beforeProve(): Promise<Moment> {
  const board = await deploy();
  let at: Standing = await openDispute(board);
  for (;;) {
    const side = mover(board, at.position);
    const reply = await answer(at.last, side.trace, NARY);
    if (reply.kind === "agree") throw new Error("the sides differ");
    if (reply.kind === "prove") {
      const loser = (side === board.opener ? board.responder : board.opener).made.claim;
      const args = [keyOf(board), pack(at.position), select(at.last.hashes, reply.index), reply.proof, loser];
      return { name: "prove", board, at, signer: side.signer, args };
    }
    at = await makeMove(board, at, reply.index, reply.dissection);
  }
}

export async function beforeResolve(): Promise<Moment> {
  const board = await deploy();
  const at = await openDispute(board);
  const provider = board.opener.signer.provider as unknown as {
    send(method: string, params: unknown[]): Promise<unknown>;
  };
  await provider.send("evm_increaseTime", [ALLOWANCE + 1]);
  await provider.send("evm_mine", []);
  const args = [keyOf(board), pack(at.position), root(at.last.hashes), board.responder.made.claim];
  return { name: "resolve", board, at, signer: board.opener.signer, args };
}
