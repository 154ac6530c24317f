import { newMachine } from "../../scripts/fuzz/program.ts";
import type { Assembler } from "../../scripts/fuzz/shapes/assembler.ts";
import { ENTRY, guest } from "../../scripts/translations/guest.ts";
import { type Block, type Learned, blocksFrom } from "../../src/translator/blocks.ts";
import { type Flow, flowOf } from "../../src/translator/flow.ts";

/** Place of an instruction by its number in what is written. */
export const at = (number: number): number => ENTRY + 4 * number;

/** Blocks of what is written, from its first instruction. */
export function blocksOf(
  write: (code: Assembler) => void,
  learned: Learned = new Map(),
  stop?: number,
): Map<number, Block> {
  return blocksFrom(newMachine(guest(write)).live, ENTRY, stop, learned);
}

export function flow(write: (code: Assembler) => void, learned?: Learned): Flow {
  return flowOf(blocksOf(write, learned), ENTRY);
}

/**
 * Code of blocks that branch and jump as `edges` say, the first being entered. Each is two instructions: none, one or two places to
 * go to, where none is a return.
 */
export function graph(edges: readonly (readonly number[])[]): (code: Assembler) => void {
  return (code) => {
    const labels = edges.map(() => ({}));
    edges.forEach(([first, second], i) => {
      code.place(labels[i]!);
      if (second !== undefined) code.to(labels[second]!, "bne", { rs1: 10, rs2: 11 });
      else code.emit("addi", { rd: 5, rs1: 5, imm: 1 });
      if (first === undefined) code.emit("jalr", { rs1: 1 });
      else code.to(labels[first]!, "jal");
    });
  };
}
