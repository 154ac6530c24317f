import { expect } from "chai";
import { describe, it } from "mocha";
import { settledBatch } from "../../src/client/settled.ts";
import type { View } from "../../src/rollup/view.ts";
import { ROLLUP } from "./bank.ts";

const word = (n: number): `0x${string}` => `0x${String(n).padStart(64, "0")}`;
const batches = [1, 2, 3].map((number) => ({
  number,
  accumulator: word(number),
  inputRoot: word(10 + number),
  inputLength: 300 + number,
  timestamp: 1000 + number,
  transaction: word(20 + number),
}));
const result = (batch: number) => ({
  id: `r${batch}`,
  batch,
  opening: {
    parent: batch === 0 ? word(0) : `r${batch - 1}`,
    accumulator: word(batch),
    output: word(30 + batch),
    memoryRoot: word(0),
  },
});
/** Three batches, of which two are final; of the third there is a result that is not. */
const view = {
  batches,
  head: "r2",
  results: new Map([0, 1, 2, 3].map((batch) => [`r${batch}`, result(batch)])),
} as unknown as View;

describe("settled", () => {
  it("is what L1 has of a final batch, the last or one before it", () => {
    for (const number of [1, 2]) {
      expect(settledBatch(view, ROLLUP, number)).to.deep.equal({
        ...ROLLUP,
        number,
        timestamp: 1000 + number,
        inputRoot: word(10 + number),
        inputLength: 300 + number,
        anchor: word(29 + number),
        output: word(30 + number),
      });
    }
  });

  it("there is none of a batch that is not final, or that is not there", () => {
    for (const number of [0, 3, 4, -1]) {
      expect(() => settledBatch(view, ROLLUP, number)).to.throw(`Batch ${number} is not final`);
    }
  });
});
