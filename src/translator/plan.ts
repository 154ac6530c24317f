import { I32 } from "../wasm/opcodes.ts";
import type { Block } from "./blocks.ts";
import type { Flow } from "./flow.ts";
import { type Effect, type Residence, dirtyBehind } from "./registers.ts";
import type { Known } from "./values.ts";

/** How the function that a block calls is reached: by its index, or through the table. */
export type Callee = Effect & { readonly index?: number };

/** A function of the guest, ready to be emitted. */
export type Plan = {
  readonly flow: Flow;
  readonly residence: Residence;
  /** Registers that the function has to do with. */
  readonly registers: number;
  /** What is entered with other registers than these does nothing. */
  readonly known: Known;
  /** What a block that ends in a call calls. */
  readonly callee: (block: Block) => Callee | undefined;
};

/** The table of functions, as the host has laid it out. */
export type Table = {
  /** Code address of its first entry; there is one for each word of code. */
  readonly start: number;
  readonly entries: number;
  /** Number of the signature of all functions. */
  readonly type: number;
};

/** What is dirty behind block `x`. */
export function dirtyAfter({ flow, residence, callee }: Plan, x: number): number {
  const block = flow.order[x]!;
  return dirtyBehind(block, residence.dirty[x]!, callee(block));
}

/** Of the ways on from a gate, the one that it looks at itself whether the steps suffice. */
const FAST = 0;

/** Steps of the longest way from each block to the next place where it is seen whether the steps suffice. */
export function costsOf({ order, next }: Flow): Int32Array {
  const costs = new Int32Array(order.length);
  for (let i = order.length - 1; i >= 0; i--) {
    const { body, end } = order[i]!;
    const isCall = end.kind === "call" || end.kind === "callRegister";
    const ways = isCall ? [] : next[i]!.filter((to, way) => to > i && !(end.kind === "gate" && way === FAST));
    costs[i] = body.length + ways.reduce((most, to) => Math.max(most, costs[to]!), 0);
  }
  return costs;
}

export const SIGNATURE = { params: [I32, I32], results: [I32, I32] };
