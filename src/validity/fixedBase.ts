import { N8, type Curve } from "./curve.ts";

/** Points that are added with one inversion among them. */
const BATCH = 1024;
/** Scalars are below the group's order, which is below 2^254. */
const SCALAR_BITS = 254;

/**
 * Multiplies one generator by many scalars: for each window of w bits a table of the generator's multiples, so that a
 * product is one addition a window, and digits from -2^(w-1) to 2^(w-1), so that the table needs half of them. Additions
 * are made in affine coordinates, whole batches at a time with one inversion: 6 multiplications each where Jacobian
 * coordinates take 11.
 *
 * The affine formula fails where the two points have the same x. While a table is built that happens only where 2^k P is
 * doubled, which is done apart. In a product, the sum of the lower windows is as an integer smaller than what the next
 * one adds; modulo the order they can meet in the top window alone, for scalars within 2^241 of twice a multiple of
 * 2^240: with values that are as good as random, never.
 */
export class FixedBase {
  readonly #curve: Curve;
  readonly #group: "g1" | "g2";
  /** Bytes of a coordinate. */
  readonly #size: number;
  readonly #bits: number;
  readonly #windows: number;
  /** Multiples of a window, from 1 on. */
  readonly #half: number;
  readonly #table: number;
  readonly #denominators: number;
  readonly #inverses: number;
  readonly #scratch: readonly [number, number, number];
  /** The additions of a batch: addresses of two points, whether the second is to be negated, and where the sum goes. */
  readonly #left = new Uint32Array(BATCH);
  readonly #right = new Uint32Array(BATCH);
  readonly #negated = new Uint8Array(BATCH);
  readonly #sum = new Uint32Array(BATCH);
  #queued = 0;
  readonly #products: number;
  readonly #digits: Int32Array;

  /** @param count how many scalars will come, about: the table is made as large as is worth it */
  constructor(curve: Curve, group: "g1" | "g2", count: number) {
    this.#curve = curve;
    this.#group = group;
    this.#size = group === "g1" ? N8 : 2 * N8;
    this.#bits = bestWindow(count);
    this.#windows = windowsOf(this.#bits);
    this.#half = 2 ** (this.#bits - 1);
    this.#digits = new Int32Array(BATCH * this.#windows);
    this.#table = curve.alloc(this.#windows * this.#half * 2 * this.#size);
    this.#denominators = curve.alloc(BATCH * this.#size);
    this.#inverses = curve.alloc(BATCH * this.#size);
    this.#products = curve.alloc(BATCH * 2 * this.#size);
    this.#scratch = [curve.alloc(this.#size), curve.alloc(this.#size), curve.alloc(this.#size)];
    curve.reserve((BATCH + 2) * this.#size);
    this.#fillTable();
  }

  /** @param scalars 32 bytes each, not in Montgomery form. @returns affine points; the neutral one is zeros */
  multiply(scalars: Uint8Array): Uint8Array {
    const points = new Uint8Array((scalars.length / N8) * 2 * this.#size);
    for (let at = 0; at < scalars.length; at += BATCH * N8) {
      const batch = scalars.subarray(at, at + BATCH * N8);
      points.set(this.#multiplyBatch(batch), (at / N8) * 2 * this.#size);
    }
    return points;
  }

  #multiplyBatch(scalars: Uint8Array): Uint8Array {
    const count = scalars.length / N8;
    const point = 2 * this.#size;
    for (let i = 0; i < count; i++) this.#split(scalars.subarray(i * N8, (i + 1) * N8), i * this.#windows);
    const begun = new Uint8Array(count);
    this.#curve.bytes.fill(0, this.#products, this.#products + count * point);
    for (let window = 0; window < this.#windows; window++) {
      for (let i = 0; i < count; i++) {
        const digit = this.#digits[i * this.#windows + window]!;
        if (digit === 0) continue;
        const product = this.#products + i * point;
        const entry = this.#entry(window, Math.abs(digit));
        if (begun[i] === 1) this.#queue(product, entry, digit < 0, product);
        else this.#begin(entry, digit < 0, product);
        begun[i] = 1;
      }
      this.#add();
    }
    return this.#curve.bytes.slice(this.#products, this.#products + count * point);
  }

  #begin(entry: number, negated: boolean, product: number): void {
    this.#curve.call[`${this.#group}m_${negated ? "neg" : "copy"}Affine`]!(entry, product);
  }

  /** The scalar's digits, lowest first: what is above half a window goes over into the next. */
  #split(scalar: Uint8Array, to: number): void {
    const full = 2 ** this.#bits;
    let carry = 0;
    for (let window = 0, bit = 0; window < this.#windows; window++, bit += this.#bits) {
      const byte = bit >> 3;
      const three = (scalar[byte] ?? 0) | ((scalar[byte + 1] ?? 0) << 8) | ((scalar[byte + 2] ?? 0) << 16);
      const digit = ((three >> (bit & 7)) & (full - 1)) + carry;
      carry = digit > this.#half ? 1 : 0;
      this.#digits[to + window] = carry === 1 ? digit - full : digit;
    }
  }

