import { compile, instantiate, memoryOf, WASM_PAGE_BYTES } from "../../wasm/host.ts";
import { Module } from "../../wasm/module.ts";
import { OP } from "../../wasm/opcodes.ts";
import { FIELD } from "../field.ts";
import { Emitter } from "./emitter.ts";
import { fromLimbs, LIMB_BYTES, LIMBS, limbsOf, NUMBER_BYTES } from "./limbs.ts";
import { canonical, carried, defineMultiply, reduce, squareOf, toMontgomery } from "./montgomery.ts";

/*
 * Points of a twisted Edwards curve -x^2 + y^2 = 1 + d x^2 y^2 over BN254's scalar field, in the extended coordinates of
 * Hisil, Wong, Carter and Dawson (eprint 2008/522): x, y, z, t with t z = x y. -1 is a square of the field and d is not, so
 * that the formulas have no exceptions. A point that is to be added is kept as y - x, y + x, 2 d t and 2 z.
 */

/** Coordinates of a point, and numbers of one that is to be added. */
const COORDINATES = 4;
export const POINT_BYTES: number = COORDINATES * NUMBER_BYTES;

/** Functions of addresses. */
type CurveFunctions = {
  readonly multiply: (to: number, a: number, b: number) => void;
  readonly square: (to: number, a: number) => void;
  /** The number below the field of a product with 1, which takes the Montgomery form away. */
  readonly leave: (to: number, a: number) => void;
  readonly double: (point: number) => void;
  /** Adds a point that is kept for adding. */
  readonly add: (point: number, kept: number) => void;
  /** Keeps a point for adding. */
  readonly keep: (to: number, point: number) => void;
};

/** A curve's memory and what computes in it. */
export class CurveKernel {
  readonly functions: CurveFunctions;
  readonly #words: Uint32Array;
  readonly #scratch: number;

  /** @param bytes of memory for the caller, from address 0 on */
  constructor(d: bigint, bytes: number) {
    const scratch = bytes;
    const memory = memoryOf(scratch + 12 * NUMBER_BYTES + WASM_PAGE_BYTES);
    this.#words = new Uint32Array(memory.buffer);
    this.#scratch = scratch + 10 * NUMBER_BYTES;
    const twiceD = scratch + 9 * NUMBER_BYTES;
    this.functions = instantiate<CurveFunctions>(compile(moduleOf(scratch, twiceD)), { memory });
    this.write(twiceD, (2n * d) % FIELD);
  }

  /** Writes a field element in Montgomery form. */
  write(at: number, value: bigint): void {
    this.#words.set(limbsOf(toMontgomery(value)), at / LIMB_BYTES);
  }

