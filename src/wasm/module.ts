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
  /** Places in `code` of branches that are hardly ever taken (specification of custom annotations, branch hints). */
  readonly unlikely?: readonly number[];
  /** Name under which it is exported, if it is. */
  readonly name?: string;
};

const HEADER = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const SECTION = { custom: 0, type: 1, import: 2, function: 3, export: 7, code: 10 };
const FUNCTION_TYPE = 0x60;
const FUNCREF = 0x70;
const END = 0x0b;
const [FUNCTION, TABLE, MEMORY] = [0, 1, 2];

/** A WebAssembly module in the making (specification, 5.5). Everything is imported from `assize`. */
export class Module {
  readonly #types = new Map<string, number>();
  readonly #typeBytes = new Bytes();
  readonly #imports = new Bytes();
  readonly #definitions: Definition[] = [];
  #importCount = 0;
  #functionImports = 0;

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

  /** Imports the table of functions for `call_indirect`, of any size. */
  importTable(name: string): void {
    this.#import(name, TABLE, (bytes) => {
      bytes.byte(FUNCREF);
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
    const exported = this.#definitions.filter(({ name }) => name !== undefined).length;
    add(
      SECTION.export,
      exported,
      filled((to) => this.#exports(to)),
    );
    const hinted = this.#definitions.flatMap(({ unlikely = [] }, i) => (unlikely.length > 0 ? [i] : []));
    if (hinted.length > 0) {
      const hints = filled((to) => {
        to.name("metadata.code.branch_hint");
        to.u32(hinted.length);
        for (const i of hinted) this.#hints(to, i);
      });
      module.byte(SECTION.custom);
      module.sized(hints.done());
    }
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

  /** Places count from the beginning of the body, where its locals stand. */
  #hints(to: Bytes, i: number): void {
    const { locals, unlikely = [] } = this.#definitions[i]!;
    const ahead = localsOf(locals).length;
    to.u32(this.#functionImports + i);
    to.u32(unlikely.length);
    for (const place of unlikely) {
      to.u32(ahead + place);
      to.append(Uint8Array.of(1, 0));
    }
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

function localsOf(locals: readonly number[]): Bytes {
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
  return bytes;
}

function filled(fill: (bytes: Bytes) => void): Bytes {
  const bytes = new Bytes();
  fill(bytes);
  return bytes;
}

function body(to: Bytes, { locals, code }: Definition): void {
  const ahead = localsOf(locals).done();
  to.u32(ahead.length + code.length + 1);
  to.append(ahead);
  to.append(code);
  to.byte(END);
}
