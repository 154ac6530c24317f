import type { Flow } from "./flow.ts";
import { BEQ, BNE } from "./instruction.ts";
import { type FlowValues, Values } from "./values.ts";

/**
 * How many rounds the loop makes whenever it is entered, if its own code says so: it is left in one place only, where a value
 * that each round changes by the same amount has come to one that is known to be a constant away from where it began.
 */
export function roundsOf(flow: Flow, values: FlowValues, header: number, loop: readonly number[]): number | undefined {
  const latch = onlyWayOut(flow, header, loop);
  if (latch === undefined) return undefined;
  const { operation, rs1, rs2 } = flow.order[latch]!.body.at(-1)!;
  // It goes on while they differ.
  if (operation !== (flow.next[latch]![0] === header ? BNE : BEQ)) return undefined;
  const behind = new Values("exact");
  values.loadBehind(latch, behind);
  for (const [counter, limit] of [
    [rs1, rs2],
    [rs2, rs1],
  ] as const) {
    const root = behind.roots[counter]!;
    if (!values.isOwn(header, root)) continue;
    const register = values.ownRegister(header, root);
    const step = behind.roots[register] === root ? behind.offsets[register]! : 0;
    const first = entered(flow, values, header, loop, register);
    if (step === 0 || first === undefined || first.root !== behind.roots[limit]) continue;
    const way = (behind.offsets[limit]! - behind.offsets[counter]! - first.offset) | 0;
    if (way % step === 0 && way / step >= 0) return way / step + 1;
  }
  return undefined;
}

/** The block that leads back to the header, if it is the only one that does, and the only one that leads out. */
function onlyWayOut({ order, next, before }: Flow, header: number, loop: readonly number[]): number | undefined {
  const inside = new Set(loop);
  const latches = before[header]!.filter((from) => inside.has(from));
  const leaving = loop.filter((x) => next[x]!.some((to) => !inside.has(to)));
  const isOne = latches.length === 1 && leaving.length === 1 && latches[0] === leaving[0];
  return isOne && order[latches[0]!]!.end.kind === "branch" ? latches[0] : undefined;
}

/** What a register holds wherever the loop is entered from outside, if that is one value. */
function entered(
  { before }: Flow,
  values: FlowValues,
  header: number,
  loop: readonly number[],
  register: number,
): { root: number; offset: number } | undefined {
  const outside = before[header]!.filter((from) => !loop.includes(from));
  const found = outside.map((from) => {
    const behind = new Values("exact");
    values.loadBehind(from, behind);
    return { root: behind.roots[register]!, offset: behind.offsets[register]! };
  });
  // The function's entry comes from outside, too.
  if (header === 0) found.push(values.atEntry(register));
  const [first] = found;
  return first !== undefined && found.every(({ root, offset }) => root === first.root && offset === first.offset)
    ? first
    : undefined;
}