  /** The field element at an address. */
  read(at: number): bigint {
    this.functions.leave(this.#scratch, at);
    return fromLimbs(this.#words.subarray(this.#scratch / LIMB_BYTES, this.#scratch / LIMB_BYTES + LIMBS));
  }

  /** Writes the point (x, y) of the curve. */
  writePoint(at: number, x: bigint, y: bigint): void {
    [x, y, 1n, (x * y) % FIELD].forEach((value, i) => this.write(at + i * NUMBER_BYTES, value));
  }

  /** x and y of a point, divided by its z: a power of z, the same for every point. */
  readPoint(point: number): { readonly x: bigint; readonly y: bigint } {
    const { multiply, square } = this.functions;
    const [z, power] = [point + 2 * NUMBER_BYTES, this.#scratch + NUMBER_BYTES];
    this.write(power, 1n);
    for (let bit = 253n, exponent = FIELD - 2n; bit >= 0n; bit--) {
      square(power, power);
      if ((exponent >> bit) & 1n) multiply(power, power, z);
    }
    for (const at of [point, point + NUMBER_BYTES]) multiply(at, at, power);
    return { x: this.read(point), y: this.read(point + NUMBER_BYTES) };
  }
}

function moduleOf(scratch: number, twiceD: number): Uint8Array<ArrayBuffer> {
  const module = new Module();
  module.importMemory("memory");
  const multiply = defineMultiply(module, "multiply");
  const square = defineSquare(module);
  const [sum, difference] = [defineSum(module), defineDifference(module)];
  defineLeave(module);
  const [a, b, c, d, e, f, g, h] = Array.from({ length: 8 }, (_, i) => scratch + i * NUMBER_BYTES) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];

  const doubling = new Steps(1);
  const p = doubling.coordinates(0);
  doubling.call(square, a, p.x);
  doubling.call(square, b, p.y);
  doubling.call(square, c, p.z);
  doubling.call(sum, c, c, c);
  doubling.call(sum, e, p.x, p.y);
  doubling.call(square, e, e);
  doubling.call(difference, e, e, a);
  doubling.call(difference, e, e, b);
  doubling.call(difference, g, b, a);
  // f and h with their signs turned turn all four coordinates: the same point.
  doubling.call(sum, f, c, a);
  doubling.call(difference, f, f, b);
  doubling.call(sum, h, a, b);
  doubling.finish(multiply, p, e, f, g, h);
  doubling.define(module, [], "double");

  const adding = new Steps(2);
  const q = adding.coordinates(0);
  const kept = adding.coordinates(1);
  adding.call(difference, a, q.y, q.x);
  adding.call(multiply, a, a, kept.x);
  adding.call(sum, b, q.y, q.x);
  adding.call(multiply, b, b, kept.y);
  adding.call(multiply, c, q.t, kept.t);
  adding.call(multiply, d, q.z, kept.z);
  adding.call(difference, e, b, a);
  adding.call(difference, f, d, c);
  adding.call(sum, g, d, c);
  adding.call(sum, h, b, a);
  adding.finish(multiply, q, e, f, g, h);
  adding.define(module, [], "add");

  const keeping = new Steps(2);
  const to = keeping.coordinates(0);
  const from = keeping.coordinates(1);
  keeping.call(difference, to.x, from.y, from.x);
  keeping.call(sum, to.y, from.y, from.x);
  keeping.call(sum, to.z, from.z, from.z);
  keeping.call(multiply, to.t, from.t, twiceD);
  keeping.define(module, [], "keep");
  return module.bytes();
}

/** An address: a constant, or so far from that in a local. */
type Place = number | { readonly local: number; readonly offset: number };
type Coordinates = { readonly x: Place; readonly y: Place; readonly z: Place; readonly t: Place };

/** A function that calls others with addresses. */
class Steps extends Emitter {
  coordinates(local: number): Coordinates {
    const at = (i: number): Place => ({ local, offset: i * NUMBER_BYTES });
    return { x: at(0), y: at(1), z: at(2), t: at(3) };
  }

  override call(index: number, ...places: readonly Place[]): void {
    for (const place of places) {
      if (typeof place === "number") this.const(place);
      else {
        this.get(place.local);
        this.const(place.offset);
        this.op(OP["i32.add"]);
      }
    }
    super.call(index);
  }

  /** The end of both formulas. */
  finish(multiply: number, to: Coordinates, e: Place, f: Place, g: Place, h: Place): void {
    this.call(multiply, to.x, e, f);
    this.call(multiply, to.y, g, h);
    this.call(multiply, to.z, f, g);
    this.call(multiply, to.t, e, h);
  }
}

function defineSquare(module: Module): number {
  const e = new Emitter(2);
  e.store(0, reduce(e, squareOf(e, e.load(1, LIMBS))));
  return e.define(module, [], "square");
}

function defineSum(module: Module): number {
  const e = new Emitter(3);
  e.store(
    0,
    carried(e, (i) => e.sum([() => e.limb(1, i), () => e.limb(2, i)])),
  );
  return e.define(module, []);
}

/** `to = a - b + 16 * FIELD`: what is taken away is a coordinate or a product, which stay below 6 times the field. */
function defineDifference(module: Module): number {
  const e = new Emitter(3);
  const raised = limbsOf(16n * FIELD).map(BigInt);
  e.store(
    0,
    carried(e, (i) => {
      e.limb(1, i);
      e.limb(2, i);
      e.op(OP["i64.sub"]);
      e.const64(raised[i]!);
      e.op(OP["i64.add"]);
    }),
  );
  return e.define(module, []);
}

function defineLeave(module: Module): number {
  const e = new Emitter(2);
  const limbs = e.load(1, LIMBS);
  e.store(
    0,
    canonical(
      e,
      reduce(e, (k) => (k < LIMBS ? [() => e.get(limbs[k]!)] : [])),
    ),
  );
  return e.define(module, [], "leave");
}
