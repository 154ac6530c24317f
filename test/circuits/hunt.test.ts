import { expect } from "chai";
import { describe, it } from "mocha";
import { Gadget } from "./gadget.ts";
import { changes, repairs } from "./hunt.ts";

/** Gadgets with a fault each, and the signal that the hunt must name. */
const PLANTED = [
  {
    name: "a high part without a range",
    text: `template Planted() { signal input a; signal output low; signal high; low <-- a & 1; high <-- a >> 1;
      low * (low - 1) === 0; low + 2 * high === a; }`,
    signal: /low|high/,
  },
  {
    name: "a hint that is not constrained",
    text: `template Planted() { signal input a; signal output out; signal hint; hint <-- a / 3; out <== a * a + hint; }`,
    signal: /hint|out/,
  },
  {
    name: "a quotient without the range of its remainder",
    text: `template Planted() { signal input a; signal output quotient; signal rest; quotient <-- a \\ 10; rest <-- a % 10;
      quotient * 10 + rest === a; signal square <== rest * rest; }`,
    signal: /quotient|rest/,
  },
  {
    name: "a division that may divide by zero",
    text: `template Planted() { signal input a; signal input b; signal output out; signal product <== a * b;
      out <-- b == 0 ? 0 : product / b; out * b === product; }`,
    signal: /out/,
    inputs: { a: 7n, b: 0n },
  },
  {
    name: "a flag for zero that may be 0 at zero",
    text: `template Planted() { signal input a; signal output isZero; isZero <-- a == 0; isZero * a === 0;
      isZero * (isZero - 1) === 0; }`,
    signal: /isZero/,
    inputs: { a: 0n },
  },
  {
    name: "a root of either sign",
    text: `template Planted() { signal input a; signal output root; root <-- a == 25 ? 5 : 0; root * root === a; }`,
    signal: /root/,
    inputs: { a: 25n },
  },
];

describe("circuits: the hunt", () => {
  for (const { name, text, signal, inputs = { a: 123n } } of PLANTED) {
    it(`finds ${name}`, async () => {
      const gadget = await Gadget.source(text, "Planted()", Object.keys(inputs));
      expect(gadget.constraints.firstBroken(gadget.witness(inputs))).to.equal(undefined);
      const finds = [...changes(gadget, gadget.witness(inputs)), ...repairs(gadget, inputs, () => true)];
      expect(finds.map((find) => find.signal).join()).to.match(signal);
    });
  }

  it("finds nothing in a gadget that is bound", async () => {
    const gadget = await Gadget.compile("lib/bits.circom", "Bits(8)", ["value"]);
    expect(changes(gadget, gadget.witness({ value: 0xa5n }))).to.deep.equal([]);
    expect(repairs(gadget, { value: 0xa5n }, () => true)).to.deep.equal([]);
  });

  it("says which constraint a witness breaks", async () => {
    const gadget = await Gadget.compile("lib/bits.circom", "Bits(8)", ["value"]);
    const witness = gadget.witness({ value: 1n });
    expect(gadget.constraints.firstBroken(witness)).to.equal(undefined);
    witness[gadget.place("bits[0]")] = 0n;
    expect(gadget.constraints.firstBroken(witness)).to.be.a("number");
  });
});
