import type { Code } from "../wasm/code.ts";
import { I64, OP, V128 } from "../wasm/opcodes.ts";

/** What generated code works on: the words of one state, or those of two states side by side in vectors. */
export type Words = {
  /** States worked on at once. */
  readonly states: 1 | 2;
  /** Of a local that holds a word of each. */
  readonly type: number;
  readonly xor: number;
  /** Loads one word from the address on the stack plus the offset, the same for every state. */
  readonly loadShared: number;
  constant(code: Code, value: bigint): void;
  /** Turns the word on the stack left by 1 to 63 bits; may overwrite the local `spare`. */
  rotate(code: Code, by: number, spare: number): void;
  /** Puts ~a & b of two locals on the stack. */
  andNot(code: Code, a: number, b: number): void;
  /** Loads a word of each state: those of the second lie `apart` bytes behind those of the first. */
  load(code: Code, address: number, offset: number, apart: number): void;
  /** Stores local `word` in the same way. */
  store(code: Code, address: number, word: number, offset: number, apart: number): void;
};

const NONE = 0xffff_ffff_ffff_ffffn;

export const ONE_STATE: Words = {
  states: 1,
  type: I64,
  xor: OP["i64.xor"],
  loadShared: OP["i64.load"],
  constant: (code, value) => code.const64(value),
  rotate(code, by) {
    code.const64(BigInt(by));
    code.op(OP["i64.rotl"]);
  },
  andNot(code, a, b) {
    code.get(a);
    code.const64(NONE);
    code.op(OP["i64.xor"]);
    code.get(b);
    code.op(OP["i64.and"]);
  },
  load(code, address, offset) {
    code.get(address);
    code.memory(OP["i64.load"], offset);
  },
  store(code, address, word, offset) {
    code.get(address);
    code.get(word);
    code.memory(OP["i64.store"], offset);
  },
};

export const TWO_STATES: Words = {
  states: 2,
  type: V128,
  xor: OP["v128.xor"],
  loadShared: OP["v128.load64_splat"],
  constant(code, value) {
    code.const64(value);
    code.op(OP["i64x2.splat"]);
  },
  // Turns by whole bytes could be shuffles: measured, that is not faster.
  rotate(code, by, spare) {
    code.tee(spare);
    code.const(by);
    code.op(OP["i64x2.shl"]);
    code.get(spare);
    code.const(64 - by);
    code.op(OP["i64x2.shr_u"]);
    code.op(OP["v128.or"]);
  },
  andNot(code, a, b) {
    code.get(b);
    code.get(a);
    code.op(OP["v128.andnot"]);
  },
  load(code, address, offset, apart) {
    code.get(address);
    code.get(address);
    code.memory(OP["v128.load64_zero"], offset);
    code.memory(OP["v128.load64_lane"], offset + apart);
    code.byte(1);
  },
  store(code, address, word, offset, apart) {
    for (const state of [0, 1]) {
      code.get(address);
      code.get(word);
      code.memory(OP["v128.store64_lane"], offset + state * apart);
      code.byte(state);
    }
  },
};
