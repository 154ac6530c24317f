// What checkpoints cost: in memory and on disk, by chunks that changed; how far apart they therefore are; what a whole dispute
// costs beside the plain run; and that memory and disk stay within their bounds on a run that rewrites 16 MiB all the time.
// Usage: node bench/checkpoints.ts [--long]     2^28 steps, or 2^32
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cut, definition, rounds } from "../src/dispute/search.ts";
import { INTERPRETER } from "../src/machine/engine.ts";
import { fixedHash } from "../src/machine/hash.ts";
import { Machine } from "../src/machine/machine.ts";
import { Rewind } from "../src/machine/rewind.ts";
import { inputRoot, layoutHash } from "../src/machine/section.ts";
import { type Costs, IN_MEMORY, interval, ON_DISK } from "../src/rollup/pace.ts";
import { MachineTrace, type Means } from "../src/rollup/trace.ts";
import { CheckpointStore } from "../src/store/checkpointStore.ts";
import { openUnchecked } from "../src/store/lmdb.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { cpuSeconds } from "./lib/stopwatch.ts";
import { writer } from "./lib/writer.ts";

const MEMORY = 2 ** 24;
const CHUNKS = MEMORY / 4096;
const REPEATS = 15;
const NARY = 16;
const MIB = 2 ** 20;
/** Chunks that the guest of the dispute writes to all the time. */
const WORKING_SET = 64;
/** The translator's, when it is there. */
const FAST = 1e9;

const isLong = process.argv.includes("--long");
const SPAN = isLong ? 2 ** 32 : 2 ** 28;
const folder = mkdtempSync(join(tmpdir(), "assize-checkpoints-"));
const figures: Figure[] = [];
const add = (name: string, value: number, unit: string, ratio?: Figure["ratio"]): void => {
  figures.push({ name, value: Number(value.toPrecision(3)), unit, ...(ratio && { ratio }) });
};

try {
  const inMemory = costsOf((machine) => {
    const rewind = new Rewind(machine);
    return () => rewind.keep();
  });
  const store = new CheckpointStore(openUnchecked(join(folder, "costs")), 2 ** 34);
  const onDisk = costsOf((machine) => {
    const run = machine.stateHash();
    return () => store.keep(run, machine);
  });
  const hashing = costsOf((machine) => () => machine.stateHash());
  await store.close();
  addCosts("in memory", inMemory, IN_MEMORY);
  addCosts("on disk", onDisk, ON_DISK);
  add("hashing: a changed chunk", hashing.chunk * 1e6, "us");
  for (const [name, speed] of [
    ["interpreter", INTERPRETER.stepsPerSecond],
    ["1,000 MIPS", FAST],
  ] as const) {
    for (const [where, costs] of [
      ["in memory", inMemory],
      ["on disk", onDisk],
    ] as const) {
      for (const chunks of [1, WORKING_SET, CHUNKS]) {
        add(
          `2^k steps between, ${name}, ${where}, ${chunks} chunks`,
          Math.log2(interval(costs, speed, 2 ** 32, chunks)),
          "k",
        );
      }
    }
  }
  await dispute();
  await bounded();
} finally {
  rmSync(folder, { recursive: true });
}
writeResult("checkpoints", figures);

function addCosts(name: string, measured: Costs, assumed: Costs): void {
  const ratio = (value: number, to: number): Figure["ratio"] => ({
    to: "what the default is taken from",
    value: value / to,
  });
  add(`${name}: a checkpoint`, measured.checkpoint * 1e6, "us", ratio(measured.checkpoint, assumed.checkpoint));
  add(`${name}: a changed chunk`, measured.chunk * 1e6, "us", ratio(measured.chunk, assumed.chunk));
}

/** Medians over checkpoints with no changed chunk and with all of them changed. @param on what is done at each checkpoint */
function costsOf(on: (machine: Machine) => () => unknown): Costs {
  const machine = new Machine(writer(CHUNKS, MEMORY));
  const keep = on(machine);
  const timed = (steps: number): number => {
    machine.run(steps);
    const started = cpuSeconds();
    keep();
    return cpuSeconds() - started;
  };
  timed(5 * CHUNKS);
  const none = median(Array.from({ length: REPEATS }, () => timed(1)));
  const all = median(Array.from({ length: REPEATS }, () => timed(5 * CHUNKS)));
  return { checkpoint: none, chunk: (all - none) / CHUNKS };
}

