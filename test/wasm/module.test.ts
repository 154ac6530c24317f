import { expect } from "chai";
import { Code } from "../../src/wasm/code.ts";
import { compile, instantiate, memoryOf, tableOf } from "../../src/wasm/host.ts";
import { Module } from "../../src/wasm/module.ts";
import { I32, I64, OP, V128, VOID } from "../../src/wasm/opcodes.ts";

type Exports = { twice(a: number, b: number): number; add: unknown };

const BINARY = { params: [I32, I32], results: [I32] };

describe("src/wasm/module", () => {
  it("makes functions that import, export, call and reach a table", () => {
    const module = new Module();
    const seen: number[] = [];
    module.importTable("table");
    const tell = module.importFunction("tell", { params: [I32], results: [] });
    const sum = new Code();
    sum.get(0);
    sum.get(1);
    sum.op(OP["i32.add"]);
    const inner = module.define({ signature: BINARY, locals: [], code: sum.done(), name: "add" });
    const code = new Code();
    code.get(0);
    code.get(1);
    code.call(inner);
    code.tee(2);
    code.call(tell);
    code.get(2);
    code.const(-1);
    code.const(0);
    code.byte(OP.call_indirect);
    code.u32(module.type(BINARY));
    code.byte(0);
    module.define({ signature: BINARY, locals: [I32, I64, I64], code: code.done(), name: "twice" });
    const table = tableOf(2, null);
    const { twice, add } = instantiate<Exports>(compile(module.bytes()), { tell: (value) => seen.push(value), table });
    table.set(0, add);
    expect(twice(40, 3)).to.equal(42);
    expect(seen).to.deep.equal([43]);
  });

  it("reaches an imported memory, with vectors", () => {
    const module = new Module();
    module.importMemory("memory");
    const code = new Code();
    code.const(16);
    code.const(0);
    code.memory(OP["v128.load"], 0);
    code.op(OP["v128.not"]);
    code.set(0);
    code.open(OP.block, VOID);
    code.const(1);
    code.brIf(0);
    code.op(OP.unreachable);
    code.end();
    code.get(0);
    code.memory(OP["v128.store"], 16);
    module.define({ signature: { params: [], results: [] }, locals: [V128], code: code.done(), name: "flip" });
    const memory = memoryOf(1);
    new Uint8Array(memory.buffer)[3] = 0x0f;
    instantiate<{ flip(): void }>(compile(module.bytes()), { memory }).flip();
    expect(new Uint8Array(memory.buffer, 32, 5)).to.deep.equal(Uint8Array.of(255, 255, 255, 240, 255));
    expect(memory.buffer.byteLength).to.equal(65536);
  });

  it("numbers equal signatures once, and leaves out what is empty", () => {
    const module = new Module();
    expect(module.type(BINARY)).to.equal(0);
    expect(module.type({ params: [], results: [] })).to.equal(1);
    expect(module.type({ params: [I32, I32], results: [I32] })).to.equal(0);
    expect(new Module().bytes()).to.deep.equal(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    expect(module.indexOf(2)).to.equal(2);
  });
});
