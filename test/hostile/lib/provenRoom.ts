import { readFileSync } from "node:fs";
import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { Contract, Signer } from "ethers";
import { as, type Court, deployCourt, eventOf, sent } from "../../../bench/lib/court.ts";
import { toBigEndian, toLittleEndian } from "../../../src/crypto/field.ts";
import { challengePoint, evaluations, triplesOf } from "../../../src/ledger/commitment.ts";
import { type Hex, toHex } from "../../../src/types/hex.ts";
import { DEVELOPMENT_SECRETS } from "../../../src/validity/developmentKey.ts";
import type { VerificationKey } from "../../../src/validity/zkey.ts";
import { forge } from "../../../scripts/lib/forge.ts";

/*
 * A court whose lane trusts the committed verifier of the development circuit. Its secrets are public, so that a test can
 * make a proof of anything, as good as a real one and in no time: what is tried here is what may be done with a proof.
 */

const { key } = JSON.parse(readFileSync("circuits/keys/dev.json", "utf8")) as { readonly key: VerificationKey };

export const [AIRGAP, TIMELOCK] = [1500, 5000];
/** The anchor of the first batch. */
export const ANCHOR = 9n;
/** What batches are committed to with, unless said otherwise. */
export const C = 1_234_567n;

export type ProvenRoom = Court & { readonly lane: Contract };

export type Batch = {
  readonly number: bigint;
  readonly accumulator: string;
  readonly inputRoot: string;
  readonly inputLength: bigint;
  readonly header: readonly bigint[];
  readonly body: Uint8Array;
};

/** The same calls in the same order, so that on two fresh chains everything has the same address. */
export async function provenRoom(ethers: HardhatEthers): Promise<ProvenRoom> {
  const [signer] = await ethers.getSigners();
  const verifier = await ethers.deployContract("InsecureDevVerifier");
  const first = { contract_: await verifier.getAddress(), records: 4, circuit: ethers.id("dev") };
  const lane = { proposer: signer!.address, timelock: TIMELOCK, airgap: AIRGAP, verifiers: [first] };
  const terms = { maxSteps: 64, nary: 4, kind: "anchored", genesisOutput: leaf(ANCHOR), lane } as const;
  const court = await deployCourt(ethers, terms);
  return { ...court, lane: (await ethers.getContractAt("ValidityLane", await court.rollup.lane())) as Contract };
}

export function leaf(value: bigint): Hex {
  return toHex(toLittleEndian(value));
}

/** Posts a batch, committed to under `c`. */
export async function postBatch(at: ProvenRoom, sequencer: Signer, body: Uint8Array, c = C): Promise<Batch> {
  const { inbox } = at;
  const previous = await inbox.accumulator(await inbox.count());
  const latest = await sequencer.provider!.getBlock("latest");
  const receipt = await sent(as(inbox, sequencer).postCommitted(previous, latest!.timestamp, body, c));
  const { number, accumulator, inputRoot, inputLength, timestamp } = eventOf(inbox, receipt, "Posted");
  const { chainId } = await sequencer.provider!.getNetwork();
  const rollup = BigInt(await at.rollup.getAddress());
  const header = [1n, chainId, rollup, number, timestamp, BigInt(body.length), 0n, 0n];
  return { number, accumulator, inputRoot, inputLength, header, body };
}

/** The public inputs for a batch: from `from` to `to`, the last segment unless it is said to be none. */
export function inputsOf(batch: Batch, to: bigint, { from = ANCHOR, c = C, last = true } = {}): bigint[] {
  const z = challengePoint(batch.inputRoot as Hex, Number(batch.inputLength), c);
  return last ? [from, to, z, c, evaluations(triplesOf(batch), z).at(-1)!] : [from, to, z, 0n, 0n];
}

/** The eight words of a proof of these inputs. */
export function wordsOf(inputs: readonly bigint[]): bigint[] {
  return forge(key, DEVELOPMENT_SECRETS, inputs);
}

export function bytesOf(words: readonly bigint[]): Hex {
  return `0x${words.map((word) => toHex(toBigEndian(word)).slice(2)).join("")}`;
}

/** A segment as the contract takes it. */
export function segmentOf(to: bigint, proof: string, { from = ANCHOR, c = C, last = true } = {}) {
  return { verifier: 0, last, commitment: c, from, to, proof };
}