  /** Address of multiple * 2^(bits * window) * generator. */
  #entry(window: number, multiple: number): number {
    return this.#table + (window * this.#half + multiple - 1) * 2 * this.#size;
  }

  #fillTable(): void {
    const { call } = this.#curve;
    call[`${this.#group}m_copyAffine`]!(this.#curve.generator(this.#group), this.#entry(0, 1));
    for (let window = 0; window < this.#windows; window++) {
      for (let known = 1; known < this.#half; known *= 2) {
        const last = this.#entry(window, known);
        for (let i = 1; i < known; i++)
          this.#queue(this.#entry(window, i), last, false, this.#entry(window, known + i));
        this.#add();
        this.#double(last, this.#entry(window, 2 * known));
      }
      if (window + 1 < this.#windows) this.#double(this.#entry(window, this.#half), this.#entry(window + 1, 1));
    }
  }

  #double(point: number, to: number): void {
    const { call } = this.#curve;
    const jacobian = this.#products;
    call[`${this.#group}m_doubleAffine`]!(point, jacobian);
    call[`${this.#group}m_toAffine`]!(jacobian, to);
  }

  #queue(left: number, right: number, negated: boolean, sum: number): void {
    if (this.#queued === BATCH) this.#add();
    const i = this.#queued++;
    this.#left[i] = left;
    this.#right[i] = right;
    this.#negated[i] = negated ? 1 : 0;
    this.#sum[i] = sum;
  }

  /** Makes the queued additions; no sum is the operand of another. */
  #add(): void {
    const count = this.#queued;
    this.#queued = 0;
    const size = this.#size;
    const [slope, x, t] = this.#scratch;
    const field = this.#group === "g1" ? "f1m" : "f2m";
    const { call } = this.#curve;
    const sub = call[`${field}_sub`]!;
    const mul = call[`${field}_mul`]!;
    const neg = call[`${field}_neg`]!;
    const square = call[`${field}_square`]!;
    const copy = call[`${field}_copy`]!;
    for (let i = 0; i < count; i++) sub(this.#right[i]!, this.#left[i]!, this.#denominators + i * size);
    call[`${field}_batchInverse`]!(this.#denominators, size, count, this.#inverses, size);
    for (let i = 0; i < count; i++) {
      const [left, right, sum] = [this.#left[i]!, this.#right[i]!, this.#sum[i]!];
      if (this.#negated[i] === 1) {
        neg(right + size, t);
        sub(t, left + size, slope);
      } else {
        sub(right + size, left + size, slope);
      }
      mul(slope, this.#inverses + i * size, slope);
      square(slope, x);
      sub(x, left, x);
      sub(x, right, x);
      sub(left, x, t);
      mul(t, slope, t);
      sub(t, left + size, sum + size);
      copy(x, sum);
    }
  }
}

/** The width with the fewest additions, table and products together. */
function bestWindow(count: number): number {
  const cost = (bits: number): number => windowsOf(bits) * (2 ** (bits - 1) + count);
  return Array.from({ length: 14 }, (_, i) => i + 3).reduce((best, bits) => (cost(bits) < cost(best) ? bits : best));
}

/** One bit more than a scalar has, so that the top window never carries. */
function windowsOf(bits: number): number {
  return Math.ceil((SCALAR_BITS + 1) / bits);
}
