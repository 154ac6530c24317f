import { expect } from "chai";
import { describe, it } from "mocha";
import { FIELD } from "../../../src/crypto/field.ts";
import { recordCount } from "../../../src/ledger/body.ts";
import { expectBound } from "../bound.ts";
import { array, bitsOf, Gadget } from "../gadget.ts";

describe("circuits: a segment's records", () => {
  it("counts the records of a body of any length", async () => {
    const gadget = await Gadget.compile("ledger/segment.circom", "RecordCount()", ["length"]);
    const edges = [
      0,
      1,
      25,
      26,
      27,
      103,
      104,
      105,
      182,
      319_435,
      319_436,
      319_513,
      319_514,
      319_515,
      500_000,
      2 ** 32 - 1,
    ];
    for (const length of edges) {
      expect(gadget.outputs({ length: BigInt(length) }, "count"), String(length)).to.deep.equal([
        BigInt(recordCount(length)),
      ]);
    }
    for (const length of [0n, 27n, 104n, 105n, 400_000n]) expectBound(gadget, { length });
  });

  it("has no other quotient: not one less with a larger remainder, nor one more with a negative one", async () => {
    const gadget = await Gadget.compile("ledger/segment.circom", "RecordCount()", ["length"]);
    for (const length of [27n, 26n + 78n * 5n, 26n + 78n * 5n + 1n]) {
      const inputs = { length };
      const quotient = gadget.outputs(inputs, "quotient")[0]!;
      const honest = gadget.witness(inputs);
      for (const other of [quotient - 1n, quotient + 1n, 0n].filter((one) => one >= 0n && one !== quotient)) {
        const forged = [...honest];
        const put = (name: string, value: bigint): void => {
          if (gadget.has(name)) forged[gadget.place(name)] = value;
        };
        // All that follows from the quotient, as well as it can be made to fit.
        const remainder = length - 26n + 77n - 78n * other;
        put("quotient", other);
        put("remainder", (remainder + FIELD) % FIELD);
        for (const [i, bit] of bitsOf(other, 26).entries()) put(`quotientBits[${i}]`, bit);
        for (const [i, bit] of bitsOf(BigInt.asUintN(7, remainder), 7).entries()) put(`remainderBits[${i}]`, bit);
        put("count", other);
        expect(gadget.constraints.firstBroken(forged), `${length}: ${other}`).to.be.a("number");
      }
    }
  });

  it("says which of them a segment has, and whether it is the last", async () => {
    const gadget = await Gadget.compile("ledger/segment.circom", "ActiveRecords(4)", ["count", "done"]);
    for (const [count, done] of [
      [0, 0],
      [1, 0],
      [4, 0],
      [5, 0],
      [5, 4],
      [8, 4],
      [4096, 4092],
      [4096, 4091],
    ] as const) {
      const inputs = { count: BigInt(count), done: BigInt(done) };
      const here = Math.min(4, count - done);
      const active = Array.from({ length: 4 }, (_, i) => (i < here ? 1n : 0n));
      const expected = [count - done <= 4 ? 1n : 0n, ...active];
      expect(gadget.outputs(inputs, "isLast", ...array("active", 4))).to.deep.equal(expected);
      expectBound(gadget, inputs);
    }
    expect(() => gadget.witness({ count: 4n, done: 5n })).to.throw("No witness");
  });
});
