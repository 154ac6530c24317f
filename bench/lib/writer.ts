import { KIND_CODE, KIND_READ_WRITE, PAGE_BYTES } from "../../src/machine/isa.ts";
import type { Guest } from "../../src/machine/machine.ts";

const CODE = 0x8000_0000;
const MEMORY = 0xa000_0000;

const lui = (rd: number, value: number): number => ((value & 0xffff_f000) | (rd << 7) | 0x37) >>> 0;
const add = (rd: number, a: number, b: number): number => ((b << 20) | (a << 15) | (rd << 7) | 0x33) >>> 0;
const addi = (rd: number, a: number, value: number): number => ((value << 20) | (a << 15) | (rd << 7) | 0x13) >>> 0;

/**
 * A guest that never halts and writes a counter to `chunks` chunks of its memory in turn, one every five steps: what checkpoints
 * cost depends on how many chunks change, and here all of them do.
 */
export function writer(chunks: number, memoryBytes: number): Guest {
  const words = [
    lui(5, MEMORY),
    lui(7, chunks * PAGE_BYTES),
    lui(10, PAGE_BYTES),
    add(8, 5, 6), // loop:
    0x0094_2023, // sw x9, 0(x8)
    addi(9, 9, 1),
    add(6, 6, 10),
    0xfe73_68e3, // bltu x6, x7, loop
    addi(6, 0, 0),
    0xfe9f_f06f, // jal x0, loop
  ];
  return {
    layout: [
      { start: CODE, size: PAGE_BYTES, kind: KIND_CODE },
      { start: MEMORY, size: memoryBytes, kind: KIND_READ_WRITE },
    ],
    names: ["code", "memory"],
    images: [new Uint8Array(Uint32Array.from(words).buffer), new Uint8Array(0)],
    entry: CODE,
  };
}
