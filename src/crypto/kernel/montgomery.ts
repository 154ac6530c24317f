import type { Module } from "../../wasm/module.ts";
import { OP } from "../../wasm/opcodes.ts";
import { FIELD } from "../field.ts";
import { column, Emitter, type Push } from "./emitter.ts";
import { LIMB_MASK, LIMBS, limbsOf, NUMBER_BITS } from "./limbs.ts";

/*
 * Montgomery multiplication in BN254's scalar field, R = 2^261. Numbers are not reduced below the field: a result is below
 * T/R + FIELD for a product T, and R is 169 times the field, so that a few sums and products in a row stay far below R.
 */

/** What a number of the field is multiplied by for the Montgomery form. A product with its own form makes the form. */
export const R: bigint = (1n << NUMBER_BITS) % FIELD;

const MODULUS: readonly bigint[] = limbsOf(FIELD).map(BigInt);

/** The Montgomery form of a field element. */
export function toMontgomery(value: bigint): bigint {
  return (value * R) % FIELD;
}

/**
 * (T + addend * R) / R modulo the field for a T in columns of at most 54 products of limbs, as the limbs of a number.
 * @param products those of a column, 0 to 16
 * @param addend limb i of it
 */
export function reduce(e: Emitter, products: (k: number) => Push[], addend?: (i: number) => void): number[] {
  const quotient: number[] = [];
  const carry = e.local();
  const limbs: number[] = [];
  for (let k = 0; k < 2 * LIMBS - 1; k++) {
    // The products are summed apart from what waits for the quotient (measured: 1.3 times as fast as one sum).
    e.sum(products(k));
    const done = column(k, quotient.length, LIMBS, (i, j) => () => {
      e.get(quotient[i]!);
      e.const64(MODULUS[j]!);
      e.op(OP["i64.mul"]);
    });
    if (done.length > 0) {
      e.sum(done);
      e.op(OP["i64.add"]);
    }
    if (k > 0) {
      e.get(carry);
      e.op(OP["i64.add"]);
    }
    if (k < LIMBS) quotient.push(quotientOf(e, carry));
    else limbs.push(e.carry(carry, (addAddend(e, addend, k - LIMBS), OP["i64.shr_u"])));
  }
  e.get(carry);
  addAddend(e, addend, LIMBS - 1);
  e.set(carry);
  return [...limbs, carry];
}

/** Products of two numbers in locals, by column. */
export function productOf(e: Emitter, a: readonly number[], b: readonly number[]): (k: number) => Push[] {
  return (k) => column(k, LIMBS, LIMBS, (i, j) => () => times(e, a[i]!, b[j]!));
}

/** The same of a number with itself: each product of two different limbs once, with one of them doubled. */
export function squareOf(e: Emitter, a: readonly number[]): (k: number) => Push[] {
  const doubled = a.map((limb) => {
    const twice = e.local();
    e.get(limb);
    e.const64(1n);
    e.op(OP["i64.shl"]);
    e.set(twice);
    return twice;
  });
  return (k) =>
    Array.from({ length: LIMBS }, (_, i) => [i, k - i] as const)
      .filter(([i, j]) => i <= j && j < LIMBS)
      .map(
        ([i, j]) =>
          () =>
            times(e, i === j ? a[i]! : doubled[i]!, a[j]!),
      );
}

/** Products of numbers in memory, by column: those from address local `a` on with as many from `b` on. */
export function dotOf(e: Emitter, a: number, b: number, count: number): (k: number) => Push[] {
  const each = Array.from({ length: count }, (_, at) => at * LIMBS);
  return (k) =>
    each.flatMap((from) =>
      column(k, LIMBS, LIMBS, (i, j) => () => {
        e.limb(a, from + i);
        e.limb(b, from + j);
        e.op(OP["i64.mul"]);
      }),
    );
}

/** The number below the field that limbs below twice the field stand for. */
export function canonical(e: Emitter, limbs: readonly number[]): number[] {
  const borrow = e.local();
  const less = minusModulus(e, limbs, borrow);
  return limbs.map((limb, i) => {
    const chosen = e.local();
    e.get(less[i]!);
    e.get(limb);
    e.get(borrow);
    e.op(OP["i64.eqz"]);
    e.op(OP.select);
    e.set(chosen);
    return chosen;
  });
}

/** A local that is not 0 where limbs are those of a number below the field. */
export function below(e: Emitter, limbs: readonly number[]): number {
  const borrow = e.local();
  minusModulus(e, limbs, borrow);
  return borrow;
}

/** Limbs in order from pushed ones that may be negative or too large. The last takes what is left. */
export function carried(e: Emitter, push: (i: number) => void): number[] {
  const carry = e.local();
  return Array.from({ length: LIMBS }, (_, i) => {
    push(i);
    if (i > 0) {
      e.get(carry);
      e.op(OP["i64.add"]);
    }
    if (i < LIMBS - 1) return e.carry(carry, OP["i64.shr_s"]);
    e.set(carry);
    return carry;
  });
}

/** Defines `to = a * b`, of addresses. */
export function defineMultiply(module: Module, name?: string): number {
  const e = new Emitter(3);
  e.store(0, reduce(e, productOf(e, e.load(1, LIMBS), e.load(2, LIMBS))));
  return e.define(module, [], name);
}

function times(e: Emitter, a: number, b: number): void {
  e.get(a);
  e.get(b);
  e.op(OP["i64.mul"]);
}

/**
 * The limb of the quotient that makes the column on the stack a multiple of 2^29; the column's carry is left in `carry`. The
 * field is 1 + 2^28 modulo 2^29, which is its own inverse there, so that both products are a shift and a sum (measured: a
 * hash of two takes 0.94 of the time).
 */
function quotientOf(e: Emitter, carry: number): number {
  const limb = e.local();
  e.tee(carry);
  timesLowest(e, carry);
  e.set(limb);
  e.const64(0n);
  e.get(limb);
  e.op(OP["i64.sub"]);
  e.const64(LIMB_MASK);
  e.op(OP["i64.and"]);
  e.tee(limb);
  timesLowest(e, limb);
  e.get(carry);
  e.op(OP["i64.add"]);
  e.const64(29n);
  e.op(OP["i64.shr_u"]);
  e.set(carry);
  return limb;
}

/** Multiplies what is on the stack, and in the local, by the lowest limb of the field. */
function timesLowest(e: Emitter, local: number): void {
  e.get(local);
  e.const64(28n);
  e.op(OP["i64.shl"]);
  e.op(OP["i64.add"]);
}

function addAddend(e: Emitter, addend: ((i: number) => void) | undefined, i: number): void {
  if (addend === undefined) return;
  addend(i);
  e.op(OP["i64.add"]);
}

/** What is left when the field is taken away, modulo 2^261; `borrow` becomes 0 where it could be, -1 where not. */
function minusModulus(e: Emitter, limbs: readonly number[], borrow: number): number[] {
  return limbs.map((limb, i) => {
    e.get(limb);
    e.const64(MODULUS[i]!);
    e.op(OP["i64.sub"]);
    if (i > 0) {
      e.get(borrow);
      e.op(OP["i64.add"]);
    }
    return e.carry(borrow, OP["i64.shr_s"]);
  });
}
