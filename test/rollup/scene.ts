import { network } from "hardhat";
import type { Signer } from "ethers";
import {
  as,
  type Board,
  type Court,
  DEFAULTS,
  deployCourt,
  type End,
  makeClaim,
  makeEnd,
  type Made,
  type Opening,
  openDispute,
  type Posted,
  postBatch,
  type Side,
} from "../../bench/lib/court.ts";
import { toyTrace } from "../../bench/lib/toyTrace.ts";
import { resultId } from "../../src/rollup/ids.ts";
import type { ResultOpening } from "../../src/rollup/view.ts";

/* A rollup with one posted batch, and the few things that settlement tests say to it. */

export const { ethers, networkHelpers } = await network.create();
export const [, one, two, three, anyone] = await ethers.getSigners();
export const { window: W, grace: G, allowance } = DEFAULTS;
export const maxSteps = 64;
export const nary = 4;
/** ResultStatus of the contract. */
export const STATUS = { none: 0n, claimed: 1n, final: 2n, dead: 3n };

export type Scene = Court & { readonly batch: Posted };

export async function scene(kind: "persistent" | "anchored" = "persistent"): Promise<Scene> {
  const court = await deployCourt(ethers, { maxSteps, nary, kind });
  return { ...court, batch: await postBatch(court, "0x01") };
}

/** Claims, and reads what was made from the event. */
export function say(at: Scene, who: Signer, end: End, parent: Opening = at.genesis): Promise<Made> {
  return makeClaim(at, who, parent, at.batch, end);
}

/** Claims, for tests that expect a refusal. */
export function call(at: Scene, who: Signer, end: End, parent: Opening = at.genesis) {
  return as(at.rollup, who).claim(parent, at.batch, end, { value: at.bond });
}

export function idOf(opening: Opening): string {
  return resultId(opening as unknown as ResultOpening);
}

/** When the first claim on `parent` was made. */
export async function openedAt(at: Scene, parent: Opening = at.genesis): Promise<number> {
  return Number((await at.rollup.result(idOf(parent))).openedAt);
}

/** Who made a claim, and the claim. */
export type Claimed = readonly [signer: Signer, made: Made];

/** A side whose trace is of no interest but for its ends. */
export function sideOf([signer, made]: Claimed): Side {
  const { start, end } = made.claim;
  return { signer, made, trace: toyTrace({ maxSteps, seed: 1n, start, end }) };
}

/** `winner` opens a dispute and `loser` does not answer. */
export async function beat(at: Scene, winner: Claimed, loser: Claimed): Promise<void> {
  const board: Board = { host: at.rollup, nary, opener: sideOf(winner), responder: sideOf(loser) };
  const opened = await openDispute(board);
  await networkHelpers.time.increaseTo(opened.position.movedAt + allowance);
  await makeEnd(board, opened, anyone);
}
