import { network } from "hardhat";
import type { Contract, Signer } from "ethers";
import {
  ENTRY_POINT,
  as,
  type Board,
  type Court,
  type CourtOptions,
  DEFAULTS,
  deployCourt,
  type End,
  endState,
  eventOf,
  makeClaim,
  makeEnd,
  type Made,
  type Opening,
  openDispute,
  type Posted,
  sent,
  type Side,
} from "../../bench/lib/court.ts";
import { toyTrace } from "../../bench/lib/toyTrace.ts";
import { FIELD, fromLittleEndian, toLittleEndian } from "../../src/crypto/field.ts";
import { challengePoint, evaluations, triplesOf } from "../../src/ledger/commitment.ts";
import { cpuHash, fixedHash, stateHash } from "../../src/machine/hash.ts";
import { resultId } from "../../src/rollup/ids.ts";
import type { ResultOpening } from "../../src/rollup/view.ts";
import { type Hex, toBytes, toHex } from "../../src/types/hex.ts";

/* A rollup with a validity lane, whose toy verifier accepts what anybody makes up, and the few things that tests say to it. */

export const { ethers, networkHelpers } = await network.create();
export const { time } = networkHelpers;
export const [sequencer, one, two, three, anyone] = await ethers.getSigners();
export const { window: W, grace: G, allowance } = DEFAULTS;
export const [maxSteps, nary] = [64, 4];
export const [AIRGAP, TIMELOCK] = [1500, 5000];
export const STATUS = { none: 0n, claimed: 1n, final: 2n, dead: 3n };
/** What a toy proof is made with. */
const SECRET = 7n;
/** A commitment; the toy verifier does not ask what it commits to. */
export const C = 1234567n;
const ZERO = ethers.ZeroHash;

export type Scene = Court & { readonly lane: Contract; readonly verifier: Contract };
/** A posted batch, and what its statements are made of. */
export type Proven = Posted & {
  readonly number: bigint;
  readonly header: readonly bigint[];
  readonly body: Uint8Array;
};

/** An output by a small number, as the guest commits to it. */
export function leaf(value: bigint): Hex {
  return toHex(toLittleEndian(value));
}

/** The end state of a run with this output; `tag` tells runs apart that have the same. */
export function ending(output: bigint, tag = 1, changes: Partial<End> = {}): End {
  return endState(tag, { output: leaf(output), ...changes });
}

/** A rollup with a lane, and a bridge if asked for. */
export async function scene(options: Partial<CourtOptions> = {}): Promise<Scene> {
  const verifier = await ethers.deployContract("ToyVerifier", [SECRET]);
  const first = { contract_: await verifier.getAddress(), records: 4, circuit: ethers.id("toy") };
  const lane = { proposer: three.address, timelock: TIMELOCK, airgap: AIRGAP, verifiers: [first] };
  const court = await deployCourt(ethers, {
    maxSteps,
    nary,
    kind: "anchored",
    genesisOutput: leaf(9n),
    lane,
    ...options,
  });
  const at = await ethers.getContractAt("ValidityLane", await court.rollup.lane());
  return { ...court, lane: at as unknown as Contract, verifier: verifier as unknown as Contract };
}

/** Posts a batch, committed to under C. */
export async function post(at: Court, body = new Uint8Array([1]), c = C): Promise<Proven> {
  const { inbox } = at;
  const previous = await inbox.accumulator(await inbox.count());
  const receipt = await sent(as(inbox, sequencer).postCommitted(previous, await time.latest(), body, c));
  const { number, accumulator, inputRoot, inputLength, timestamp } = eventOf(inbox, receipt, "Posted");
  const header = [1n, 31337n, BigInt(await at.rollup.getAddress()), number, timestamp, BigInt(body.length), 0n, 0n];
  return { number, accumulator, inputRoot, inputLength, header, body, gas: Number(receipt.gasUsed) };
}

/** z and y of a batch, computed apart from the contract. */
export function pointOf(batch: Proven, c = C): { readonly z: bigint; readonly y: bigint } {
  const z = challengePoint(batch.inputRoot as Hex, Number(batch.inputLength), c);
  return { z, y: evaluations(triplesOf(batch), z).at(-1)! };
}

