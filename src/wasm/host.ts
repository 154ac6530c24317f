/** What the project uses of the host's WebAssembly (JavaScript interface, W3C), which Node's own types leave out. */
type Host = {
  Memory: new (size: { initial: number; maximum: number }) => WasmMemory;
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
  Instance: new (
    module: object,
    imports: { assize: Imports },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  RuntimeError: new () => Error;
};

export type WasmMemory = { readonly buffer: ArrayBuffer };

type Imports = Readonly<Record<string, WasmMemory | ((...values: number[]) => unknown)>>;

export const wasm = (globalThis as unknown as { WebAssembly: Host }).WebAssembly;

/** Bytes of a page of WebAssembly memory. */
export const WASM_PAGE_BYTES = 65536;

/** Compiles a module and gives its exports. The caller says what they are. */
export function instantiate<Exports>(bytes: Uint8Array<ArrayBuffer>, imports: Imports): Exports {
  return new wasm.Instance(new wasm.Module(bytes), { assize: imports }).exports as Exports;
}

/** Fresh memory of at least `bytes` bytes, all zero. */
export function memoryOf(bytes: number): WasmMemory {
  const pages = Math.ceil(bytes / WASM_PAGE_BYTES);
  return new wasm.Memory({ initial: pages, maximum: pages });
}
