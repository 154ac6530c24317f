import { expect } from "chai";
import { before, describe, it } from "mocha";
import { CHECKED } from "../../scripts/lib/devLane.ts";
import { forgingCircuit } from "../../scripts/lib/forger.ts";
import { type PostedBatch, type SegmentProof, type StateProof, StateVerifier } from "../../src/client/stateProof.ts";
import { elementOf } from "../../src/client/shown.ts";
import { proveState } from "../../src/prover/stateProof.ts";
import { groth16 } from "../../src/validity/groth16.ts";
import type { Proof } from "../../src/validity/proofSystem.ts";
import { ANNA, ANNAS, BERTS, executed, FUNDED, ROLLUP, signed } from "./bank.ts";

const order = { from: ANNAS, to: BERTS, amount: 5n, fee: 1n };
/** Six records: two segments of four. */
const records = Array.from({ length: 6 }, (_, i) => signed(ANNA, i, order));
const { place, settled, after } = executed(FUNDED, records);
const next = executed(after, [signed(ANNA, 6, order)]);
const NOW = next.settled.timestamp;

describe("stateProof", () => {
  let proof: StateProof;
  let later: StateProof;
  const holds = (shown: SegmentProof): Promise<boolean> => groth16.verify(CHECKED.key, shown as unknown as Proof);
  const verifier = (last = 0): StateVerifier => new StateVerifier(ROLLUP, holds, last);
  const codeOf = (shown: unknown, batch: PostedBatch = settled, now = NOW, by = verifier()): Promise<string> =>
    by.verify(shown, batch, now).then(
      () => "no error",
      (error: unknown) => (error as { readonly code: string }).code,
    );

  before(async () => {
    const circuit = forgingCircuit();
    proof = await proveState(place, circuit, () => {});
    later = await proveState(next.place, circuit, () => {});
  });

  it("has three fields, and its time from the block that took the batch", async () => {
    expect(Object.keys(proof)).to.deep.equal(["proof", "state_hash", "timestamp"]);
    expect([proof.state_hash, proof.timestamp]).to.deep.equal([settled.output, settled.timestamp]);
    expect(proof.proof.segments).to.have.length(2);
    const by = verifier();
    expect(await by.verify(JSON.parse(JSON.stringify(proof)), settled, NOW)).to.deep.equal(proof);
    expect((await by.verify(later, next.settled, NOW)).state_hash).to.equal(next.settled.output);
    expect(by.last).to.equal(3);
  });

  it("is refused a second time, and when a later one is known", async () => {
    const by = verifier();
    await by.verify(proof, settled, NOW);
    expect(await codeOf(proof, settled, NOW, by)).to.equal("STATE_PROOF_REPLAYED");
    await by.verify(later, next.settled, NOW);
    expect(await codeOf(proof, settled, NOW, by)).to.equal("STATE_PROOF_REPLAYED");
    const twice = verifier();
    const codes = await Promise.all([codeOf(proof, settled, NOW, twice), codeOf(proof, settled, NOW, twice)]);
    expect(codes.toSorted()).to.deep.equal(["STATE_PROOF_REPLAYED", "no error"]);
    expect(await codeOf(later, next.settled, NOW, verifier(3))).to.equal("STATE_PROOF_REPLAYED");
  });

  it("that was refused does not count as known", async () => {
    const by = verifier();
    expect(await codeOf({ ...later, state_hash: settled.output }, next.settled, NOW, by)).to.equal("STATE_PROOF_FALSE");
    expect(await codeOf(proof, settled, NOW, by)).to.equal("no error");
  });

  it("of another rollup or chain is a replay", async () => {
    for (const other of [{ chainId: 1 }, { rollup: `0x${"cd".repeat(20)}` as const }]) {
      const by = new StateVerifier({ ...ROLLUP, ...other }, holds);
      expect(await codeOf(proof, settled, NOW, by)).to.equal("STATE_PROOF_REPLAYED");
    }
  });

  it("of the future is refused, and one that says another time than its batch's", async () => {
    expect(await codeOf(proof, settled, settled.timestamp - 1)).to.equal("STATE_PROOF_FUTURE");
    expect(await codeOf(proof, settled, settled.timestamp)).to.equal("no error");
    for (const timestamp of [proof.timestamp - 1, proof.timestamp + 1, NOW]) {
      expect(await codeOf({ ...proof, timestamp })).to.equal("STATE_PROOF_FALSE");
    }
  });

  it("is of one batch, from one anchor to one state", async () => {
    expect(await codeOf(proof, next.settled)).to.equal("NOT_IN_BATCH");
    expect(await codeOf(proof, { ...settled, inputLength: settled.inputLength + 1 })).to.equal("NOT_IN_BATCH");
    expect(await codeOf(proof, { ...settled, anchor: settled.output })).to.equal("STATE_PROOF_FALSE");
    expect(await codeOf({ ...proof, state_hash: settled.anchor })).to.equal("STATE_PROOF_FALSE");
  });

  it("needs every segment, in its place, each with the inputs that it is proven for", async () => {
    const { proof: parts } = proof;
    const [first, second] = parts.segments as [SegmentProof, SegmentProof];
    const withSegments = (...segments: readonly SegmentProof[]): StateProof => ({
      ...proof,
      proof: { ...parts, segments: [...segments] },
    });
    for (const segments of [[first], [second], [second, first], [first, first, second], [first, second, second]]) {
      expect(await codeOf(withSegments(...segments))).to.equal("STATE_PROOF_FALSE");
    }
    expect(await codeOf(withSegments())).to.equal("SHOWN_MALFORMED");
    for (const [which, segment] of [first, second].entries()) {
      for (let i = 0; i < 5; i++) {
        const inputs = segment.inputs.with(i, String(BigInt(segment.inputs[i]!) + 1n));
        const changed = { ...segment, inputs };
        const shown = which === 0 ? withSegments(changed, second) : withSegments(first, changed);
        expect(await codeOf(shown), `segment ${which}, input ${i}`).to.equal("STATE_PROOF_FALSE");
      }
    }
    const swapped = withSegments({ ...first, proof: second.proof }, second);
    expect(await codeOf(swapped)).to.equal("STATE_PROOF_FALSE");
    const commitment = String(BigInt(parts.commitment) + 1n);
    expect(await codeOf({ ...proof, proof: { ...parts, commitment } })).to.equal("STATE_PROOF_FALSE");
  });

  it("is refused as malformed whatever else it is", async () => {
    for (const wrong of [
      undefined,
      7,
      {},
      { ...proof, more: 1 },
      { ...proof, timestamp: 1.5 },
      { ...proof, proof: {} },
    ]) {
      expect(await codeOf(wrong)).to.equal("SHOWN_MALFORMED");
    }
    expect(await codeOf({ ...proof, proof: { ...proof.proof, input: elementOf(1n) } })).to.equal("SHOWN_MALFORMED");
    expect(await codeOf({ ...proof, state_hash: "0x12" })).to.equal("SHOWN_MALFORMED");
  });
});
