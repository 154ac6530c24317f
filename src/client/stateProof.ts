import { z } from "zod";
import { fromLittleEndian } from "../crypto/field.ts";
import { challengePoint, evaluations, triplesOf } from "../ledger/commitment.ts";
import { HEADER_BYTES, inputRootOf } from "../rollup/input.ts";
import { toBytes } from "../types/hex.ts";
import { refused } from "./error.ts";
import type { Rollup, SettledBatch } from "./settled.ts";
import { hex } from "./shown.ts";

const leaf = hex.refine((text) => text.length === 66);
const decimal = z.string().regex(/^(0|[1-9]\d{0,77})$/);

const schema = z.strictObject({
  /** The batch's input, the commitment to its words, and a proof of each segment in their order. */
  proof: z.strictObject({
    input: hex,
    commitment: decimal,
    segments: z.array(z.looseObject({ inputs: z.array(decimal).length(5), proof: z.looseObject({}) })).min(1),
  }),
  /** The output that the batch leads to, as the guest's leaf: it stands for the state. */
  state_hash: leaf,
  /** L1 time in the batch's header: never ahead of the block that took it, at most an hour behind; seconds. */
  timestamp: z.number().int().min(0),
});

/** A state of the ledger with the proof that a batch leads there (docs/light-client.md). */
export type StateProof = z.infer<typeof schema>;

/** A proof of a segment as src/validity makes it. */
export type SegmentProof = StateProof["proof"]["segments"][number];

/** What L1 says of a batch before it is final. The anchor is whatever the caller holds for the state before it. */
export type PostedBatch = Omit<SettledBatch, "output">;

/** Believes proofs of one rollup's states, each of a later batch than the one before. */
export class StateVerifier {
  readonly #rollup: Rollup;
  readonly #holds: (proof: SegmentProof) => Promise<boolean>;
  #last = 0;

  /**
   * @param holds whether a proof of a segment holds for its public inputs: `groth16.verify` with the key of the court's verifier
   * @param last number of the last batch that was believed in an earlier life
   */
  constructor(rollup: Rollup, holds: (proof: SegmentProof) => Promise<boolean>, last = 0) {
    [this.#rollup, this.#holds, this.#last] = [rollup, holds, last];
  }

  /** Number of the last batch whose state was believed. */
  get last(): number {
    return this.#last;
  }

  /**
   * The proven state, once it is this rollup's, the batch's, and newer than the last.
   * @param shown a StateProof, from anybody
   * @param now timestamp of the newest L1 block that the caller knows, seconds
   * @throws ClientError SHOWN_MALFORMED, STATE_PROOF_REPLAYED, STATE_PROOF_FUTURE, NOT_IN_BATCH, STATE_PROOF_FALSE
   */
  async verify(shown: unknown, batch: PostedBatch, now: number): Promise<StateProof> {
    const result = schema.safeParse(shown);
    if (!result.success) {
      const [issue] = result.error.issues;
      throw refused("SHOWN_MALFORMED", `Not a state proof: ${issue?.message}`, issue?.path.join("."));
    }
    const proof = result.data;
    const input = toBytes(proof.proof.input);
    if (input.length < HEADER_BYTES) throw refused("SHOWN_MALFORMED", "The input is shorter than its header");
    this.#requireNews(input, proof.timestamp, now);
    if (input.length !== batch.inputLength || inputRootOf(input, this.#rollup.inputSize) !== batch.inputRoot) {
      throw refused("NOT_IN_BATCH", `The input shown is not that of batch ${batch.number} on L1`);
    }
    await this.#requireProven(input, proof, batch);
    // Another one may have been believed meanwhile.
    this.#requireNews(input, proof.timestamp, now);
    this.#last = headerOf(input).number;
    return proof;
  }

  /** The header of the input says of which chain, rollup, batch and time it is; its root, which L1 has, binds them. */
  #requireNews(input: Uint8Array, timestamp: number, now: number): void {
    const { chainId, rollup, number, timestamp: posted } = headerOf(input);
    if (chainId !== BigInt(this.#rollup.chainId) || rollup !== BigInt(this.#rollup.rollup)) {
      throw refused("STATE_PROOF_REPLAYED", `The proof is of the rollup ${rollup.toString(16)} on chain ${chainId}`);
    }
    if (posted !== timestamp) throw refused("STATE_PROOF_FALSE", `The batch's header says ${posted}, not ${timestamp}`);
    if (timestamp > now) throw refused("STATE_PROOF_FUTURE", `The proof is of ${timestamp}, L1 is at ${now}`);
    if (number <= this.#last) {
      throw refused(
        "STATE_PROOF_REPLAYED",
        `The state after batch ${this.#last} is known; the proof is of batch ${number}`,
      );
    }
  }

  async #requireProven(input: Uint8Array, { proof, state_hash }: StateProof, batch: PostedBatch): Promise<void> {
    const c = BigInt(proof.commitment);
    const at = challengePoint(batch.inputRoot, batch.inputLength, c);
    // What the Inbox does on L1: the polynomial of the very bytes, so that the proof is about them.
    const y = evaluations(triplesOf({ header: leavesOf(input), body: input.subarray(HEADER_BYTES) }), at).at(-1)!;
    let from = fromLittleEndian(toBytes(batch.anchor, 32));
    for (const [i, segment] of proof.segments.entries()) {
      const isLast = i === proof.segments.length - 1;
      const [start, out, ...rest] = segment.inputs.map(BigInt);
      const due = [at, isLast ? c : 0n, isLast ? y : 0n];
      if (start !== from || !due.every((value, k) => value === rest[k]) || !(await this.#holds(segment))) {
        throw refused("STATE_PROOF_FALSE", `The proof of segment ${i + 1} is not one of this batch`);
      }
      from = out!;
    }
    if (from !== fromLittleEndian(toBytes(state_hash, 32))) {
      throw refused("STATE_PROOF_FALSE", `What is proven is not the state ${state_hash}`);
    }
  }
}

function headerOf(input: Uint8Array) {
  const [, chainId, rollup, number, timestamp] = leavesOf(input);
  return { chainId: chainId!, rollup: rollup!, number: Number(number), timestamp: Number(timestamp) };
}

/** The eight header leaves as numbers. */
function leavesOf(input: Uint8Array): bigint[] {
  return Array.from({ length: HEADER_BYTES / 32 }, (_, i) => fromLittleEndian(input.subarray(32 * i, 32 * (i + 1))));
}
