import { expect } from "chai";
import { network } from "hardhat";
import type { ContractTransactionReceipt, Signer, TransactionRequest } from "ethers";
import {
  as,
  type Board,
  type Court,
  type CourtOptions,
  deployCourt,
  type End,
  endState,
  keyOf,
  makeClaim,
  makeEnd,
  type Made,
  type Opening,
  openDispute,
  type Posted,
  postBatch,
  sent,
  type Side,
  type Standing,
} from "../../../bench/lib/court.ts";
import { toyTrace } from "../../../bench/lib/toyTrace.ts";
import { pack } from "../../../src/dispute/position.ts";
import { select } from "../../../src/dispute/dissection.ts";
import type { Dissection } from "../../../src/dispute/strategy.ts";
import { resultId } from "../../../src/rollup/ids.ts";
import type { ResultOpening } from "../../../src/rollup/view.ts";
import type { StateHash } from "../../../src/types/stateHash.ts";

/*
 * A rollup with a posted batch on a chain where gas is free: what an account has more in the end than in the beginning is, to
 * the wei, what the attack has brought it. The judge is the toy machine's; where the true one matters, see courtStage.ts.
 */

export const { ethers, networkHelpers } = await network.create({
  override: { initialBaseFeePerGas: 0n, gasPrice: 0n },
});
export const { time } = networkHelpers;
export const people = await ethers.getSigners();
const [STANDING, DEAD] = [1n, 3n];
/** Whose word it is that attackers attack, the attackers, and somebody who only calls what anyone may call. */
export const [sequencer, honest, mallory, trudy, oscar, anyone] = people;
export const [maxSteps, nary] = [64, 4];
/** An odd number of wei, so that halves cannot be equal. */
export const BOND = 10n ** 17n + 1n;
export const [REWARD, BURNT] = [BOND / 2n, BOND - BOND / 2n];

export type { Side };
export type Room = Court & { readonly batch: Posted; readonly address: string };

export async function room(options: Partial<CourtOptions> = {}): Promise<Room> {
  const court = await deployCourt(ethers, { maxSteps, nary, bond: BOND, ...options });
  return { ...court, batch: await postBatch(court, "0x01"), address: await court.rollup.getAddress() };
}

/** The same court, about the batch posted next. */
export async function nextBatch(at: Room, body = "0x02"): Promise<Room> {
  return { ...at, batch: await postBatch(at, body) };
}

/** A claim for the end state `end`, or the one with that tag; its trace is of interest only for its ends. */
export async function says(at: Room, who: Signer, end: End | number, parent: Opening = at.genesis): Promise<Side> {
  const made = await makeClaim(at, who, parent, at.batch, typeof end === "number" ? endState(end) : end);
  return sideOf(who, made);
}

export function sideOf(signer: Signer, made: Made): Side {
  const { start, end } = made.claim;
  return { signer, made, trace: toyTrace({ maxSteps, seed: 1n, start, end }) };
}

export function boardOf(at: Room, opener: Side, responder: Side): Board {
  return { host: at.rollup, nary: at.nary, opener, responder };
}

/** Opens a dispute, locking `locks` bonds. */
export async function accuse(at: Room, opener: Side, responder: Side, locks = 0n): Promise<Dispute> {
  const board = boardOf(at, opener, responder);
  return { board, standing: await openDispute(board, locks * at.bond) };
}

export type Dispute = { readonly board: Board; readonly standing: Standing };

/** The clock of whoever has to move runs out, and somebody says so. */
export async function runOut(at: Room, { board, standing }: Dispute): Promise<ContractTransactionReceipt> {
  await until(standing.position.movedAt + Number(await at.rollup.allowance()));
  return makeEnd(board, standing, anyone);
}

/** `winner` takes `loser` to court, who does not answer. */
export async function beat(at: Room, winner: Side, loser: Side, locks = 0n): Promise<void> {
  await runOut(at, await accuse(at, winner, loser, locks));
}

/** The arguments of a `move` or, with a proof, of a `prove`: the first segment of a dispute's list, answered with `rest`. */
export function answering({ board, standing }: Dispute, index = 0): [object, bigint, object] {
  return [keyOf(board), pack(standing.position), select(standing.last.hashes, index)];
}

/** An answer to the first segment of a list: hashes that nothing backs, of the steps from `start` on. */
export function talk({ last }: Standing, start: number, length: number): Dissection {
  return { start, length, hashes: [last.hashes[0], ...words(Math.min(nary, length))] };
}

/** Different hashes that nothing backs. */
export function words(count: number): StateHash[] {
  return Array.from({ length: count }, () => ethers.id(`talk ${said++}`) as StateHash);
}

let said = 0;

/** A transaction that calls no function that anybody has written. */
export async function pays(who: Signer, payment: TransactionRequest): Promise<void> {
  await (await who.sendTransaction(payment)).wait();
}

export async function until(moment: number): Promise<void> {
  if ((await time.latest()) < moment) await time.increaseTo(moment);
}

export function idOf(opening: Opening): string {
  return resultId(opening as unknown as ResultOpening);
}

/** Lets W and G of the claims on `parent` go by. */
export async function closeWindows(at: Room, parent: Opening = at.genesis): Promise<void> {
  const { openedAt } = await at.rollup.result(idOf(parent));
  await until(Number(openedAt) + Number(await at.rollup.window()) + Number(await at.rollup.grace()));
}

/** Everything that anyone is owed is collected by a stranger and withdrawn by its owner; nobody is asked to help. */
export async function cashUp(at: Room, sides: readonly Side[]): Promise<void> {
  const { rollup } = at;
  for (const { made } of sides) {
    const { standing, rewards } = await rollup.claimant(made.id);
    const { decided, status } = await rollup.result(made.claim.parent);
    const isFree = standing === STANDING && (decided || status === DEAD);
    if (isFree || rewards > 0n) await sent(as(rollup, anyone).collect(made.claim));
  }
  for (const owner of new Set(sides.map(({ signer }) => signer))) {
    if ((await rollup.credit(owner)) > 0n) await sent(as(rollup, owner).withdraw());
  }
}

/** What each of `whom` has at the end of `plot` more than at its beginning, in wei. */
export async function earned(whom: readonly { getAddress(): Promise<string> }[], plot: () => Promise<void>) {
  const weigh = async () => Promise.all(whom.map(async (one) => ethers.provider.getBalance(await one.getAddress())));
  const before = await weigh();
  await plot();
  const after = await weigh();
  return after.map((wei, i) => wei - before[i]);
}

export function held(at: Room): Promise<bigint> {
  return ethers.provider.getBalance(at.address);
}

export async function standingOf(at: Room, { made }: Side): Promise<"none" | "standing" | "refuted" | "collected"> {
  const { standing } = await at.rollup.claimant(made.id);
  return (["none", "standing", "refuted", "collected"] as const)[Number(standing)];
}

/** The call fails with this error of the rollup's. */
export async function refuses(at: Room, call: Promise<unknown>, error: string): Promise<void> {
  await expect(call).to.be.revertedWithCustomError(at.rollup, error);
}
