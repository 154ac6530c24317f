// What checkpoints cost: in memory and on disk, by chunks that changed; how far apart they therefore are; what a whole dispute
// costs beside the plain run, and how that is shared between run and answers by the priority of sections; and that memory and disk stay
// within their bounds on a run that rewrites 16 MiB all the time. The translator executes, 2^32 steps. Usage: node bench/checkpoints.ts
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { INTERPRETER } from "../src/machine/engine.ts";
import { type Guest, Machine } from "../src/machine/machine.ts";
import { Rewind } from "../src/machine/rewind.ts";
import { type Costs, IN_MEMORY, interval, ON_DISK } from "../src/rollup/pace.ts";
import { CheckpointStore } from "../src/store/checkpointStore.ts";
import { openUnchecked } from "../src/store/lmdb.ts";
import { TRANSLATOR } from "../src/translator/engine.ts";
import { type Answering, answering, traceOf } from "./lib/answering.ts";
import { guestOf } from "./lib/guests.ts";
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
const SPAN = 2 ** 32;
/** Steps of the runs by which priorities are compared. */
const SHORT_SPAN = 2 ** 31;
const PRIORITIES = ["high", "medium", "low"] as const;

/** A program in dispute, and how often that is measured. */
type Disputed = { readonly name: string; readonly guest: Guest; readonly repeats: number };
const DISPUTED: readonly Disputed[] = [
  { name: "SHA-256", guest: guestOf("sha256"), repeats: 5 },
  { name: `${WORKING_SET} chunks rewritten all the time`, guest: writer(WORKING_SET, MEMORY), repeats: 3 },
  { name: "3 MiB rewritten all the time", guest: guestOf("stream"), repeats: 3 },
];

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
    ["translator", TRANSLATOR.stepsPerSecond],
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
  for (const one of DISPUTED) await dispute(one);
  await priorities();
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

/** A whole dispute about a step that is nowhere near a checkpoint: all that it costs the side that it costs more. */
async function dispute({ name, guest, repeats }: Disputed): Promise<void> {
  const sides: [Answering[], Answering[]] = [[], []];
  for (let i = 0; i < repeats; i++) {
    const both = await answering(guest, SPAN, NARY, Math.floor(SPAN * 0.6180339887) + i, TRANSLATOR);
    both.forEach((side, of) => sides[of]!.push(side));
  }
  const [one, other] = sides.map((side) => median(side.map(({ answers }) => answers))) as [number, number];
  const all = one > other ? sides[0] : sides[1];
  const of = (value: (one: Answering) => number): number => median(all.map(value));
  const title = `2^${Math.log2(SPAN)} steps, nary ${NARY}, ${name}`;
  const plain = of((one) => one.plain);
  const answers = of((one) => one.answers);
  const beside = of(({ run, answers, plain }) => Math.max(0, run - plain) + answers);
  add(`${title}: the plain run`, plain, "s");
  add(`${title}: million steps a second`, of(({ steps, plain }) => steps / plain) / 1e6, "");
  add(`${title}: all answers of a dispute`, answers, "s", { to: "the plain run", value: answers / plain });
  add(
    `${title}: of that executing`,
    of((one) => one.executing),
    "s",
  );
  add(
    `${title}: steps executed again`,
    of(({ again, steps }) => again / steps),
    "of the run",
  );
  add(`${title}: answers and checkpoints on the way`, beside, "s", { to: "the plain run", value: beside / plain });
  add(`${title}: memory for checkpoints`, of((one) => one.bytes) / MIB, "MiB");
}

/** What is hashed on the way is hashed before anybody asks. */
async function priorities(): Promise<void> {
  const guest = guestOf("stream");
  const taken = PRIORITIES.map((priority) => ({ priority, all: [] as Answering[] }));
  for (let i = 0; i < 3; i++) {
    for (const { priority, all } of taken) {
      const hashing = { priorities: guest.layout.map(() => priority) };
      const conflict = Math.floor(SHORT_SPAN * 0.6180339887) + i;
      const [opener, responder] = await answering({ ...guest, hashing }, SHORT_SPAN, NARY, conflict, TRANSLATOR);
      all.push(opener.answers > responder.answers ? opener : responder);
    }
  }
  for (const { priority, all } of taken) {
    const title = `2^${Math.log2(SHORT_SPAN)} steps, 3 MiB rewritten all the time, all ${priority}`;
    const plain = median(all.map((one) => one.plain));
    for (const [what, seconds] of [
      ["the run with checkpoints", median(all.map((one) => one.run))],
      ["all answers of a dispute", median(all.map((one) => one.answers))],
    ] as const) {
      add(`${title}: ${what}`, seconds, "s", { to: "the plain run", value: seconds / plain });
    }
  }
}

/** Resident memory and disk of a run that changes all of 16 MiB between any two checkpoints. */
async function bounded(): Promise<void> {
  const where = join(folder, "bound");
  const archive = new CheckpointStore(openUnchecked(where));
  const before = process.memoryUsage.rss();
  let most = before;
  const watched = {
    ...TRANSLATOR,
    on: (machine: Machine) => {
      const run = TRANSLATOR.on(machine);
      return (steps: number) => {
        most = Math.max(most, process.memoryUsage.rss());
        return run(steps);
      };
    },
  };
  const trace = traceOf(writer(CHUNKS, MEMORY), SPAN, undefined, { engine: watched, archive });
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
