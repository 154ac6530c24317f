import { newMachine } from "../../scripts/fuzz/program.ts";
import type { Assembler } from "../../scripts/fuzz/shapes/assembler.ts";
import { ENTRY, guest } from "../../scripts/translations/guest.ts";
import { type Block, type Learned, blocksFrom } from "../../src/translator/blocks.ts";
import { type Flow, flowOf, graphOf } from "../../src/translator/flow.ts";

/** Place of an instruction by its number in what is written. */
export const at = (number: number): number => ENTRY + 4 * number;

/** Blocks of what is written, from its first instruction. */
export function blocksOf(
  write: (code: Assembler) => void,
  learned: Learned = new Map(),
  stop?: number,
): Map<number, Block> {
  return blocksFrom(newMachine(guest(write)).live, ENTRY, stop, learned, 20_000);
}

export function flow(write: (code: Assembler) => void, learned?: Learned): Flow {
  return flowOf(graphOf(blocksOf(write, learned), ENTRY));
}

/** Number of the block at `pc`. */
export const numberOf = ({ order }: Flow, pc: number): number => order.findIndex((block) => block.pc === pc);

/** Flow of blocks that lead where `edges` says, the first being entered; the pc of each is its number. */
export function graph(edges: readonly (readonly number[])[]): Flow {
  const blocks = edges.map((next, pc): Block => ({
    pc,
    body: [],
    end: { kind: "goto" },
    next: [...new Set(next)],
    reads: 0,
    writes: 0,
  }));
  return flowOf(graphOf(new Map(blocks.map((block) => [block.pc, block])), 0));
}
