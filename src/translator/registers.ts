import type { Block } from "./blocks.ts";
import type { Flow } from "./flow.ts";
import { SP } from "./instruction.ts";

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
  /** The same, of them that are so by an edge from an earlier block: in front of the block, if a loop begins there. */
  readonly entering: Int32Array;
  /** Registers whose local is wanted, at the beginning. */
  readonly live: Int32Array;
};

/** `effectOf` says what a block that ends in a call calls; undefined for the others. */
export function residence(flow: Flow, effectOf: (block: Block) => Effect | undefined): Residence {
  const { order, before } = flow;
  const effects = order.map(effectOf);
  const dirty = dirtyIn(flow, effects);
  const entering = new Int32Array(order.length);
  before.forEach((sources, i) => {
    for (const from of sources) {
      if (from < i) entering[i]! |= dirtyBehind(order[from]!, dirty[from]!, effects[from]);
    }
  });
  return { dirty, entering, live: liveIn(flow, { dirty, entering }, effects) };
}

/**
 * What is dirty behind the block, of what was before. Before a call all is stored that the callee may read, and what it may change:
 * if it stops at once, that is all there is.
 */
export function dirtyBehind({ writes }: Block, before: number, effect: Effect | undefined): number {
  const all = before | writes;
  return effect === undefined ? all : all & ~(effect.uses | effect.changes);
}

function dirtyIn({ order, before, isCyclic }: Flow, effects: readonly (Effect | undefined)[]): Int32Array {
  const [dirty, behind] = [new Int32Array(order.length), new Int32Array(order.length)];
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 0; i < order.length; i++) {
      let set = 0;
      for (const source of before[i]!) set |= behind[source]!;
      const next = dirtyBehind(order[i]!, set, effects[i]);
      if (next !== behind[i]) changed = isCyclic;
      dirty[i] = set;
      behind[i] = next;
    }
  }
  return dirty;
}

function liveIn(
  { order, next, isCyclic, isHeader, isCounted, isIrreducible }: Flow,
  { dirty, entering }: Omit<Residence, "live">,
  effects: readonly (Effect | undefined)[],
): Int32Array {
  const live = new Int32Array(order.length);
  for (let changed = true; changed;) {
    changed = false;
    for (let i = order.length - 1; i >= 0; i--) {
      const { end, reads, writes } = order[i]!;
      const effect = effects[i];
      const behind = dirtyBehind(order[i]!, dirty[i]!, effect);
      const mayLeave = end.kind === "leave" || end.kind === "jump" || end.kind === "ecall" || effect !== undefined;
      let set = mayLeave ? behind : 0;
      for (const to of next[i]!) {
        if (!isIrreducible(i, to)) set |= live[to]!;
        // Who would come around once more may have to leave instead. So may who comes to a loop, and then stores whatever anybody
        // who comes there has changed: what the others have not must be as in memory.
        if (to <= i) set |= isCounted[to] === 1 ? 0 : behind;
        else if (isHeader[to] === 1) set |= entering[to]!;
      }
      // Before a call all that is dirty is stored that the callee may read, or may not come to change. Behind it registers come
      // from memory, but for the stack pointer, which is expected to be what it was.
      if (effect !== undefined) {
        set = (set & ~(effect.changes & ~(1 << SP))) | ((effect.uses | effect.changes) & (dirty[i]! | writes));
      }
      set = (reads | (set & ~writes)) & ALL;
      if (set !== live[i]) changed = isCyclic;
      live[i] = set;
    }
  }
  return live;
}
