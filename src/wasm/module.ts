import { Bytes } from "./bytes.ts";

/** Parameters and results, each a type of opcodes.ts. */
export type Signature = { readonly params: readonly number[]; readonly results: readonly number[] };

/** A function of a module. */
export type Definition = {
  readonly signature: Signature;
  /** Types of the locals behind the parameters. */
  readonly locals: readonly number[];
  /** Instructions without the `end` of the function. */
  readonly code: Uint8Array;
  /** Name under which it is exported, if it is. */
  readonly name?: string;
};

const HEADER = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const SECTION = { type: 1, import: 2, function: 3, table: 4, export: 7, element: 9, code: 10 };
const FUNCTION_TYPE = 0x60;
const FUNCREF = 0x70;
const [FUNCTION, MEMORY] = [0, 2];

/** A WebAssembly module in the making (specification, 5.5). Everything is imported from `assize`. */
export class Module {
  readonly #types = new Map<string, number>();
  readonly #typeBytes = new Bytes();
  readonly #imports = new Bytes();
  readonly #definitions: Definition[] = [];
  #importCount = 0;
  #functionImports = 0;
  #table: readonly number[] = [];

  /** Number of a signature. */
  type(signature: Signature): number {
    const key = `${signature.params.join()}:${signature.results.join()}`;
    const known = this.#types.get(key);
    if (known !== undefined) return known;
    const bytes = this.#typeBytes;
    bytes.byte(FUNCTION_TYPE);
    bytes.sized(Uint8Array.from(signature.params));
    bytes.sized(Uint8Array.from(signature.results));
    this.#types.set(key, this.#types.size);
    return this.#types.size - 1;
  }

  /** Imports the memory, of any size. */
  importMemory(name: string): void {
    this.#import(name, MEMORY, (bytes) => {
      bytes.byte(0);
      bytes.u32(0);
    });
  }

  /** Imports a function. All imports come before the first definition. Returns its index. */
  importFunction(name: string, signature: Signature): number {
    this.#import(name, FUNCTION, (bytes) => bytes.u32(this.type(signature)));
    return this.#functionImports++;
  }

  /** Index that the definition after the next `ahead` ones gets. */
  indexOf(ahead = 0): number {
    return this.#functionImports + this.#definitions.length + ahead;
  }

  /** Adds a function. Returns its index. */
  define(definition: Definition): number {
    this.type(definition.signature);
    this.#definitions.push(definition);
    return this.indexOf() - 1;
  }

  /** The functions, by index, that `call_indirect` finds at 0, 1, … */
  table(functions: readonly number[]): void {
    this.#table = functions;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const module = new Bytes();
    const add = (id: number, count: number, content: Bytes): void => {
      if (count === 0) return;
      const section = new Bytes();
      section.u32(count);
      section.append(content.done());
      module.byte(id);
      module.sized(section.done());
    };
    module.append(HEADER);
    add(SECTION.type, this.#types.size, this.#typeBytes);
    add(SECTION.import, this.#importCount, this.#imports);
    add(
      SECTION.function,
      this.#definitions.length,
      filled((to) => this.#definitions.forEach(({ signature }) => to.u32(this.type(signature)))),
    );
    const entries = this.#table.length;
    add(
      SECTION.table,
      Math.min(entries, 1),
      filled((to) => tableType(to, entries)),
    );
    const exported = this.#definitions.filter(({ name }) => name !== undefined).length;
    add(
      SECTION.export,
      exported,
      filled((to) => this.#exports(to)),
    );
    add(
      SECTION.element,
      Math.min(entries, 1),
      filled((to) => elements(to, this.#table)),
    );
    add(
      SECTION.code,
      this.#definitions.length,
      filled((to) => this.#definitions.forEach((one) => body(to, one))),
    );
    return module.done();
  }

  #import(name: string, kind: number, describe: (bytes: Bytes) => void): void {
    this.#imports.name("assize");
    this.#imports.name(name);
    this.#imports.byte(kind);
    describe(this.#imports);
    this.#importCount++;
  }

  #exports(to: Bytes): void {
    this.#definitions.forEach(({ name }, i) => {
      if (name === undefined) return;
      to.name(name);
      to.byte(FUNCTION);
      to.u32(this.#functionImports + i);
    });
  }
}

function filled(fill: (bytes: Bytes) => void): Bytes {
  const bytes = new Bytes();
  fill(bytes);
  return bytes;
}

function tableType(to: Bytes, entries: number): void {
  to.byte(FUNCREF);
  to.byte(0);
  to.u32(entries);
}

function elements(to: Bytes, functions: readonly number[]): void {
  to.byte(0);
  to.append(Uint8Array.of(0x41, 0, 0x0b));
  to.u32(functions.length);
  for (const index of functions) to.u32(index);
}

function body(to: Bytes, { locals, code }: Definition): void {
  const bytes = new Bytes();
  const runs: { type: number; count: number }[] = [];
  for (const type of locals) {
    if (runs.at(-1)?.type === type) runs.at(-1)!.count++;
    else runs.push({ type, count: 1 });
  }
  bytes.u32(runs.length);
  for (const { type, count } of runs) {
    bytes.u32(count);
    bytes.byte(type);
  }
  bytes.append(code);
  bytes.byte(0x0b);
  to.sized(bytes.done());
}
