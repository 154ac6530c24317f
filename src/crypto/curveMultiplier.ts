import { FIELD, toLittleEndian } from "./field.ts";
import { CurveKernel, POINT_BYTES } from "./kernel/curveKernel.ts";

/*
 * Multiples of points of a twisted Edwards curve, four bits of a scalar at a time. The points are those of the curve with
 * a = -1 that x is scaled to.
 */

const DIGITS = 63;
const MULTIPLES = 16;
const ROW_BYTES: number = MULTIPLES * POINT_BYTES;

/** The sum; a point to make multiples of; its multiples; and for each digit those of 16^digit * base. */
const [SUM, POINT, ROW, BASE_ROWS] = [0, POINT_BYTES, 2 * POINT_BYTES, 2 * POINT_BYTES + ROW_BYTES];

type Affine = { readonly x: bigint; readonly y: bigint };

/** A sum of multiples in the making, one at a time. */
export class CurveMultiplier {
  readonly #kernel: CurveKernel;
  readonly #scale: bigint;
  readonly #inverse: bigint;

  /**
   * @param scale what x is multiplied by on the curve with a = -1
   * @param d of that curve
   */
  constructor(base: Affine, scale: { readonly by: bigint; readonly inverse: bigint }, d: bigint) {
    this.#kernel = new CurveKernel(d, BASE_ROWS + DIGITS * ROW_BYTES);
    this.#scale = scale.by;
    this.#inverse = scale.inverse;
    this.#write(POINT, base);
    const { double } = this.#kernel.functions;
    for (let digit = 0; digit < DIGITS; digit++) {
      this.#keepMultiples(BASE_ROWS + digit * ROW_BYTES);
      for (let bit = 0; bit < 4; bit++) double(POINT);
    }
  }

  /** Sets the sum to the neutral element. */
  begin(): void {
    this.#kernel.writePoint(SUM, 0n, 1n);
  }

  /** Adds scalar * base, for a scalar below 2^252. */
  addBase(scalar: bigint): void {
    const { add } = this.#kernel.functions;
    const digits = digitsOf(scalar);
    for (let i = 0; i < DIGITS; i++) add(SUM, BASE_ROWS + i * ROW_BYTES + digits[i]! * POINT_BYTES);
  }

  /** Sets the sum to scalar * 8 * point, for a scalar below 2^252. */
  setCleared(scalar: bigint, point: Affine): void {
    const { add, double } = this.#kernel.functions;
    this.#write(POINT, point);
    for (let bit = 0; bit < 3; bit++) double(POINT);
    this.#keepMultiples(ROW);
    this.begin();
    const digits = digitsOf(scalar);
    for (let i = DIGITS - 1; i >= 0; i--) {
      for (let bit = 0; bit < 4; bit++) double(SUM);
      add(SUM, ROW + digits[i]! * POINT_BYTES);
    }
  }

  /** The sum, in affine coordinates. */
  sum(): Affine {
    const { x, y } = this.#kernel.readPoint(SUM);
    return { x: (x * this.#inverse) % FIELD, y };
  }

  #write(at: number, { x, y }: Affine): void {
    this.#kernel.writePoint(at, (x * this.#scale) % FIELD, y);
  }

  /** Keeps 0 to 15 times POINT. The sum is lost. */
  #keepMultiples(row: number): void {
    const { add, keep } = this.#kernel.functions;
    this.begin();
    keep(row, SUM);
    keep(row + POINT_BYTES, POINT);
    for (let i = 1; i < MULTIPLES; i++) {
      add(SUM, row + POINT_BYTES);
      keep(row + i * POINT_BYTES, SUM);
    }
  }
}

/** Digits of four bits, lowest first. */
function digitsOf(scalar: bigint): Uint8Array {
  const bytes = toLittleEndian(scalar);
  return Uint8Array.from({ length: DIGITS }, (_, i) => (bytes[i >> 1]! >>> (4 * (i & 1))) & 15);
}
