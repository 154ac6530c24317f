/**
 * `npm run mutate -- [--seed s] [--mutants n] [--room r] [--file f]… [--only id] [--again] [--fresh] [--json]` makes small mistakes in the contracts, one at a time, and counts those that the tests notice (docs/security/mutation.md). Exit code 0
 * if the score is as high as it must be, 1 if it is not, 2 for a command line that makes no sense.
 */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeResult } from "../bench/lib/result.ts";
import { generate } from "./mutate/generate.ts";
import { type Mutant, type Room, ROOMS } from "./mutate/mutant.ts";
import { diff, figures, makeReport, type Report, score, table, type Tried } from "./mutate/report.ts";
import { Results } from "./mutate/results.ts";
import { sample } from "./mutate/sample.ts";
import { readSources, type Sources } from "./mutate/source.ts";
import { suitesFor } from "./mutate/suites.ts";
import { Trials } from "./mutate/trial.ts";
import { root, Workspace } from "./mutate/workspace.ts";

const HELP = `npm run mutate -- [options]

  --seed s      order in which mutants are tried (default 3)
  --mutants n   how many, over all rooms (default 520)
  --room r      only those of one room: ${ROOMS.join(", ")}
  --file f      only those of this contract; may be given several times
  --only id     only this one
  --again       try survivors of an earlier run again
  --fresh       forget earlier runs
  --json        print the report as JSON

Examples: npm run mutate -- --room machine --mutants 50
          npm run mutate -- --file contracts/rollup/Bridge.sol --mutants 20
An interrupted run goes on where it was.`;

/** Of so many mutants, how many are of which room: about half are the judge's, which is held to the higher score. */
const SHARES: Readonly<Record<Room, number>> = { machine: 9, tree: 3, dispute: 5, rollup: 5, validity: 4 };
/** Scores that must be reached, in per cent. */
const LEAST = { all: 90, judge: 95 };

type Options = {
  readonly seed: number;
  readonly mutants: number;
  readonly rooms: readonly Room[];
  /** Contracts; all of the rooms' where there are none. */
  readonly files: readonly string[];
  readonly only: string | undefined;
  readonly again: boolean;
  readonly fresh: boolean;
  readonly json: boolean;
};

async function main(options: Options): Promise<void> {
  const path = join(root, `cache/mutation/${options.seed}.jsonl`);
  if (options.fresh) rmSync(path, { force: true });
  const workspace = new Workspace();
  try {
    const sources = readSources(workspace.at, "contracts", "test");
    const run = new Run(options, new Trials(workspace, sources, suitesFor), new Results(path, sources));
    const tried = await run.all(sources);
    finish(makeReport(tried), options);
  } finally {
    workspace.remove();
  }
}

/** Generated contracts hold a key and no code. */
function mutantsOf(sources: Sources, room: Room, only: readonly string[]): Mutant[] {
  const all = [...sources.keys()].filter((file) => file.startsWith(`contracts/${room}/`));
  const files = all.filter((file) => (only.length === 0 ? !file.includes("/generated/") : only.includes(file)));
  return generate(sources, new Map(files.map((file) => [file, room])));
}

/** The mutants of one room in their order, and how far the run has come with them. */
type Queue = { readonly room: Room; readonly order: Mutant[]; readonly wanted: number; generated: number };

/** Goes through mutants until as many as are wanted of each room have been killed or have survived. */
class Run {
  readonly #options: Options;
  readonly #trials: Trials;
  readonly #results: Results;

  constructor(options: Options, trials: Trials, results: Results) {
    this.#options = options;
    this.#trials = trials;
    this.#results = results;
  }

