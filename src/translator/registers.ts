import type { Block } from "./blocks.ts";
import type { Flow } from "./flow.ts";
import { SP, sources, target } from "./instruction.ts";

/*
 * Where the registers of a function are: in locals while it runs, in memory between functions. Sets of registers are
 * words with a bit for each; bit 0 is never set.
 */

/** x1 to x31. */
export const ALL = -2;

/** What a function reads from memory and what it changes there, with all that it calls. */
export type Effect = { readonly uses: number; readonly changes: number };

/** A function of which nothing is known. */
export const UNKNOWN: Effect = { uses: ALL, changes: ALL };

/** What the emitter has to know at each block of one function, by number. */
export type Residence = {
  /** Registers that memory may not have as they are, at the beginning of the block. */
  readonly dirty: Int32Array;
  /** Registers whose local is wanted, at the beginning. */
  readonly live: Int32Array;
};

/** `effectOf` says what a block that ends in a call calls; undefined for the others. */
export function residence(flow: Flow, effectOf: (block: Block) => Effect | undefined): Residence {
  const dirty = dirtyIn(flow, effectOf);
  return { dirty, live: liveIn(flow, dirty, effectOf) };
}

/** Registers that are written in the block itself. */
export function written({ body }: Block): number {
  return body.reduce((set, instruction) => set | (1 << target(instruction)), 0) & ALL;
}

/**
 * What is dirty behind the block, of what was before. Before a call all is stored that the callee may read, and what it may change:
 * if it stops at once, that is all there is.
 */
export function dirtyBehind(block: Block, before: number, effect: Effect | undefined): number {
  const all = before | written(block);
  return effect === undefined ? all : all & ~(effect.uses | effect.changes);
}

function dirtyIn({ order, before }: Flow, effectOf: (block: Block) => Effect | undefined): Int32Array {
  const [dirty, behind] = [new Int32Array(order.length), new Int32Array(order.length)];
  for (let changed = true; changed;) {
    changed = false;
    order.forEach((block, i) => {
      dirty[i] = before[i]!.reduce((set, source) => set | behind[source]!, 0);
      const next = dirtyBehind(block, dirty[i]!, effectOf(block));
      if (next !== behind[i]) changed = true;
      behind[i] = next;
    });
  }
  return dirty;
}

function liveIn(flow: Flow, dirty: Int32Array, effectOf: (block: Block) => Effect | undefined): Int32Array {
  const { order, numberOf, isHeader, isIrreducible } = flow;
  const live = new Int32Array(order.length);
  for (let changed = true; changed;) {
    changed = false;
    for (let i = order.length - 1; i >= 0; i--) {
      const block = order[i]!;
      const effect = effectOf(block);
      const behind = dirtyBehind(block, dirty[i]!, effect);
      const leaves = block.end.kind === "leave" || block.end.kind === "jump";
      let set = leaves || effect !== undefined ? behind : 0;
      for (const pc of block.next) {
        const to = numberOf.get(pc)!;
        if (!isIrreducible(i, to)) set |= live[to]!;
        // Who comes to a loop, or would come around once more, may have to leave instead.
        if (to <= i || isHeader[to] === 1) set |= behind;
      }
      // Before a call all that is dirty is stored that the callee may read, or may not come to change. Behind it registers come from memory, but for the stack pointer,
      // which is expected to be what it was.
      if (effect !== undefined) {
        set = (set & ~(effect.changes & ~(1 << SP))) | ((effect.uses | effect.changes) & (dirty[i]! | written(block)));
      }
      for (let at = block.body.length - 1; at >= 0; at--) {
        const instruction = block.body[at]!;
        set = (set & ~(1 << target(instruction))) | sources(instruction);
      }
      set &= ALL;
      if (set !== live[i]) changed = true;
      live[i] = set;
    }
  }
  return live;
}
