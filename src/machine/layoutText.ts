import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, Scalar } from "yaml";
import { MachineError, type MachineErrorCode } from "./error.ts";

/** Characters of the longest layout file that is read: dozens of times what 16 sections take. */
const TEXT_LIMIT = 2 ** 16;

/** What stands behind a key, and the key. The whole file is a field without a key. */
export type Field = { readonly key: Node | null; readonly value: Node | null };

/** A name in a list. */
export type ListedName = { readonly name: string; readonly where: string };

/**
 * A YAML 1.2 file (JSON is YAML too) as fields of known types. Aliases, tags and quoted numbers are refused: a file that
 * decides what a program is should say what it means. Every error names the line.
 */
export class LayoutText {
  readonly root: Field;
  readonly #name: string;
  readonly #lines = new LineCounter();

  /**
   * @param name of the file, for errors
   * @throws MachineError LAYOUT_SYNTAX
   */
  constructor(text: string, name: string) {
    this.#name = name;
    this.root = { key: null, value: this.#parse(text) };
  }

  /** File and line of `node`. */
  where(node: Node | null): string {
    return this.#where(this.#lines.linePos(node?.range?.[0] ?? 0).line);
  }

  /** An error at `node`. */
  error(code: MachineErrorCode, node: Node | null, what: string, fix: string): MachineError {
    return new MachineError(code, { what, where: this.where(node), fix });
  }

  /** The fields of a mapping by key, in the order of the file. @throws MachineError LAYOUT_VALUE, LAYOUT_KEY */
  fields(field: Field): Map<string, Field> {
    if (!isMap(field.value)) throw this.#wrong(field, "keys with values");
    const fields = new Map<string, Field>();
    for (const { key, value } of field.value.items as { key: Node; value: Node | null }[]) {
      if (!isScalar(key) || typeof key.value !== "string") {
        throw this.error("LAYOUT_KEY", key, `A key is ${shown(key)}`, "Use a plain word as key");
      }
      if (fields.has(key.value)) {
        throw this.error(
          "LAYOUT_KEY",
          key,
          `Key ${JSON.stringify(key.value)} stands here twice`,
          "Remove one of the two",
        );
      }
      fields.set(key.value, { key, value });
    }
    return fields;
  }

  /** The fields of a mapping that may have these keys only. @throws MachineError LAYOUT_VALUE, LAYOUT_KEY */
  record<Key extends string>(field: Field, ...allowed: readonly Key[]): Partial<Record<Key, Field>> {
    const fields = this.fields(field);
    for (const [name, { key }] of fields) {
      if ((allowed as readonly string[]).includes(name)) continue;
      throw this.error("LAYOUT_KEY", key, `Unknown key ${JSON.stringify(name)}`, `Use ${list(allowed)}`);
    }
    return Object.fromEntries(fields) as Partial<Record<Key, Field>>;
  }

  /** A whole number, decimal or hexadecimal, within limits. @throws MachineError LAYOUT_VALUE */
  integer(field: Field, least: number, most: number): number {
    const { value } = field;
    const source = isScalar(value) && value.type === Scalar.PLAIN ? (value.source ?? "") : "";
    const number = /^(0|[1-9]\d*|0x[\da-fA-F]+)$/.test(source) ? Number(source) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw this.#wrong(field, `a whole number from ${least} to ${most}, decimal or hexadecimal`);
  }

  /** @throws MachineError LAYOUT_VALUE */
  boolean(field: Field): boolean {
    const { value } = field;
    if (isScalar(value) && typeof value.value === "boolean") return value.value;
    throw this.#wrong(field, "true or false");
  }

  /** One of a few words. @throws MachineError LAYOUT_VALUE */
  word<Word extends string>(field: Field, words: readonly Word[]): Word {
    const { value } = field;
    const found = isScalar(value) ? words.find((word) => word === value.value) : undefined;
    if (found === undefined) throw this.#wrong(field, list(words));
    return found;
  }

  /** A list of names. @throws MachineError LAYOUT_VALUE */
  names({ key, value }: Field): ListedName[] {
    if (!isSeq(value)) throw this.#wrong({ key, value }, "a list of names");
    return (value.items as Node[]).map((item) => {
      if (!isScalar(item) || typeof item.value !== "string") throw this.#wrong({ key, value: item }, "a list of names");
      return { name: item.value, where: this.where(item) };
    });
  }

  #parse(text: string): Node | null {
    if (text.length > TEXT_LIMIT) {
      const what = `The layout file has ${text.length} characters, more than ${TEXT_LIMIT}`;
      throw new MachineError("LAYOUT_SYNTAX", {
        what,
        where: this.#where(1),
        fix: "Give a layout file, not the program",
      });
    }
    const options = { lineCounter: this.#lines, prettyErrors: false, uniqueKeys: false };
    const { errors, warnings, contents } = parseDocument(text, options);
    const problem = errors[0] ?? warnings[0];
    if (problem === undefined) return contents;
    const tooDeep = problem.code === "RESOURCE_EXHAUSTION"; // the parser recurses
    const what = `The layout file is no plain YAML: ${tooDeep ? "it is nested too deeply" : problem.message}`;
    const where = this.#where(this.#lines.linePos(problem.pos[0]).line);
    throw new MachineError("LAYOUT_SYNTAX", { what, where, fix: "Correct the line" });
  }

  #wrong({ key, value }: Field, due: string): MachineError {
    const name = isScalar(key) ? JSON.stringify(key.value) : "The layout file";
    return this.error("LAYOUT_VALUE", value ?? key, `${name} is ${shown(value)}`, `Write ${due}`);
  }

  #where(line: number): string {
    return `${this.#name}:${line}`;
  }
}

/** `node` for an error message. */
function shown(node: Node | null): string {
  if (isMap(node)) return "a mapping";
  if (isSeq(node)) return "a list";
  if (node !== null && !isScalar(node)) return "an alias";
  const text = node?.source ?? "";
  return text === "" ? "empty" : JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

function list(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
