import { loadSnarkjs, type WasmExports } from "./snarkjs.ts";

const PAGE = 65_536;
/** What snarkjs begins with: its module's constants are within. */
const INITIAL_PAGES = 25;

/** Bytes of a number of either field. */
export const N8 = 32;

type Module = { readonly __brand: "WebAssembly.Module" };
type Memory = { readonly buffer: ArrayBuffer; grow(pages: number): number };

/** What is used here of WebAssembly: Node's types leave it to those of browsers. */
const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: {
    compile(code: Uint8Array): Promise<Module>;
    instantiate(module: Module, imports: object): Promise<{ readonly exports: WasmExports }>;
    readonly Memory: new (size: { readonly initial: number }) => Memory;
  };
};

/** What a thread needs to have the curve: snarkjs itself cannot be loaded in a thread that is not its own. */
export type CurveImage = {
  readonly module: Module;
  /** Addresses of the generators. */
  readonly g1: number;
  readonly g2: number;
  /** Roots of unity: the k-th of order 2^k. */
  readonly roots: readonly Uint8Array[];
};

/**
 * BN254 in WebAssembly (snarkjs' own module): its functions take addresses in its memory, so that millions of calls copy
 * nothing. Numbers are 32 little-endian bytes, in Montgomery form unless said otherwise; a point is x, then y.
 */
export class Curve {
  readonly image: CurveImage;
  readonly call: WasmExports;
  readonly #memory: Memory;

  private constructor(image: CurveImage, call: WasmExports, memory: Memory) {
    this.image = image;
    this.call = call;
    this.#memory = memory;
  }

  /** For a main thread. */
  static async load(): Promise<Curve> {
    const { tm, Fr } = await loadSnarkjs().curves.getCurveFromName("bn128", { singleThread: true });
    return Curve.from({ module: await wasm.compile(tm.code), g1: tm.pG1gen, g2: tm.pG2gen, roots: Fr.w });
  }

  static async from(image: CurveImage): Promise<Curve> {
    const memory = new wasm.Memory({ initial: INITIAL_PAGES });
    const { exports } = await wasm.instantiate(image.module, { env: { memory } });
    return new Curve(image, exports, memory);
  }

  /** Address of the group's generator. */
  generator(group: "g1" | "g2"): number {
    return this.image[group];
  }

  /** Root of unity of order 2^k. */
  root(k: number): Uint8Array {
    return this.image.roots[k]!;
  }

  /** Address of `size` new bytes, never freed. Views of the memory that were taken before are void. */
  alloc(size: number): number {
    const [free] = new Uint32Array(this.#memory.buffer, 0, 1);
    const at = Math.ceil(free! / 8) * 8;
    this.reserve(at + size - free!);
    new Uint32Array(this.#memory.buffer, 0, 1)[0] = at + size;
    return at;
  }

  /** Makes sure that `size` bytes are there above what is allocated: some functions use them and do not ask. */
  reserve(size: number): void {
    const [free] = new Uint32Array(this.#memory.buffer, 0, 1);
    const missing = free! + size - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#memory.buffer);
  }

  get words(): Uint32Array {
    return new Uint32Array(this.#memory.buffer);
  }
}
