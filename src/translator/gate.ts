import type { Flow } from "./flow.ts";
import { isStore } from "./instruction.ts";
import { type FlowValues, Values } from "./values.ts";

/** Stores by pointers of one root, between these offsets to it, less than a page apart. */
export type Window = { readonly root: number; readonly low: number; readonly high: number };

/**
 * Where the copies behind the gate `gate` store in any case, if they are gone through: from the first of them, `fast`, to where they
 * lead back to the gate.
 */
export function windowsBehind(flow: Flow, values: FlowValues, gate: number, fast: number): Window[] {
  const offsets = new Map<number, number[]>();
  const at = new Values("exact");
  for (const x of certain(flow, gate, fast)) {
    values.load(x, at);
    flow.order[x]!.body.forEach((instruction, place) => {
      const { rs1, immediate } = instruction;
      if (isStore(instruction)) {
        const root = at.roots[rs1]!;
        offsets.set(root, [...(offsets.get(root) ?? []), at.offsets[rs1]! + immediate]);
      }
      at.follow(instruction, values.root(x, place));
    });
  }
  return [...offsets].flatMap(([root, all]) => windows(root, all));
}

/** Blocks that every way through the copies passes. */
function certain(flow: Flow, gate: number, fast: number): number[] {
  const ways = flow.before[gate]!.map((latch) => dominators(flow, latch, gate)).filter((way) => way.includes(fast));
  return (ways[0] ?? []).filter((x) => ways.every((way) => way.includes(x)));
}

/** Blocks that dominate `x`, from itself up to what is above `top`. */
function dominators({ dominator }: Flow, x: number, top: number): number[] {
  const above: number[] = [];
  for (let at = x; at > top; at = dominator[at]!) above.push(at);
  return above;
}

function windows(root: number, offsets: readonly number[]): Window[] {
  const found: { root: number; low: number; high: number }[] = [];
  for (const offset of offsets.toSorted((a, b) => a - b)) {
    const last = found.at(-1);
    if (last !== undefined && offset - last.low < 4096) last.high = offset;
    else found.push({ root, low: offset, high: offset });
  }
  return found;
}
