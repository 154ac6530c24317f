import { compile, instantiate, memoryOf } from "../../wasm/host.ts";
import { Module } from "../../wasm/module.ts";
import { I32, I64, OP, VOID } from "../../wasm/opcodes.ts";
import { column, Emitter, type Push } from "./emitter.ts";
import { pack, unpack } from "./leaf.ts";
import { LIMB_BITS, LIMB_BYTES, LIMBS, limbsOf } from "./limbs.ts";

/*
 * a * b mod m for any m of 256 bits, after Barrett (Handbook of Applied Cryptography, 14.42): the quotient comes from a
 * product with a reciprocal of m, which is kept for the moduli that came last. A product is below b^18, b = 2^29.
 */

const LEAF_BYTES = 32;
const PRODUCT_LIMBS = 2 * LIMBS;
/** Limbs of a quotient and of a reciprocal. */
const WIDE = LIMBS + 1;

/** Moduli are kept by some of their bits; another takes the place of one with the same. */
const PLACES_BITS = 6;
const PLACE_BYTES = 128;
/** In a place: the modulus as a leaf, what it is shifted by in bytes of limbs, it itself shifted, and floor((b^18 - 1) / that). */
const [SHIFT, SHIFTED, RECIPROCAL] = [LEAF_BYTES, LEAF_BYTES + 4, LEAF_BYTES + 4 + LIMBS * LIMB_BYTES];

/** Leaves a, b, m and the result. */
const [A, B, M, RESULT] = [0, 1, 2, 3].map((i) => i * LEAF_BYTES) as [number, number, number, number];
const PRODUCT: number = 4 * LEAF_BYTES;
const REST: number = PRODUCT + PRODUCT_LIMBS * LIMB_BYTES;
const PLACES = 512;

export type MulmodKernel = {
  /** a, b and m, a leaf each. */
  readonly operands: BigInt64Array;
  readonly result: BigInt64Array;
  readonly run: () => void;
};

export function mulmodKernel(): MulmodKernel {
  const memory = memoryOf(PLACES + 2 ** PLACES_BITS * PLACE_BYTES);
  const { buffer } = memory;
  const module = new Module();
  module.importMemory("memory");
  const prepare = module.importFunction("prepare", { params: [I32], results: [] });
  defineMulmod(module, prepare);
  const { mulmod } = instantiate<{ mulmod(): void }>(compile(module.bytes()), {
    memory,
    prepare: (place) => prepareModulus(buffer, place!),
  });
  return {
    operands: new BigInt64Array(buffer, A, (3 * LEAF_BYTES) / 8),
    result: new BigInt64Array(buffer, RESULT, LEAF_BYTES / 8),
    run: mulmod,
  };
}

/**
 * Makes a place for the modulus at M. Its highest limb must not be 0 for a quotient that is off by two at most, so that a
 * smaller modulus is shifted by whole limbs: x mod m = ((x mod m b^u) b^u mod m b^u) / b^u.
 */
function prepareModulus(buffer: ArrayBuffer, place: number): void {
  const leaf = new BigUint64Array(buffer, M, 4);
  const modulus = leaf.reduceRight((value, word) => (value << 64n) | word, 0n);
  const shift = LIMBS - Math.ceil(modulus.toString(2).length / LIMB_BITS);
  const shifted = modulus << BigInt(LIMB_BITS * shift);
  new BigUint64Array(buffer, place, 4).set(leaf);
  const reciprocal = ((1n << BigInt(LIMB_BITS * PRODUCT_LIMBS)) - 1n) / shifted;
  const words = [shift * LIMB_BYTES, ...limbsOf(shifted), ...limbsOf(reciprocal, WIDE)];
  new Uint32Array(buffer, place + SHIFT, words.length).set(words);
}

function defineMulmod(module: Module, prepare: number): void {
  const reduce = defineReduce(module);
  const e = new Emitter(0);
  const [modulus, place, product, shift] = [M, 0, PRODUCT, 0].map((value) => {
    const local = e.local(I32);
    e.const(value);
    e.set(local);
    return local;
  }) as [number, number, number, number];
  zeroForZero(e, modulus);
  findPlace(e, modulus, place, prepare);
  const [a, b] = [A, B].map((at) => {
    e.const(at);
    e.set(shift);
    return unpack(e, shift);
  }) as [number[], number[]];
  e.store(product, multiplied(e, a, b));
  e.get(place);
  e.call(reduce);
  e.get(place);
  e.memory(OP["i32.load"], SHIFT);
  e.tee(shift);
  e.open(OP.if, VOID);
  reduceShifted(e, shift, product, place, reduce);
  e.end();
  const [rest, result] = [e.local(I32), e.local(I32)];
  e.get(shift);
  e.const(REST);
  e.op(OP["i32.add"]);
  e.set(rest);
  e.const(RESULT);
  e.set(result);
  pack(e, result, e.load(rest, LIMBS));
  e.define(module, [], "mulmod");
}

/** Returns with the result 0 where the modulus is 0. */
function zeroForZero(e: Emitter, modulus: number): void {
  for (let i = 0; i < 4; i++) {
    e.get(modulus);
    e.memory(OP["i64.load"], 8 * i);
    if (i > 0) e.op(OP["i64.or"]);
  }
  e.op(OP["i64.eqz"]);
  e.open(OP.if, VOID);
  for (let i = 0; i < 4; i++) {
    e.const(RESULT);
    e.const64(0n);
    e.memory(OP["i64.store"], 8 * i);
  }
  e.op(OP.return);
  e.end();
}

