import { expect } from "chai";
import { solidityPackedKeccak256 } from "ethers";
import { describe, it } from "mocha";
import { claimId, disputeId, nextAccumulator, resultId, stateId } from "../../src/rollup/ids.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { claim, LIE, ME, RIVAL, TRUTH, word } from "./views.ts";

const packed = (types: string, ...values: unknown[]): string => solidityPackedKeccak256(types.split(" "), values);

describe("ids", () => {
  it("chains accumulators over root and length, the length as four bytes", () => {
    const expected = packed("bytes32 bytes32 uint32", word("previous"), word("root"), 300);
    expect(nextAccumulator(word("previous"), word("root"), 300)).to.equal(expected);
  });

  it("names results, states, claims and disputes by all that they say (docs/settlement.md)", () => {
    const opening = {
      parent: word("parent") as ResultId,
      accumulator: word("accumulator"),
      output: word("output"),
      memoryRoot: word("memory"),
    };
    const four = "bytes32 bytes32 bytes32 bytes32";
    const { parent, accumulator, output, memoryRoot } = opening;
    expect(resultId(opening)).to.equal(packed(four, parent, accumulator, output, memoryRoot));

    const made = claim(ME, TRUTH, { nonce: 7 });
    const state = packed("bytes32 bytes32 bytes32", made.parent, made.end, made.result);
    expect(stateId(made.parent, made.end, made.result)).to.equal(state);
    expect(claimId(made)).to.equal(packed("bytes32 bytes32 address uint32", state, made.start, ME, 7));

    const [a, b] = [made.id, claim(RIVAL, LIE).id];
    expect(disputeId(a, b)).to.equal(packed("bytes32 bytes32", a, b));
    expect(disputeId(b, a)).to.not.equal(disputeId(a, b));
  });

  it("gives claims that differ in anything different ids", () => {
    const made = claim(ME, TRUTH);
    const others = [
      { ...made, parent: word("other") as ResultId },
      { ...made, start: word("other") as StateHash },
      { ...made, end: LIE },
      { ...made, result: word("other") as ResultId },
      { ...made, owner: RIVAL },
      { ...made, nonce: 1 },
    ];
    expect(new Set([made, ...others].map(claimId)).size).to.equal(7);
  });
});
