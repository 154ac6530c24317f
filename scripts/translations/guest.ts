import type { Program } from "../fuzz/program.ts";
import { Assembler } from "../fuzz/shapes/assembler.ts";
import { KIND_CODE, KIND_INPUT, KIND_READ_ONLY, KIND_READ_WRITE, PAGE_BYTES } from "../../src/machine/isa.ts";

/*
 * Tiny guests for the translator. All sections lie next to one another: code, read-only data, data, input. Behind a
 * gap there may be more data, which generated code reaches only through the host.
 */

/** Where code begins, with an instruction that does nothing, and where what is written begins. */
export const CODE = 0x1_0000;
export const ENTRY = CODE + 4;
/** Registers by their names in the calling convention. */
export const [RA, SP, T0, T1, T2, S0, S1, A0, A1, A2, A3, A4, A5, A7] = [
  1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17,
];

/** Where the sections of a guest are. */
export type Places = { readonly readOnly: number; readonly data: number; readonly input: number; readonly end: number };

type Options = {
  /** What the registers hold at the start, by number. */
  readonly registers?: Readonly<Record<number, number>> | ((places: Places) => Readonly<Record<number, number>>);
  /** Pages of data. */
  readonly pages?: number;
  /** More data lies at FAR. */
  readonly hasFar?: boolean;
  /** The first section has no code, so that generated code skips no page. */
  readonly dataFirst?: boolean;
  readonly nodes?: Program["nodes"];
  readonly limit?: number;
};

export const FAR = 0x8000_0000;

/** A guest whose code `write` writes; where the sections are is known only behind it, so that it is called twice. */
export function guest(write: (code: Assembler, places: Places) => void, options: Options = {}): Program {
  const { registers = {}, pages = 2, hasFar = false, dataFirst = false, nodes = [], limit = 1000 } = options;
  const draft = new Assembler(CODE);
  draft.emit("addi");
  write(draft, { readOnly: CODE, data: CODE, input: CODE, end: CODE });
  const codeBytes = Math.ceil(Math.max(1, draft.bytes().length) / PAGE_BYTES) * PAGE_BYTES;
  const readOnly = CODE + codeBytes;
  const input = readOnly + PAGE_BYTES + pages * PAGE_BYTES;
  const places = { readOnly, data: readOnly + PAGE_BYTES, input, end: input + PAGE_BYTES };
  const code = new Assembler(CODE);
  // The first step is the interpreter's, whatever is translated then: it is nothing.
  code.emit("addi");
  write(code, places);
  const layout = [
    ...(dataFirst ? [{ start: CODE - PAGE_BYTES, size: PAGE_BYTES, kind: KIND_READ_WRITE }] : []),
    { start: CODE, size: codeBytes, kind: KIND_CODE },
    { start: readOnly, size: PAGE_BYTES, kind: KIND_READ_ONLY },
    { start: places.data, size: pages * PAGE_BYTES, kind: KIND_READ_WRITE },
    { start: input, size: PAGE_BYTES, kind: KIND_INPUT },
    ...(hasFar ? [{ start: FAR, size: PAGE_BYTES, kind: KIND_READ_WRITE }] : []),
  ];
  const images = layout.map(({ size, kind }, i) => {
    const image = new Uint8Array(size);
    if (kind === KIND_CODE) image.set(code.bytes());
    // Something to read that is different everywhere.
    else for (let at = 0; at < size; at++) image[at] = 31 * i + 7 * at + (at >> 8);
    return image;
  });
  const given = typeof registers === "function" ? registers(places) : registers;
  return {
    layout,
    images,
    pc: CODE,
    registers: Array.from({ length: 32 }, (_, i) => (i === 0 ? 0 : (given[i] ?? 0x0101_0101 * i))),
    nodes,
    anchor: Uint8Array.from({ length: 32 }, (_, i) => i),
    limit,
    about: "",
    plain: false,
  };
}
