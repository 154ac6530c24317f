import type { Block } from "./blocks.ts";
import { type Flow, flowOf } from "./flow.ts";
import { isStore } from "./instruction.ts";
import { loopsOf } from "./loops.ts";

/** Instructions of a loop that is worth it, and of all its copies together. */
const [MAX_LOOP, MAX_COPIES] = [96, 256];

/** Copies at most, or the loop and its copies. */
const MAX_TIMES = 4;

/**
 * The same function with its small innermost loops several times each, one copy leading to the next: whether the steps suffice
 * is then asked once in so many rounds, and the engine finds no moving of registers to be any work. A loop that stores
 * becomes a slow lane beside its copies, with a gate before both: where the copies store is then asked about at the gate alone, and if
 * that may not be written yet one round goes by the slow lane, which knows what to do. A loop that calls anybody, or jumps by a
 * register, does so much else that it stays as it is.
 */
export function unrolled(flow: Flow): Flow {
  if (!flow.isCyclic) return flow;
  const graph = new Growing(flow);
  for (const [header, loop] of innermost(flow)) {
    const size = loop.reduce((sum, x) => sum + flow.order[x]!.body.length, 0);
    if (size > MAX_LOOP || !loop.every((x) => isSimple(flow, x, header))) continue;
    const times = Math.min(MAX_TIMES, Math.floor(MAX_COPIES / size));
    if (loop.some((x) => flow.order[x]!.body.some(isStore))) graph.addLane(header, loop, times);
    else graph.addCopies(header, loop, times);
  }
  return graph.flow();
}

/** A function's blocks and ways, to which copies are added. */
class Growing {
  readonly #old: Flow;
  readonly #blocks: Block[];
  readonly #next: (readonly number[])[];
  /** By header. */
  readonly #gates = new Map<number, number>();

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

  /** Adds a gate before the loop, and `times` copies of it, the last of which leads to the gate. */
  addLane(header: number, loop: readonly number[], times: number): void {
    const gate = this.#blocks.length;
    const { pc } = this.#old.order[header]!;
    this.#gates.set(header, gate);
    this.#blocks.push({ pc, body: [], end: { kind: "gate" }, next: [pc], reads: 0, writes: 0 });
    this.#next.push([gate + 1, header]);
    this.#copy(header, loop, times, gate);
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
    const gates = this.#gates;
    if (blocks.length === this.#old.order.length) return this.#old;
    // Whoever came to such a loop comes to its gate, but for the gate.
    const next = this.#next.map((ways, x) =>
      blocks[x]!.end.kind === "gate" ? ways : ways.map((to) => gates.get(to) ?? to),
    );
    return flowOf({ blocks, next, entry: gates.get(0) ?? 0 });
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