  /** Rooms keep pace with each other, so that a run that is cut short is a smaller sample of the same kind. */
  async all(sources: Sources): Promise<Tried[]> {
    const queues = this.#options.rooms.map((room) => this.#queue(sources, room));
    const tried: Tried[] = [];
    for (;;) {
      const open = queues.filter(({ order, generated, wanted }) => order.length > 0 && generated < wanted);
      const [queue] = open.toSorted((a, b) => a.generated / a.wanted - b.generated / b.wanted);
      if (queue === undefined) return tried;
      const mutant = queue.order.shift()!;
      const verdict = await this.#verdict(mutant, `${queue.room} ${queue.generated + 1}/${queue.wanted}`);
      if (verdict.status === "killed" || verdict.status === "survived") queue.generated++;
      tried.push({ mutant, verdict });
    }
  }

  #queue(sources: Sources, room: Room): Queue {
    const { only, mutants, seed, files, rooms } = this.#options;
    // Who names contracts means all of the mutants for them.
    const counted = files.length > 0 ? rooms : ROOMS;
    const whole = counted.reduce((sum, one) => sum + SHARES[one], 0);
    const order = sample(mutantsOf(sources, room, files), seed).filter(({ id }) => only === undefined || id === only);
    return { room, order, wanted: Math.round((mutants * SHARES[room]) / whole), generated: 0 };
  }

  async #verdict(mutant: Mutant, where: string): Promise<Tried["verdict"]> {
    const { only, again } = this.#options;
    const known = this.#results.get(mutant);
    if (known !== undefined && only === undefined && !(again && known.status === "survived")) return known;
    const start = performance.now();
    const verdict = await this.#trials.try(mutant);
    const seconds = Math.round((performance.now() - start) / 100) / 10;
    this.#results.set(mutant, verdict, seconds);
    if (process.stderr.isTTY) {
      const { file, line, kind } = mutant;
      console.error(
        `${where}  ${verdict.status} in ${seconds} s  ${file}:${line} ${kind} ${verdict.by?.split("\n")[0] ?? ""}`,
      );
    }
    return verdict;
  }
}

function finish(report: Report, { seed, json, rooms, files, only }: Options): void {
  const { survivors, mistaken, judge, total } = report;
  if (json) console.log(JSON.stringify({ seed, ...report }, undefined, 2));
  else {
    console.log(table(report).join("\n"));
    for (const mutant of survivors) console.log(["", "survived", ...diff(mutant)].join("\n"));
    for (const mutant of mistaken) console.log(["", "listed as equivalent, but killed", ...diff(mutant)].join("\n"));
  }
  const isWhole = only === undefined && files.length === 0 && rooms.length === ROOMS.length;
  if (isWhole) writeResult("mutation", figures(report, seed));
  const isLow = score(total) < LEAST.all || score(judge) < LEAST.judge;
  if (isLow || mistaken.length > 0) process.exitCode = 1;
}

function parse(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: "3" },
      mutants: { type: "string", default: "520" },
      room: { type: "string" },
      file: { type: "string", multiple: true, default: [] },
      only: { type: "string" },
      again: { type: "boolean", default: false },
      fresh: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const { room, file: files, only, again, fresh, json } = values;
  if (room !== undefined && !ROOMS.includes(room as Room)) throw new TypeError(`--room is ${JSON.stringify(room)}`);
  for (const file of files) {
    if (existsSync(join(root, file)) && roomsOf([file]).length === 1) continue;
    throw new TypeError(`--file is ${JSON.stringify(file)}, not a contract of a room`);
  }
  const rooms = room === undefined ? (files.length > 0 ? roomsOf(files) : ROOMS) : [room as Room];
  return {
    seed: whole(values.seed, "seed"),
    mutants: whole(values.mutants, "mutants"),
    rooms,
    files,
    only,
    again,
    fresh,
    json,
  };
}

function roomsOf(files: readonly string[]): Room[] {
  return ROOMS.filter((room) => files.some((file) => file.startsWith(`contracts/${room}/`)));
}

function whole(text: string, option: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new TypeError(`--${option} is ${JSON.stringify(text)}, not a whole number`);
}

let options: Options | undefined;
try {
  options = parse(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${HELP}`);
  process.exit(2);
}
if (options === undefined) console.log(HELP);
else await main(options);