/** A whole dispute about a step that is nowhere near a checkpoint: run, dissections, proof, beside the plain run. */
async function dispute(): Promise<void> {
  const [answering, ratios]: [number[], number[]] = [[], []];
  let again = 0;
  for (let i = 0; i < (isLong ? 1 : 5); i++) {
    const machine = new Machine(writer(WORKING_SET, MEMORY));
    let started = cpuSeconds();
    machine.run(SPAN);
    const plain = cpuSeconds() - started;
    started = cpuSeconds();
    const { seconds, steps } = await answers(Math.floor(SPAN * 0.6180339887) + i);
    ratios.push((cpuSeconds() - started - seconds) / plain);
    answering.push(seconds);
    again = steps;
  }
  const name = `2^${Math.log2(SPAN)} steps, nary ${NARY}, interpreter`;
  add(`${name}: all answers of a dispute`, median(answering), "s");
  add(`${name}: the run with checkpoints`, median(ratios), "x", { to: "the plain run", value: median(ratios) });
  add(`${name}: steps executed again`, again / SPAN, "of the run");
}

/** @returns processor time and steps of all that comes after the run itself */
async function answers(conflict: number): Promise<{ seconds: number; steps: number }> {
  let executed = 0;
  const engine = {
    ...INTERPRETER,
    on: (machine: Machine) => (steps: number) => {
      const more = machine.run(steps);
      executed += more;
      return more;
    },
  };
  const trace = traced(WORKING_SET, SPAN, { engine });
  trace.stateAt(SPAN);
  const started = cpuSeconds();
  let [start, length] = [0, SPAN];
  for (let round = 0; round < rounds(definition(SPAN, NARY)); round++) {
    const cuts = Array.from({ length: NARY + 1 }, (_, i) => cut(start, length, NARY, i));
    await trace.hashesAt(cuts);
    start = cuts.findLast((step) => step <= conflict)!;
    length /= NARY;
  }
  await trace.proofAt(start);
  return { seconds: cpuSeconds() - started, steps: executed - SPAN };
}

/** Resident memory and disk of a run that changes all of 16 MiB between any two checkpoints. */
async function bounded(): Promise<void> {
  const where = join(folder, "bound");
  const archive = new CheckpointStore(openUnchecked(where));
  const before = process.memoryUsage.rss();
  let most = before;
  const watched = {
    ...INTERPRETER,
    on: (machine: Machine) => (steps: number) => {
      most = Math.max(most, process.memoryUsage.rss());
      return machine.run(steps);
    },
  };
  const trace = traced(CHUNKS, SPAN, { engine: watched, archive });
  const started = cpuSeconds();
  trace.stateAt(SPAN);
  const seconds = cpuSeconds() - started;
  const [run] = archive.runs;
  const name = `2^${Math.log2(SPAN)} steps, 16 MiB rewritten all the time`;
  add(`${name}: resident memory`, Math.max(most, process.memoryUsage.rss()) / MIB, "MiB", {
    to: "1 GiB",
    value: most / 2 ** 30,
  });
  const disk = readdirSync(where).reduce((sum, file) => sum + statSync(join(where, file)).size, 0);
  add(`${name}: disk`, disk / MIB, "MiB", { to: "2 GiB", value: disk / 2 ** 31 });
  add(`${name}: checkpoints on disk`, run === undefined ? 0 : archive.steps(run).length, "");
  add(`${name}: processor time`, seconds, "s");
  await archive.close();
}

function traced(chunks: number, span: number, means: Means): MachineTrace {
  const guest = writer(chunks, MEMORY);
  const roots = new Machine(guest).commitment.roots();
  const fixed = fixedHash(new Uint8Array(32), inputRoot(guest.layout, roots), layoutHash(guest.layout));
  return new MachineTrace(() => new Machine(guest), fixed, span, undefined, means);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
