/** What the project uses of the host's WebAssembly (JavaScript interface, W3C), which Node's own types leave out. */
type Host = {
  Memory: new (size: { initial: number; maximum: number }) => WasmMemory;
  Table: new (size: { element: "anyfunc"; initial: number }, wasmFunction: unknown) => WasmTable;
  Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule;
  validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
  Instance: new (
    module: WasmModule,
    imports: { assize: Imports },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  RuntimeError: new (message?: string) => Error;
  CompileError: new (message?: string) => Error;
};

/** A compiled module. */
export type WasmModule = { readonly isCompiled: true };

export type WasmMemory = { readonly buffer: ArrayBuffer };

/** Functions of WebAssembly, for `call_indirect`. */
export type WasmTable = { set(index: number, wasmFunction: unknown): void; readonly length: number };

export type Imports = Readonly<Record<string, WasmMemory | WasmTable | ((...values: number[]) => unknown)>>;

export const wasm = (globalThis as unknown as { WebAssembly: Host }).WebAssembly;

/** Bytes of a page of WebAssembly memory. */
export const WASM_PAGE_BYTES = 65536;

/** Compiles a module; the engine does most of that when a function is first called. */
export function compile(bytes: Uint8Array<ArrayBuffer>): WasmModule {
  return new wasm.Module(bytes);
}

/** An instance's exports. The caller says what they are. */
export function instantiate<Exports>(module: WasmModule, imports: Imports): Exports {
  return new wasm.Instance(module, { assize: imports }).exports as Exports;
}

/** Fresh memory of at least `bytes` bytes, all zero. */
export function memoryOf(bytes: number): WasmMemory {
  const pages = Math.ceil(bytes / WASM_PAGE_BYTES);
  return new wasm.Memory({ initial: pages, maximum: pages });
}

/** A table of `length` times the same function, or of nothing. */
export function tableOf(length: number, wasmFunction: unknown): WasmTable {
  return new wasm.Table({ element: "anyfunc", initial: length }, wasmFunction);
}
