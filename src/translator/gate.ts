import type { Counted } from "./blocks.ts";
import type { Flow } from "./flow.ts";
import { isStore } from "./instruction.ts";
import { type FlowValues, Values } from "./values.ts";

/** Stores by pointers of one root, between these offsets to it, less than a page apart. */
export type Window = { readonly root: number; readonly low: number; readonly high: number };

/** Stores of all rounds of a loop, between these distances from what a register holds before it, and as offsets to a root in its copies. */
export type Reach = { readonly register: number; readonly low: number; readonly high: number; readonly within: Window };

/**
 * Where the copies behind the gate `gate` store in any case, if they are gone through: from the first of them, `fast`, to where they
 * lead back to the gate.
 */
export function windowsBehind(flow: Flow, values: FlowValues, gate: number, fast: number): Window[] {
  return windowsOf(flow, values, certain(flow, gate, gate + 1, fast));
}

/** Where a loop whose rounds are known stores in each of them: the one at `slow`, of which there are copies at `fast`. */
export function reaches(
  flow: Flow,
  values: FlowValues,
  { gate, fast, slow }: { readonly gate: number; readonly fast: number; readonly slow: number },
  { rounds, atOnce }: Counted,
): Reach[] {
  const [before, inCopies, behind] = [new Values("exact"), new Values("exact"), new Values("exact")];
  values.load(gate, before);
  values.load(fast, inCopies);
  const latch = flow.before[slow]!.find((from) => from >= slow)!;
  values.loadBehind(latch, behind);
  return windowsOf(flow, values, certain(flow, slow, slow, slow)).flatMap(({ root, low, high }) => {
    if (!values.isOwn(slow, root)) {
      const register = before.roots.indexOf(root);
      const offset = before.offsets[register]!;
      return register < 0 ? [] : [{ register, low: low - offset, high: high - offset, within: { root, low, high } }];
    }
    const register = values.ownRegister(slow, root);
    if (behind.roots[register] !== root) return [];
    const step = behind.offsets[register]!;
    // Where the copies are a loop their root is the pointer's as each of its rounds begins, else what it was before.
    const isLoop = values.isOwn(fast, inCopies.roots[register]!);
    const all = stretched(low, high, step * (rounds - 1));
    const once = isLoop ? stretched(low, high, step * (atOnce - 1)) : all;
    const offset = inCopies.offsets[register]!;
    const within = { root: inCopies.roots[register]!, low: once.low + offset, high: once.high + offset };
    return all.high - all.low < 4096 ? [{ register, ...all, within }] : [];
  });
}

const stretched = (low: number, high: number, way: number): { low: number; high: number } => ({
  low: low + Math.min(0, way),
  high: high + Math.max(0, way),
});

function windowsOf(flow: Flow, values: FlowValues, blocks: readonly number[]): Window[] {
  const offsets = new Map<number, number[]>();
  const at = new Values("exact");
  for (const x of blocks) {
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

/** Blocks, from `top` on, that every way back to `header` passes that passes `through`. */
function certain(flow: Flow, header: number, top: number, through: number): number[] {
  const ways = flow.before[header]!.map((latch) => dominators(flow, latch, top)).filter((way) => way.includes(through));
  return (ways[0] ?? []).filter((x) => ways.every((way) => way.includes(x)));
}

/** Blocks that dominate `x`, from itself up to `top`. */
function dominators({ dominator }: Flow, x: number, top: number): number[] {
  const above: number[] = [];
  for (let at = x; at >= top; at = dominator[at]!) {
    above.push(at);
    if (at === 0) break;
  }
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
