// What profiling a run costs beside the plain run, and what the layout that a profile suggests saves of hashing the run's
// memory once a span (docs/profile.md). CPU time; two kinds of work in turn, medians of each and of the ratio of each turn.
// Usage: node bench/profile.ts
import { readFileSync } from "node:fs";
import { NOT_HASHED } from "../src/machine/access/live.ts";
import { writeLayout } from "../src/machine/layoutWrite.ts";
import { Machine } from "../src/machine/machine.ts";
import { Profiler } from "../src/machine/profile/profiler.ts";
import { suggestLayout } from "../src/machine/profile/suggest.ts";
import { loadProgram, type Program } from "../src/machine/program.ts";
import { memoryRoot } from "../src/machine/section.ts";
import { toLittleEndian } from "../src/crypto/field.ts";
import { concatBytes } from "../src/crypto/bytes.ts";
import { workOf } from "./lib/ledgerBatches.ts";
import { anchorOf, nodesOf } from "./lib/ledgerGuest.ts";
import { type Figure, writeResult } from "./lib/result.ts";

/** Runs that count, and those before, in which the engine compiles what it runs. */
const RUNS = 41;
const WARM = 3;
const TRANSFERS = 8;

type Guest = {
  readonly name: string;
  readonly elf: Uint8Array;
  readonly layout?: string;
  start(program: Program): Machine;
};

const { state, batch } = workOf("transfer", TRANSFERS);
const read = (path: string): Buffer => readFileSync(new URL(`../guest/${path}`, import.meta.url));
const guests: readonly Guest[] = [
  { name: "bank", elf: read("bank/bank.elf"), start: (program) => new Machine(program) },
  {
    name: `ledger, ${TRANSFERS} transfers`,
    elf: read("ledger/ledger.elf"),
    layout: read("ledger/ledger.yaml").toString(),
    start(program) {
      const input = concatBytes([...batch.header.map(toLittleEndian), batch.body]);
      return new Machine(program, { anchor: toLittleEndian(anchorOf(state)), input, nodes: nodesOf(state) });
    },
  },
];

const figures: Figure[] = [profiling(guests[0]!), ...guests.flatMap(rehashing)];
writeResult("profile", figures);

/** Speed of a profiled run, and how it stands to the plain one. */
function profiling({ name, elf, layout, start }: Guest): Figure {
  const { program } = loadProgram(elf, layout);
  let steps = 0;
  const { other, ratio } = alternate(
    () => {
      const machine = start(program);
      return () => void machine.run(2 ** 30);
    },
    () => {
      const machine = start(program);
      const profiler = new Profiler(program, machine);
      return () => void (steps = profiler.run(2 ** 30));
    },
  );
  const value = Math.round(steps / other / 1e6);
  return {
    name: `profiler, ${name} guest`,
    value,
    unit: "MIPS",
    ratio: { to: "the plain run", value: 1 / ratio },
  };
}

/** CPU time of the memory roots of a run, once a span, under its own layout and under the suggested one. */
function rehashing({ name, elf, layout, start }: Guest): Figure[] {
  const { program, settings } = loadProgram(elf, layout);
  const machine = start(program);
  const profiler = new Profiler(program, machine);
  profiler.run(2 ** 30);
  const { spans, span } = profiler.memory;
  const suggestion = suggestLayout(program, machine.live, spans);
  const text = writeLayout(suggestion.sections, { ...settings, criticalSections: [] });
  const [own, suggested] = [program, loadProgram(elf, text).program].map((one) => {
    const run = start(one);
    run.run(2 ** 30);
    run.stateHash();
    // The chunks of each span again, on the memory of the end: what is measured is hashing and nothing else.
    return () => () => {
      for (const chunks of spans) {
        for (const chunk of chunks) run.live.changed[chunk]! |= NOT_HASHED;
        memoryRoot(one.layout, run.commitment.roots());
      }
    };
  }) as [() => () => void, () => () => void];
  const { one, other, ratio } = alternate(own, suggested);
  const about = `${name}: ${spans.length} spans of ${span} steps`;
  const { hashesBefore, hashesAfter, sections } = suggestion;
  return [
    { name: `rehashing, ${about}, own layout`, value: round(one * 1e3), unit: "ms" },
    {
      name: `rehashing, ${about}, suggested layout of ${sections.length} sections`,
      value: round(other * 1e3),
      unit: "ms",
      ratio: { to: "own layout", value: ratio },
    },
    {
      name: `hashes, ${name}, suggested layout`,
      value: hashesAfter,
      unit: "hashes",
      ratio: { to: "own layout", value: hashesAfter / hashesBefore },
    },
  ];
}

/** CPU seconds of two pieces of work in turn, each made ready outside the measurement, and the second's as a part of the first's. */
function alternate(...ready: readonly [() => () => void, () => () => void]): Record<"one" | "other" | "ratio", number> {
  const turns: [number, number][] = [];
  for (let run = -WARM; run < RUNS; run++) {
    const turn = ready.map((make) => {
      const work = make();
      const started = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1e6;
    });
    if (run >= 0) turns.push(turn as [number, number]);
  }
  return {
    one: median(turns.map(([one]) => one)),
    other: median(turns.map(([, other]) => other)),
    ratio: median(turns.map(([one, other]) => other / one)),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
