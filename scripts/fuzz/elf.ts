import { KIND_CODE, KIND_READ_WRITE, PAGE_BYTES } from "../../src/machine/isa.ts";
import type { Program } from "./program.ts";

/** e_ident and the rest of a header for a linked little-endian 32-bit RISC-V program (System V ABI, RISC-V psABI). */
const IDENT = [0x7f, 0x45, 0x4c, 0x46, 1, 1, 1];
const [EXECUTABLE, RISCV, HEADER_BYTES, SEGMENT_BYTES] = [2, 243, 52, 32];
const PT_LOAD = 1;

/** The program file of `program`: one segment for each of its sections. Registers and nodes have no place in it. */
export function elfOf({ layout, images, pc }: Program): Uint8Array {
  const contents = PAGE_BYTES;
  const file = new Uint8Array(contents + images.reduce((sum, image) => sum + image.length, 0));
  const view = new DataView(file.buffer);
  file.set(IDENT);
  const header = [
    [16, EXECUTABLE],
    [18, RISCV],
    [40, HEADER_BYTES],
    [42, SEGMENT_BYTES],
    [44, layout.length],
    // Section headers: none, but their size is checked all the same.
    [46, 40],
  ];
  for (const [at, value] of header) view.setUint16(at, value, true);
  for (const [at, value] of [
    [20, 1],
    [24, pc],
    [28, HEADER_BYTES],
  ])
    view.setUint32(at, value, true);
  let offset = contents;
  for (const [i, { start, size, kind }] of layout.entries()) {
    const flags = kind === KIND_CODE ? 5 : kind === KIND_READ_WRITE ? 6 : 4;
    const words = [PT_LOAD, offset, start, start, size, size, flags, PAGE_BYTES];
    for (const [n, word] of words.entries()) view.setUint32(HEADER_BYTES + SEGMENT_BYTES * i + 4 * n, word, true);
    file.set(images[i], offset);
    offset += size;
  }
  return file;
}
