import { expect } from "chai";
import { Code } from "../../src/wasm/code.ts";
import { compile, instantiate } from "../../src/wasm/host.ts";
import { Module } from "../../src/wasm/module.ts";
import { I32, I64, OP } from "../../src/wasm/opcodes.ts";

const EDGES = [0, 1, 63, 64, -64, -65, 127, 128, 2 ** 31 - 1, -(2 ** 31), 0xffff, -0x8000];

describe("src/wasm/code", () => {
  for (const value of EDGES) {
    it(`the engine reads ${value} as it was written`, () => {
      const code = new Code();
      code.const(value);
      expect(resultOf(code, I32)).to.equal(value);
      const wide = new Code();
      wide.const64(BigInt(value) << 31n);
      expect(resultOf(wide, I64)).to.equal(BigInt.asIntN(64, BigInt(value) << 31n));
    });
  }

  it("a vector instruction has its prefix", () => {
    const code = new Code();
    code.op(OP["i64x2.shr_u"]);
    expect(code.done()).to.deep.equal(Uint8Array.of(0xfd, 0xcd, 1));
  });
});

function resultOf(code: Code, type: number): unknown {
  const module = new Module();
  module.define({ signature: { params: [], results: [type] }, locals: [], code: code.done(), name: "value" });
  return instantiate<{ value(): unknown }>(compile(module.bytes()), {}).value();
}
