import { expect } from "chai";
import { describe, it } from "mocha";
import { DEPTH, LEFT, Locals, REGISTERS, each } from "../../src/translator/locals.ts";
import { codeText } from "../../src/wasm/text.ts";

const SET = (1 << 5) | (1 << 10) | (1 << 31);

const text = (act: (c: Locals) => void): string => {
  const c = new Locals(SET);
  act(c);
  return codeText(c.done()).join(", ");
};

describe("src/translator/locals", () => {
  it("numbers the registers of a function behind its parameters, then those for a pc and an address", () => {
    const c = new Locals(SET);
    expect([LEFT, DEPTH, c.pc, c.address, c.count]).to.deep.equal([0, 1, 5, 6, 5]);
    expect(text((one) => [5, 10, 31].forEach((register) => one.read(register)))).to.equal(
      "local.get 2, local.get 3, local.get 4",
    );
  });

  it("x0 reads as zero and takes nothing", () => {
    expect(text((c) => (c.read(0), c.assign(0), c.read(31), c.assign(5)))).to.equal(
      "i32.const 0, drop, local.get 4, local.set 2",
    );
  });

  it("loads and stores each register at its place in memory", () => {
    const place = (register: number): string => ` offset=${REGISTERS + 4 * register}`;
    expect(text((c) => c.load((1 << 10) | 1))).to.equal(`i32.const 0, i32.load${place(10)}, local.set 3`);
    expect(text((c) => c.store((1 << 5) | (1 << 31)))).to.equal(
      `i32.const 0, local.get 2, i32.store${place(5)}, i32.const 0, local.get 4, i32.store${place(31)}`,
    );
  });

  it("a set is gone through without x0", () => {
    const seen: number[] = [];
    each(SET | 1, (register) => seen.push(register));
    expect(seen).to.deep.equal([5, 10, 31]);
  });
});
