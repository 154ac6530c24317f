import { Reader } from "./reader.ts";
import { I32, I64, OP, V128, VOID } from "./opcodes.ts";

const NAMES = new Map<number, string>(Object.entries(OP).map(([name, code]) => [code, name]));
const TYPES = new Map<number, string>([
  [I32, "i32"],
  [I64, "i64"],
  [V128, "v128"],
]);

/**
 * Instructions as WebAssembly text (specification, 6.5), one on a line, locals by number. Each block has a name, `@` and the number of
 * its line among the blocks, which branches say instead of how many blocks they leave. For people and tests.
 * @param unlikely places of branches that are hardly ever taken
 * @param callee name of a function by its index
 */
export function codeText(
  code: Uint8Array,
  unlikely: readonly number[] = [],
  callee: (index: number) => string = String,
): string[] {
  const reader = new Reader(code);
  const open: string[] = [];
  const lines: string[] = [];
  let blocks = 0;
  while (!reader.isDone) {
    const hint = unlikely.includes(reader.at) ? " ;; unlikely" : "";
    const opcode = reader.opcode();
    const closed = opcode === OP.end ? open.pop() : undefined;
    const indent = "  ".repeat(open.length - (opcode === OP.else ? 1 : 0));
    let operands = "";
    if (opcode === OP.block || opcode === OP.loop || opcode === OP.if) {
      const type = reader.byte();
      open.push(`@${blocks++}`);
      operands = ` ${open.at(-1)}${type === VOID ? "" : ` (result ${TYPES.get(type)})`}`;
    } else if (opcode === OP.end) operands = ` ${closed}`;
    else operands = immediates(opcode, reader, (depth) => open.at(-1 - depth) ?? "function", callee);
    lines.push(`${indent}${nameOf(opcode)}${operands}${hint}`);
  }
  return lines;
}

/** All functions of a module that Module made, each with its index and its locals. */
export function moduleText(module: Uint8Array): string {
  const { imports, bodies, hints } = sectionsOf(module);
  const callee = (index: number): string => imports[index] ?? String(index);
  return bodies
    .map((body, i) => {
      const reader = new Reader(body);
      let locals = 0;
      for (let runs = reader.u32(); runs > 0; runs--) {
        locals += reader.u32();
        reader.byte();
      }
      const unlikely = (hints.get(imports.length + i) ?? []).map((place) => place - reader.at);
      const lines = codeText(body.subarray(reader.at, -1), unlikely, callee);
      return [`func ${imports.length + i}, ${locals} locals`, ...lines.map((line) => `  ${line}`), ""].join("\n");
    })
    .join("\n");
}

function immediates(
  opcode: number,
  reader: Reader,
  label: (depth: number) => string,
  callee: (index: number) => string,
): string {
  const name = nameOf(opcode);
  if (opcode === OP.br || opcode === OP.br_if) return ` ${label(reader.u32())}`;
  if (opcode === OP.br_table) {
    return Array.from({ length: reader.u32() + 1 }, () => ` ${label(reader.u32())}`).join("");
  }
  if (opcode === OP.call) return ` ${callee(reader.u32())}`;
  if (opcode === OP.call_indirect) return ` type ${reader.u32()} table ${reader.u32()}`;
  if (/^(local|global)\./.test(name)) return ` ${reader.u32()}`;
  if (name.endsWith("const") || name.endsWith("shuffle")) return ` ${constant(opcode, reader)}`;
  const isMemory = /\.(load|store)/.test(name);
  // All that generated code says of alignment is that it promises none.
  if (isMemory) reader.u32();
  const offset = isMemory ? ` offset=${reader.u32()}` : "";
  return name.endsWith("lane") ? `${offset} ${reader.byte()}` : offset;
}

function constant(opcode: number, reader: Reader): string {
  if (opcode === OP["i32.const"] || opcode === OP["i64.const"]) return String(reader.signed());
  return Array.from({ length: 16 }, () => reader.byte()).join(" ");
}

function nameOf(opcode: number): string {
  return NAMES.get(opcode) ?? `unknown 0x${opcode.toString(16)}`;
}

type Sections = {
  /** Names of the functions that are imported. */
  readonly imports: readonly string[];
  readonly bodies: readonly Uint8Array[];
  /** Places in each body, by the function's index. */
  readonly hints: ReadonlyMap<number, readonly number[]>;
};

const [CUSTOM, IMPORT, CODE] = [0, 2, 10];

function sectionsOf(module: Uint8Array): Sections {
  const reader = new Reader(module, 8);
  const [imports, bodies, hints]: [string[], Uint8Array[], Map<number, number[]>] = [[], [], new Map()];
  while (!reader.isDone) {
    const id = reader.byte();
    const section = new Reader(reader.sized());
    if (id === CUSTOM) section.sized();
    if (id !== CUSTOM && id !== IMPORT && id !== CODE) continue;
    for (let count = section.u32(); count > 0; count--) {
      if (id === IMPORT) imports.push(...functionImport(section));
      else if (id === CODE) bodies.push(section.sized());
      else
        hints.set(
          section.u32(),
          Array.from({ length: section.u32() }, () => hint(section)),
        );
    }
  }
  return { imports, bodies, hints };
}

/** The name of the import that follows, if it is a function. */
function functionImport(section: Reader): string[] {
  section.sized();
  const name = new TextDecoder().decode(section.sized());
  const kind = section.byte();
  // A function has a type; a table a type, no maximum and a size; a memory no maximum and a size.
  for (let words = [1, 3, 2][kind]!; words > 0; words--) section.u32();
  return kind === 0 ? [name] : [];
}

function hint(section: Reader): number {
  const place = section.u32();
  section.sized();
  return place;
}
