/** What we use, in tests, benches and generators, of a package without types: circomlib's primitives as their authors have them. */
declare module "circomlibjs" {
  /** An element in the package's own form; `F.e` makes one and `F.toObject` reads it. */
  type Element = Uint8Array & { readonly __element: never };
  type Field = {
    e(value: bigint): Element;
    toObject(element: Element): bigint;
  };
  type Poseidon = {
    (inputs: readonly bigint[]): Element;
    readonly F: Field;
  };
  type Point = [Element, Element];
  type BabyJub = {
    readonly F: Field;
    readonly Base8: Point;
    addPoint(a: Point, b: Point): Point;
    mulPointEscalar(base: Point, scalar: bigint): Point;
    inCurve(point: Point): boolean;
    packPoint(point: Point): Uint8Array;
    unpackPoint(packed: Uint8Array): Point | null;
  };
  type Signature = { readonly R8: Point; readonly S: bigint };
  type Eddsa = {
    readonly babyJub: BabyJub;
    prv2pub(seed: Uint8Array): Point;
    signPoseidon(seed: Uint8Array, message: Element): Signature;
    verifyPoseidon(message: Element, signature: Signature, key: Point): boolean;
  };
  /** The slow, plain one, for expected values. */
  export function buildPoseidonReference(): Promise<Poseidon>;
  /** The one in WebAssembly, for expected values in great number. */
  export function buildPoseidon(): Promise<Poseidon>;
  export function buildEddsa(): Promise<Eddsa>;
}