/** Sets `place` to that of the modulus, which is made if it is not there. */
function findPlace(e: Emitter, modulus: number, place: number, prepare: number): void {
  e.get(modulus);
  e.memory(OP["i32.load"], 0);
  e.const(0x9e3779b1 | 0);
  e.op(OP["i32.mul"]);
  e.const(32 - PLACES_BITS);
  e.op(OP["i32.shr_u"]);
  e.const(PLACE_BYTES);
  e.op(OP["i32.mul"]);
  e.const(PLACES);
  e.op(OP["i32.add"]);
  e.set(place);
  for (let i = 0; i < 4; i++) {
    e.get(modulus);
    e.memory(OP["i64.load"], 8 * i);
    e.get(place);
    e.memory(OP["i64.load"], 8 * i);
    e.op(OP["i64.xor"]);
    if (i > 0) e.op(OP["i64.or"]);
  }
  e.op(OP["i64.eqz"]);
  e.op(OP["i32.eqz"]);
  e.open(OP.if, VOID);
  e.get(place);
  e.call(prepare);
  e.end();
}

/** Reduces what the first reduction left once more, `shift` bytes up in the product's place. */
function reduceShifted(e: Emitter, shift: number, product: number, place: number, reduce: number): void {
  const rest = e.local(I32);
  const shifted = e.local(I32);
  e.const(REST);
  e.set(rest);
  const zero = e.local(I64);
  e.store(
    product,
    Array.from({ length: PRODUCT_LIMBS }, () => zero),
  );
  e.get(shift);
  e.get(product);
  e.op(OP["i32.add"]);
  e.set(shifted);
  e.store(shifted, e.load(rest, LIMBS));
  e.get(place);
  e.call(reduce);
  // What is read as the result begins with limbs that are 0 and ends beyond those of the rest.
}

/** All limbs of a product of numbers in locals. */
function multiplied(e: Emitter, a: readonly number[], b: readonly number[]): number[] {
  const carry = e.local();
  const limbs = Array.from({ length: PRODUCT_LIMBS - 1 }, (_, k) => {
    e.sum(
      column(k, LIMBS, LIMBS, (i, j) =>
        times(
          e,
          () => e.get(a[i]!),
          () => e.get(b[j]!),
        ),
      ),
    );
    addCarry(e, k, carry);
    return e.carry(carry, OP["i64.shr_u"]);
  });
  return [...limbs, carry];
}

/** Defines REST = PRODUCT mod the shifted modulus of a place; the limb above it is 0. */
function defineReduce(module: Module): number {
  const e = new Emitter(1);
  const product = e.local(I32);
  e.const(PRODUCT);
  e.set(product);
  const at = (from: number) => (i: number) => () => {
    e.get(0);
    e.memory(OP["i64.load32_u"], from + LIMB_BYTES * i);
  };
  const [modulus, reciprocal] = [at(SHIFTED), at(RECIPROCAL)];
  const carry = e.local();
  const quotient: number[] = [];
  // Columns below LIMBS - 1 add less than 1 to the quotient's error: their sum is below 9 b^9, of b^10.
  for (let k = LIMBS - 1; k < 2 * WIDE - 1; k++) {
    e.sum(column(k, WIDE, WIDE, (i, j) => times(e, () => e.limb(product, LIMBS - 1 + i), reciprocal(j))));
    addCarry(e, k - LIMBS + 1, carry);
    const limb = e.carry(carry, OP["i64.shr_u"]);
    if (k >= WIDE) quotient.push(limb);
  }
  quotient.push(carry);
  const borrow = e.local();
  const rest = Array.from({ length: WIDE }, (_, k) => {
    e.limb(product, k);
    e.sum(column(k, WIDE, LIMBS, (i, j) => times(e, () => e.get(quotient[i]!), modulus(j))));
    e.op(OP["i64.sub"]);
    addCarry(e, k, borrow);
    return e.carry(borrow, OP["i64.shr_s"]);
  });
  subtractWhileNotBelow(e, rest, modulus);
  const to = e.local(I32);
  e.const(REST);
  e.set(to);
  e.store(to, rest);
  return e.define(module, []);
}

/** The rest is below three times the modulus, and nearly always below it, which the highest limbs tell. */
function subtractWhileNotBelow(e: Emitter, rest: readonly number[], modulus: (i: number) => Push): void {
  const less = rest.map(() => e.local());
  const borrow = e.local();
  e.open(OP.block, VOID);
  e.open(OP.loop, VOID);
  e.get(rest[LIMBS]!);
  e.const64(BigInt(LIMB_BITS));
  e.op(OP["i64.shl"]);
  e.get(rest[LIMBS - 1]!);
  e.op(OP["i64.add"]);
  modulus(LIMBS - 1)();
  e.op(OP["i64.lt_u"]);
  e.brIf(1);
  rest.forEach((limb, i) => {
    e.get(limb);
    if (i < LIMBS) {
      modulus(i)();
      e.op(OP["i64.sub"]);
    }
    addCarry(e, i, borrow);
    e.get(e.carry(borrow, OP["i64.shr_s"]));
    e.set(less[i]!);
  });
  e.get(borrow);
  e.op(OP["i64.eqz"]);
  e.op(OP["i32.eqz"]);
  e.brIf(1);
  rest.forEach((limb, i) => {
    e.get(less[i]!);
    e.set(limb);
  });
  e.br(0);
  e.end();
  e.end();
}

function times(e: Emitter, a: Push, b: Push): Push {
  return () => {
    a();
    b();
    e.op(OP["i64.mul"]);
  };
}

/** Adds the carry from the column before, if there is one. */
function addCarry(e: Emitter, columnsBefore: number, carry: number): void {
  if (columnsBefore === 0) return;
  e.get(carry);
  e.op(OP["i64.add"]);
}