export type SegmentOptions = {
  readonly c: bigint;
  readonly last: boolean;
  readonly from: bigint;
  readonly verifier: number;
  readonly secret: bigint;
  readonly proof: string;
  /** Public inputs that the proof is made for, where they are not the right ones. */
  readonly inputs: readonly bigint[];
};

/** A segment with its toy proof: that the batch leads from `anchor` to the output or progress `to`. */
export function segment(anchor: string, batch: Proven, to: bigint, options: Partial<SegmentOptions> = {}) {
  const { c = C, last = true, verifier = 0, secret = SECRET } = options;
  const from = options.from ?? fromLittleEndian(toBytes(anchor as Hex));
  const { z, y } = pointOf(batch, c);
  const inputs = options.inputs ?? [from, to, z, ...(last ? [c, y] : [0n, 0n])];
  return { verifier, last, commitment: c, from, to, proof: options.proof ?? proofOf(inputs, secret) };
}

export function proofOf(inputs: readonly bigint[], secret = SECRET): string {
  return ethers.keccak256(ethers.AbiCoder.defaultAbiCoder().encode(["uint256", "uint256[5]"], [secret, inputs]));
}

/** Proves that the batch after `parent` has the output `to`. */
export function prove(at: Scene, parent: Opening, batch: Proven, to: bigint, options: Partial<SegmentOptions> = {}) {
  const made = segment(parent.output, batch, to, options);
  return as(at.rollup, anyone).proveResult(parent.output, batch.number, batch, made);
}

/** The name of (program, anchor, input): hash of the run's first state. */
export async function statementOf(at: Court, anchor: string, batch: Posted): Promise<string> {
  const { layoutHash, memoryRoot } = await at.programs.program(await at.rollup.program());
  const fixed = fixedHash(toBytes(anchor as Hex), toBytes(batch.inputRoot as Hex), toBytes(layoutHash));
  const cpu = new Uint8Array(128);
  const words = new DataView(cpu.buffer);
  words.setUint32(0, ENTRY_POINT);
  words.setUint32(4 * 10, Number(batch.inputLength));
  return stateHash(fixed, toBytes(anchor as Hex), toBytes(memoryRoot), cpuHash(cpu), 0, 0);
}

/** The result of the batch after `parent` with this output. */
export function childOf(parent: Opening, batch: Posted, output: bigint): Opening {
  return { parent: idOf(parent), accumulator: batch.accumulator, output: leaf(output), memoryRoot: ZERO };
}

export function idOf(opening: Opening): string {
  return resultId(opening as unknown as ResultOpening);
}

export function settle(at: Scene, parent: Opening, batch: Posted) {
  return as(at.rollup, anyone).settle(parent, batch);
}

export function freeze(at: Scene, parent: Opening, batch: Posted, finalOutput: string = ZERO) {
  return as(at.rollup, anyone).freeze(parent, batch, finalOutput);
}

export function say(at: Scene, who: Signer, parent: Opening, batch: Posted, end: End): Promise<Made> {
  return makeClaim(at, who, parent, batch, end);
}

export function call(at: Scene, who: Signer, parent: Opening, batch: Posted, end: End) {
  return as(at.rollup, who).claim(parent, batch, end, { value: at.bond });
}

export async function statusOf(at: Scene, opening: Opening): Promise<bigint> {
  return (await at.rollup.result(idOf(opening))).status;
}

/** Who made a claim, and the claim. */
export type Claimed = readonly [signer: Signer, made: Made];

export function boardOf(at: Scene, opener: Claimed, responder: Claimed): Board {
  return { host: at.rollup, nary, opener: sideOf(opener), responder: sideOf(responder) };
}

/** A side whose trace is of no interest but for its ends. */
function sideOf([signer, made]: Claimed): Side {
  const { start, end } = made.claim;
  return { signer, made, trace: toyTrace({ maxSteps, seed: 1n, start, end }) };
}

/** `winner` opens a dispute and `loser` does not answer. */
export async function beat(at: Scene, winner: Claimed, loser: Claimed, lock = 0n): Promise<void> {
  const board = boardOf(at, winner, loser);
  const opened = await openDispute(board, lock);
  await time.increaseTo(opened.position.movedAt + allowance);
  await makeEnd(board, opened, anyone);
}

/** Everything that the rollup holds. */
export function balanceOf(contract: Contract): Promise<bigint> {
  return ethers.provider.getBalance(contract);
}

export { FIELD };
