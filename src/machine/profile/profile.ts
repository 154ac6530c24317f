import { PAGE_BYTES } from "../isa.ts";
import type { Live } from "../access/live.ts";
import type { Program } from "../program.ts";
import { phaseName } from "./phases.ts";
import type { Profiler } from "./profiler.ts";
import type { TreeNode } from "./tree.ts";

export type PhaseShare = {
  /** -1 before the first mark, -2 for what was entered after very many others. */
  readonly id: number;
  readonly name: string;
  readonly steps: number;
  /** How often it began. */
  readonly entries: number;
};

export type FunctionShare = {
  readonly name: string;
  /** Of its first instruction. */
  readonly address: number;
  /** Steps in the function itself, and with those in all that it called. */
  readonly self: number;
  readonly total: number;
  /** How often control came to it by a call or by a jump from another function. */
  readonly calls: number;
};

/** A chunk of memory that the run has used. */
export type ChunkUse = {
  /** Index of the section in the layout, and of the chunk in the section. */
  readonly section: number;
  readonly chunk: number;
  readonly address: number;
  readonly reads: number;
  readonly writes: number;
  /** Spans of the run in which it was written: so often would one hash a span hash it. */
  readonly spans: number;
};

/** One name of a flame graph: what is above it was called from it. */
export type Flame = { readonly name: string; readonly steps: number; readonly above: readonly Flame[] };

/** Where a run's steps went: both lists of shares add up to `steps`. */
export type Profile = {
  readonly steps: number;
  readonly phases: readonly PhaseShare[];
  /** Those that took steps themselves, most first. */
  readonly functions: readonly FunctionShare[];
  /** Most written first. */
  readonly chunks: readonly ChunkUse[];
  /** Steps of a span, and how many the run had. */
  readonly span: number;
  readonly spans: number;
  readonly flame: Flame;
};

/** What a profiler has counted so far, in the words of the program. */
export function profileOf(program: Program, live: Live, profiler: Profiler): Profile {
  const { memory, step, first } = profiler;
  const steps = step - first;
  return {
    steps,
    phases: phasesOf(program, profiler),
    functions: functionsOf(profiler),
    chunks: chunksOf(program, live, profiler),
    span: memory.span,
    spans: memory.spans.length,
    flame: { name: "all steps", steps, above: flamesOf(program, profiler) },
  };
}

/** Those that took any steps; the one that a run begins in may have none. */
function phasesOf(program: Program, { phases }: Profiler): PhaseShare[] {
  return [...phases]
    .map(([id, { steps, entries }]) => ({ id, name: phaseName(program, id), steps, entries }))
    .filter(({ steps }) => steps > 0);
}

function functionsOf({ functions, self, calls, step }: Profiler): FunctionShare[] {
  const totals = calls.totals(step);
  return functions.regions
    .map(({ name, start }, region) => ({
      name,
      address: start,
      self: self[region]!,
      total: totals[region]!,
      calls: calls.counts[region]!,
    }))
    .filter(({ total }) => total > 0)
    .toSorted((a, b) => b.self - a.self || b.total - a.total);
}

function chunksOf({ layout }: Program, live: Live, { memory }: Profiler): ChunkUse[] {
  const { reads, writes } = memory;
  const dirty = new Map<number, number>();
  for (const span of memory.spans) for (const chunk of span) dirty.set(chunk, (dirty.get(chunk) ?? 0) + 1);
  const used: ChunkUse[] = [];
  for (const [section, { start, size }] of layout.entries()) {
    const first = live.offsets[section]! / PAGE_BYTES;
    for (let chunk = 0; chunk < size / PAGE_BYTES; chunk++) {
      const [read, written] = [reads[first + chunk]!, writes[first + chunk]!];
      if (read + written === 0) continue;
      const address = start + chunk * PAGE_BYTES;
      used.push({ section, chunk, address, reads: read, writes: written, spans: dirty.get(first + chunk) ?? 0 });
    }
  }
  return used.toSorted((a, b) => b.writes - a.writes || b.reads - a.reads);
}

function flamesOf(program: Program, { phases, calls, functions }: Profiler): Flame[] {
  const flame = ({ region, self, children }: TreeNode): Flame => {
    const above = children.map(flame);
    return { name: functions.regions[region]!.name, steps: self + sum(above), above };
  };
  return [...phases]
    .map(([id, { steps, root }]) => {
      return { name: `phase ${phaseName(program, id)}`, steps, above: calls.tree.below(root).map(flame) };
    })
    .filter(({ steps }) => steps > 0);
}

function sum(flames: readonly Flame[]): number {
  return flames.reduce((steps, flame) => steps + flame.steps, 0);
}
