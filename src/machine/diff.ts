import { PAGE_BYTES } from "./isa.ts";
import type { Machine } from "./machine.ts";

/** A word of memory in which two machines of one program differ. */
export type WordDifference = {
  /** Index of the section in the layout. */
  readonly section: number;
  readonly chunk: number;
  readonly address: number;
  /** The two values, u32. */
  readonly a: number;
  readonly b: number;
};

/** Where the states of two machines of one program differ. */
export type Difference = {
  /** `pc`, `status`, `exitCode`, `output`, `x1` … `x31`. */
  readonly fields: readonly {
    readonly name: string;
    readonly a: number | Uint8Array;
    readonly b: number | Uint8Array;
  }[];
  readonly words: readonly WordDifference[];
  /** Pairs of hashes that were compared to find them. */
  readonly hashesRead: number;
};

/** Compares two states: fields one by one, memory from the section roots down to the word. */
export function diff(a: Machine, b: Machine): Difference {
  a.commitment.roots();
  b.commitment.roots();
  let hashesRead = 0;
  const words: WordDifference[] = [];
  for (const [section, { start }] of a.guest.layout.entries()) {
    const chunks = a.commitment.trees[section]!.differences(b.commitment.trees[section]!, () => (hashesRead += 1));
    for (const chunk of chunks) words.push(...wordsOf(a, b, section, chunk, start + chunk * PAGE_BYTES));
  }
  return { fields: fieldsOf(a, b), words, hashesRead };
}

function wordsOf(a: Machine, b: Machine, section: number, chunk: number, start: number): WordDifference[] {
  const offset = a.live.read(start) >>> 2;
  const found: WordDifference[] = [];
  for (let i = 0; i < PAGE_BYTES / 4; i++) {
    const [left, right] = [a.live.words[offset + i]!, b.live.words[offset + i]!];
    if (left !== right) found.push({ section, chunk, address: start + 4 * i, a: left >>> 0, b: right >>> 0 });
  }
  return found;
}

function fieldsOf(a: Machine, b: Machine): Difference["fields"] {
  const registers = Array.from({ length: 31 }, (_, i) => `x${i + 1}`);
  const fields = (state: Machine["state"]): (number | Uint8Array)[] => [
    state.pc,
    state.status,
    state.exitCode,
    state.output,
    ...registers.map((_, i) => state.registers[i + 1]! >>> 0),
  ];
  const [left, right] = [fields(a.state), fields(b.state)];
  return ["pc", "status", "exitCode", "output", ...registers]
    .map((name, i) => ({ name, a: left[i]!, b: right[i]! }))
    .filter(({ a: one, b: other }) => String(one) !== String(other));
}
