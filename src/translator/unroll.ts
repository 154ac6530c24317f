import type { Block, Counted, End } from "./blocks.ts";
import { type Flow, flowOf } from "./flow.ts";
import { isStore } from "./instruction.ts";
import { loopsOf } from "./loops.ts";
import { roundsOf } from "./rounds.ts";
import { FlowValues, type Known } from "./values.ts";

/** Instructions of a loop that is worth it, and of all its copies together. */
const [MAX_LOOP, MAX_COPIES] = [96, 256];

/** Copies at most, or the loop and its copies. */
const MAX_TIMES = 4;

/** Rounds times instructions of a loop whose steps are asked for all at once. */
const MAX_COUNTED = 2 ** 16;

/**
 * The same function with its small innermost loops several times each, one copy leading to the next: whether the steps suffice
 * is then asked once in so many rounds, and the engine finds no moving of registers to be any work. A loop that calls anybody, or
 * jumps by a register, does so much else that it stays as it is.
 *
 * A loop whose rounds are known, or that stores, becomes a slow lane beside its copies, with a gate before both. Where the rounds
 * are known the gate is before the loop: it asks whether the steps suffice for all of them, and sees to all that they store. Else
 * it is where the loop begins anew, and asks whether the next few copies may store where they do; if not, one round goes by
 * the slow lane, which knows what to do. `changes` and `known` are those of FlowValues.
 */
export function unrolled(flow: Flow, changes: (block: Block) => number, known: Known): Flow {
  if (!flow.isCyclic) return flow;
  const graph = new Growing(flow);
  let values: FlowValues | undefined;
  for (const [header, loop] of innermost(flow)) {
    const size = loop.reduce((sum, x) => sum + flow.order[x]!.body.length, 0);
    if (size > MAX_LOOP || !loop.every((x) => isSimple(flow, x, header))) continue;
    const most = Math.floor(MAX_COPIES / size);
    values ??= new FlowValues(flow, "exact", changes, known);
    const rounds = roundsOf(flow, values, header, loop);
    const atOnce = rounds === undefined ? 1 : largestDivisor(rounds, most);
    if (rounds !== undefined && atOnce > 1 && rounds * size <= MAX_COUNTED) {
      graph.addCounted(header, loop, { rounds, atOnce });
    } else if (loop.some((x) => flow.order[x]!.body.some(isStore))) {
      graph.addLane(header, loop, Math.min(MAX_TIMES, most));
    } else graph.addCopies(header, loop, Math.min(MAX_TIMES, most));
  }
  return graph.flow();
}

function largestDivisor(value: number, most: number): number {
  for (let divisor = Math.min(value, most); divisor > 1; divisor--) if (value % divisor === 0) return divisor;
  return 1;
}

/** A function's blocks and ways, to which copies are added. */
class Growing {
  readonly #old: Flow;
  readonly #blocks: Block[];
  readonly #next: (readonly number[])[];
  /** By header. */
  readonly #gates = new Map<number, { readonly gate: number; readonly inside: ReadonlySet<number> }>();

  constructor(old: Flow) {
    this.#old = old;
    this.#blocks = [...old.order];
    this.#next = [...old.next];
  }

  /** Has the loop go on with `times - 1` copies of itself. */
  addCopies(header: number, loop: readonly number[], times: number): void {
    const first = this.#blocks.length;
    this.#copy(header, loop, times - 1, header);
    for (const x of loop) this.#next[x] = this.#old.next[x]!.map((to) => (to === header ? first : to));
  }

  /** Adds a gate where the loop begins anew, and `times` copies of it, the last of which leads there. */
  addLane(header: number, loop: readonly number[], times: number): void {
    const gate = this.#addGate(header, { kind: "gate" }, []);
    this.#copy(header, loop, times, gate);
  }

  /** Adds a gate before the loop, and copies that are left behind the last one only, if they are. */
  addCounted(header: number, loop: readonly number[], counted: Counted): void {
    const { rounds, atOnce } = counted;
    const first = this.#addGate(header, { kind: "gate", counted }, loop) + 1;
    this.#copy(header, loop, atOnce, first);
    const latch = loop.findIndex((x) => this.#old.next[x]!.includes(header));
    for (let copy = 0; copy < atOnce; copy++) {
      const place = first + copy * loop.length + latch;
      const goesOn = copy < atOnce - 1 ? first + (copy + 1) * loop.length : undefined;
      const out = this.#next[place]!.find((to) => to < first);
      const only = goesOn ?? (atOnce === rounds ? out! : undefined);
      if (only === undefined) continue;
      this.#blocks[place] = { ...this.#blocks[place]!, end: { kind: "goto" } };
      this.#next[place] = [only];
    }
  }

  /** Puts a gate before a loop, for all that come there but `inside`, and copies behind it. */
  #addGate(header: number, end: End, inside: readonly number[]): number {
    const gate = this.#blocks.length;
    const { pc } = this.#old.order[header]!;
    this.#gates.set(header, { gate, inside: new Set(inside) });
    this.#blocks.push({ pc, body: [], end, next: [pc], reads: 0, writes: 0 });
    this.#next.push([gate + 1, header]);
    return gate;
  }

  /** Adds copies, each beginning with the header and leading to the next, the last of them to `last`. */
  #copy(header: number, loop: readonly number[], times: number, last: number): void {
    const members = new Map(loop.map((x, i) => [x, i]));
    for (let copy = 1; copy <= times; copy++) {
      const first = this.#blocks.length;
      const placeOf = (to: number): number => {
        if (to === header) return copy === times ? last : first + loop.length;
        const member = members.get(to);
        return member === undefined ? to : first + member;
      };
      const ways = loop.map((x) => this.#old.next[x]!.map(placeOf));
      this.#blocks.push(...loop.map((x) => this.#old.order[x]!));
      this.#next.push(...ways);
    }
  }

  flow(): Flow {
    const blocks = this.#blocks;
    if (blocks.length === this.#old.order.length) return this.#old;
    const next = this.#next.map((ways, x) => ways.map((to) => this.#redirected(x, to)));
    return flowOf({ blocks, next, entry: this.#gates.get(0)?.gate ?? 0 });
  }

  #redirected(x: number, to: number): number {
    const found = this.#gates.get(to);
    return found === undefined || found.gate === x || found.inside.has(x) ? to : found.gate;
  }
}

/** Loops with no other loop in them: blocks by header, which comes first. */
function innermost(flow: Flow): [header: number, blocks: readonly number[]][] {
  return [...loopsOf(flow)].filter(([header, loop]) => loop.every((x) => x === header || flow.isHeader[x] === 0));
}

function isSimple({ order, next, isIrreducible }: Flow, x: number, header: number): boolean {
  const { kind } = order[x]!.end;
  return (kind === "goto" || kind === "branch") && next[x]!.every((to) => to === header || !isIrreducible(x, to));
}
