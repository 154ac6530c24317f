import { Code } from "../../wasm/code.ts";
import type { Module } from "../../wasm/module.ts";
import { I32, I64, OP } from "../../wasm/opcodes.ts";
import { LIMB_BITS, LIMB_BYTES, LIMB_MASK } from "./limbs.ts";

/** Pushes one i64. */
export type Push = () => void;

/** A function of a kernel in the making. Its parameters are addresses or counts, i32. */
export class Emitter extends Code {
  readonly #params: number;
  readonly #locals: number[] = [];

  constructor(params: number) {
    super();
    this.#params = params;
  }

  /** A new local variable. */
  local(type: number = I64): number {
    this.#locals.push(type);
    return this.#params + this.#locals.length - 1;
  }

  /** Adds the function to a module. Returns its index. */
  define(module: Module, results: readonly number[], name?: string): number {
    return module.define({
      signature: { params: Array.from({ length: this.#params }, () => I32), results },
      locals: this.#locals,
      code: this.done().slice(),
      ...(name === undefined ? {} : { name }),
    });
  }

  /** Pushes limb `i` of the number at the address in a local. */
  limb(address: number, i: number): void {
    this.get(address);
    this.memory(OP["i64.load32_u"], LIMB_BYTES * i);
  }

  /** Loads the limbs of the number at the address in a local. */
  load(address: number, count: number): number[] {
    return Array.from({ length: count }, (_, i) => {
      const limb = this.local();
      this.limb(address, i);
      this.set(limb);
      return limb;
    });
  }

  /** Stores limbs as the number at the address in a local. */
  store(address: number, limbs: readonly number[]): void {
    limbs.forEach((limb, i) => {
      this.get(address);
      this.get(limb);
      this.memory(OP["i64.store32"], LIMB_BYTES * i);
    });
  }

  /** Pushes the sum of what is pushed; 0 for none. */
  sum(terms: readonly Push[]): void {
    if (terms.length === 0) this.const64(0n);
    terms.forEach((push, i) => {
      push();
      if (i > 0) this.op(OP["i64.add"]);
    });
  }

  /** Splits the i64 on the stack: returns a new local with its low limb, and leaves the rest in `carry`. */
  carry(carry: number, shift: number): number {
    const limb = this.local();
    this.tee(carry);
    this.const64(LIMB_MASK);
    this.op(OP["i64.and"]);
    this.set(limb);
    this.get(carry);
    this.const64(BigInt(LIMB_BITS));
    this.op(shift);
    this.set(carry);
    return limb;
  }

  /** Calls a function with the values of numbers, which are constants. */
  callWith(index: number, ...values: readonly number[]): void {
    for (const value of values) this.const(value);
    this.call(index);
  }
}

/** Products of one column of a product: those of limbs i and k - i, where both exist. */
export function column(k: number, ofA: number, ofB: number, product: (i: number, j: number) => Push): Push[] {
  const terms: Push[] = [];
  for (let i = Math.max(0, k - ofB + 1); i < ofA && i <= k; i++) terms.push(product(i, k - i));
  return terms;
}
