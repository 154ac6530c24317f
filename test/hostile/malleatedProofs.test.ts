/*
 * A proof in other words, or bytes that only look like one. Seen: verifiers that took a coordinate plus the field's order, an
 * input plus the group's order (one statement under several names, so that a nullifier is spent twice), or points outside the
 * curve or the subgroup; and the altered proofs that Groth16 allows by design. Stopped by: one spelling for every input and
 * coordinate, points checked by the precompiles, and a name for what was proven that the proof has no part in. An altered proof
 * that still holds says what the first one said: it changes nothing, and pays nobody.
 */
import { bn254 } from "@noble/curves/bn254.js";
import { expect } from "chai";
import { network } from "hardhat";
import { before, describe, it } from "mocha";
import { eventOf, sent } from "../../bench/lib/court.ts";
import { FIELD } from "../../src/crypto/field.ts";
import { BASE_FIELD } from "../../src/validity/zkey.ts";
import { outsideTheGroup } from "../validity/twist.ts";
import {
  type Batch,
  bytesOf,
  inputsOf,
  postBatch,
  provenRoom,
  type ProvenRoom,
  segmentOf,
  wordsOf,
} from "./lib/provenRoom.ts";

const { ethers, networkHelpers } = await network.create();
const [sequencer] = await ethers.getSigners();
const OUTPUT = 5n;
/** Words of a proof: A (x, y), B (x1, x0, y1, y0), C (x, y). */
const [A, B, C] = [0, 2, 6];
const minus = (words: readonly bigint[], ...at: number[]): bigint[] =>
  words.map((word, i) => (at.includes(i) ? BASE_FIELD - word : word));

describe("hostile: proofs that are altered, or none", () => {
  let at: ProvenRoom;
  let batch: Batch;
  let right: bigint[];

  before(async () => {
    at = await provenRoom(ethers);
    batch = await postBatch(at, sequencer!, Uint8Array.of(1, 2, 3));
    right = wordsOf(inputsOf(batch, OUTPUT));
  });

  const send = (proof: string, to = OUTPUT) =>
    at.rollup.proveResult(at.genesis.output, batch.number, batch, segmentOf(to, proof));
  const refused = async (proof: string, what: string): Promise<void> => {
    await expect(send(proof), what).to.be.revertedWithCustomError(at.lane, "ProofRefused");
  };
  const replaced = (from: number, words: readonly bigint[]): bigint[] =>
    right.map((word, i) => words[i - from] ?? word);

  it("are refused: points off the curve, outside the group, at infinity; words that mean the same; other lengths", async () => {
    for (let i = 0; i < right.length; i++) {
      await refused(bytesOf(right.with(i, right[i]! + 1n)), `word ${i} one up`);
      await refused(bytesOf(right.with(i, right[i]! + BASE_FIELD)), `word ${i} beyond its field`);
      await refused(bytesOf(right.with(i, 2n ** 256n - 1n)), `word ${i} all ones`);
    }
    await refused(bytesOf(replaced(B, outsideTheGroup())), "B outside the group");
    for (const [from, count] of [
      [A, 2],
      [B, 4],
      [C, 2],
      [A, 8],
    ] as const) {
      await refused(
        bytesOf(
          replaced(
            from,
            Array.from({ length: count }, () => 0n),
          ),
        ),
        `infinity at ${from}`,
      );
    }
    await refused(bytesOf([...right.slice(C), ...right.slice(B, C), ...right.slice(A, B)]), "A and C exchanged");
    for (const half of [[A + 1], [B + 2, B + 3], [C + 1]])
      await refused(bytesOf(minus(right, ...half)), `words ${half.join()} negated`);
    const text = bytesOf(right);
    for (const wrong of ["0x", text.slice(0, -2), `${text}00`, text.slice(0, 2 + 64), `${text}${text.slice(2)}`]) {
      await refused(wrong, `${wrong.length / 2 - 1} bytes`);
    }
  });

  it("are refused: another spelling of the output, with the proof of the first", async () => {
    for (const to of [OUTPUT + FIELD, OUTPUT + 2n * FIELD]) {
      await expect(send(bytesOf(right), to))
        .to.be.revertedWithCustomError(at.lane, "NotInField")
        .withArgs(to);
    }
  });

  it("say what the proof said where they hold, once: in whatever words, nothing is proven twice or paid", async () => {
    const altered = [minus(right, A + 1, B + 2, B + 3), scaled(right)];
    const statements = new Set<string>();
    // Each would be taken if it came first, by whoever sends it, for the very same statement.
    for (const words of [right, ...altered]) {
      const snapshot = await networkHelpers.takeSnapshot();
      const receipt = await sent(send(bytesOf(words)));
      const { statement, to } = eventOf(at.rollup, receipt, "Proven");
      expect(to).to.equal(OUTPUT);
      statements.add(statement as string);
      expect(await ethers.provider.getBalance(at.rollup)).to.equal(0n);
      await snapshot.restore();
    }
    expect(statements.size).to.equal(1);
    await send(bytesOf(right));
    for (const words of [right, ...altered]) {
      await expect(send(bytesOf(words))).to.be.revertedWithCustomError(at.lane, "AlreadyProven");
    }
  });
});

/** A times 3 and B divided by 3: the pairing is the same. */
function scaled(words: readonly bigint[]): bigint[] {
  const { G1, G2, fields } = bn254;
  const [ax, ay, x1, x0, y1, y0] = words as [bigint, bigint, bigint, bigint, bigint, bigint];
  const a = G1.Point.fromAffine({ x: ax, y: ay }).multiply(3n).toAffine();
  const twisted = G2.Point.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } });
  const { x, y } = twisted.multiply(fields.Fr.inv(3n)).toAffine();
  return [a.x, a.y, x.c1, x.c0, y.c1, y.c0, ...words.slice(C)];
}
