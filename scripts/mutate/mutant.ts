import { createHash } from "node:crypto";

export const ROOMS = ["machine", "tree", "dispute", "rollup", "validity"] as const;
export type Room = (typeof ROOMS)[number];

/** What is done to the code; docs/security/mutation.md says what each means. */
export const KINDS = [
  "arithmetic",
  "bits",
  "comparison",
  "boundary",
  "logic",
  "condition",
  "check",
  "statement",
  "constant",
  "return",
  "arguments",
] as const;
export type Kind = (typeof KINDS)[number];

/** Bytes `from` to `to` of a file, and what stands there instead. */
export type Edit = { readonly kind: Kind; readonly from: number; readonly to: number; readonly text: string };

/** One change in one place of one file. */
export type Mutant = Edit & {
  /** Names the mutant by its content: the same until the text around it changes. */
  readonly id: string;
  readonly room: Room;
  readonly file: string;
  readonly line: number;
  /** The function around it, or the empty text. */
  readonly scope: string;
  /** The lines that change, as they are and as they become, without indentation. */
  readonly before: string;
  readonly after: string;
};

/** A mutant of `source`, the bytes of `file`. */
export function describe(room: Room, file: string, scope: string, source: Buffer, edit: Edit): Mutant {
  const start = source.lastIndexOf("\n", edit.from - 1) + 1;
  const newline = source.indexOf("\n", edit.to);
  const end = newline < 0 ? source.length : newline;
  const text = (from: number, to: number): string => source.subarray(from, to).toString("utf8");
  const before = squeeze(text(start, end));
  const after = squeeze(text(start, edit.from) + edit.text + text(edit.to, end));
  const line = text(0, edit.from).split("\n").length;
  const column = text(start, edit.from).trimStart();
  const id = createHash("sha256")
    .update(JSON.stringify([file, scope, column, before, after]))
    .digest("hex")
    .slice(0, 12);
  return { ...edit, id, room, file, line, scope, before, after };
}

/** The file with the change made. */
export function apply(source: string, { from, to, text }: Edit): string {
  const bytes = Buffer.from(source);
  return Buffer.concat([bytes.subarray(0, from), Buffer.from(text), bytes.subarray(to)]).toString("utf8");
}

/** White space does not tell mutants apart, so that a formatter cannot either. */
function squeeze(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
