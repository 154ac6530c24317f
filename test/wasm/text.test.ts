import { expect } from "chai";
import { describe, it } from "mocha";
import { Code } from "../../src/wasm/code.ts";
import { Module } from "../../src/wasm/module.ts";
import { I32, OP, VOID } from "../../src/wasm/opcodes.ts";
import { codeText, moduleText } from "../../src/wasm/text.ts";

describe("src/wasm/text", () => {
  it("indents blocks, and names them where they are left", () => {
    const code = new Code();
    code.open(OP.loop, VOID);
    code.open(OP.block, VOID);
    code.get(0);
    code.brIf(0);
    code.br(1);
    code.end();
    code.get(1);
    code.open(OP.if, I32);
    code.const(-70_000);
    code.byte(OP.else);
    code.const64(-(2n ** 40n));
    code.end();
    code.byte(OP.br_table);
    for (const word of [1, 0, 1]) code.u32(word);
    code.end();
    expect(codeText(code.done())).to.deep.equal([
      "loop @0",
      "  block @1",
      "    local.get 0",
      "    br_if @1",
      "    br @0",
      "  end @1",
      "  local.get 1",
      "  if @2 (result i32)",
      "    i32.const -70000",
      "  else",
      "    i64.const -1099511627776",
      "  end @2",
      "  br_table @0 function",
      "end @0",
    ]);
  });

  it("reads the immediates of every instruction that is generated, vectors too", () => {
    const code = new Code();
    code.memory(OP["v128.load"], 300);
    code.op(OP["v128.const"]);
    for (let i = 0; i < 16; i++) code.byte(i);
    code.op(OP["i64x2.replace_lane"]);
    code.byte(1);
    code.memory(OP["v128.store64_lane"], 8);
    code.byte(1);
    code.op(OP["i64x2.shr_u"]);
    expect(codeText(code.done())).to.deep.equal([
      "v128.load offset=300",
      "v128.const 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
      "i64x2.replace_lane 1",
      "v128.store64_lane offset=8 1",
      "i64x2.shr_u",
    ]);
  });

  it("a module's functions have their locals, what they call, and what is unlikely in them", () => {
    const module = new Module();
    module.importMemory("memory");
    module.importTable("table");
    const tell = module.importFunction("tell", { params: [I32], results: [] });
    const code = new Code();
    code.const(1);
    code.openUnlikely();
    code.const(7);
    code.call(tell);
    code.call(tell + 1);
    code.end();
    const signature = { params: [], results: [] };
    module.define({ signature, locals: [I32, I32], code: code.done(), unlikely: code.unlikely, name: "f" });
    expect(moduleText(module.bytes()).trim().split("\n")).to.deep.equal([
      "func 1, 2 locals",
      "  i32.const 1",
      "  if @0 ;; unlikely",
      "    i32.const 7",
      "    call tell",
      "    call 1",
      "  end @0",
    ]);
  });
});
