import { InvalidArgumentError, type Command } from "commander";
import { parting } from "../../dispute/parting.ts";
import { diff, type Difference } from "../../machine/diff.ts";
import { REGISTER_NAMES } from "../../machine/disassemble.ts";
import { Machine } from "../../machine/machine.ts";
import { codeAt, placeOf, whereIs, type Place } from "../../machine/place.ts";
import { StoreWatch } from "../../machine/profile/stores.ts";
import { functionAt, objectAt, type Program } from "../../machine/program.ts";
import type { Fault } from "../../rollup/fault.ts";
import type { MachineTrace } from "../../rollup/trace.ts";
import { toHex } from "../../types/hex.ts";
import { UsageError } from "../errors.ts";
import { grouped, hexWord } from "../format.ts";
import { withExample } from "../options.ts";
import { show, table } from "../output.ts";
import { startProgress, type Progress } from "../progress.ts";
import { rerun, type Wrong } from "../rerun.ts";
import { batchOf, prepare, telling, withRun, type RunOptions } from "../runOptions.ts";
import { count, parseFaultValue } from "../values.ts";

type StateFault = Fault & { readonly kind: Wrong["kind"] | "input" };
type DiffOptions = RunOptions & { readonly against?: string; readonly fault?: StateFault; readonly at?: number };

/** Words of memory that a person is shown; `--json` has them all. */
const SHOWN = 20;
/** Parts that a round of the search for the step where runs part is cut into. */
const NARY = 16;
/** Steps between two looks at the clock. */
const SLICE = 10_000_000;

export function defineDiff(command: Command): void {
  withRun(command)
    .option("--at <n>", "compare the states after this many steps (default: where the runs part)", count())
    .option("--against <file>", "the other run's input")
    .option(
      "--fault <kind[@step]>",
      "or the same run with a fault: register, memory, pc, output, skip or input",
      parseStateFault,
    );
  withExample(command, "npx assize diff guest/sort/sort.elf --fault memory@100000").action(compare);
}

/** A fault that leaves a machine in another state. */
function parseStateFault(text: string): StateFault {
  const { kind, step } = parseFaultValue(text);
  if (kind !== "memoryRoot") return step === undefined ? { kind } : { kind, step };
  throw new InvalidArgumentError("A wrong memory root is no state of a machine: there is nothing to compare");
}

async function compare(elf: string, options: DiffOptions): Promise<void> {
  if ((options.against === undefined) === (options.fault === undefined)) {
    const what = `There ${options.fault === undefined ? "is no other run" : "are two other runs"} to compare with`;
    const fix = "Give either --against <file> or --fault <kind[@step]>";
    throw new UsageError("ARGUMENT_INVALID", { what, where: "--against, --fault", fix });
  }
  const { program, limit } = prepare(elf, options);
  const progress = startProgress();
  const engine = telling(progress);
  const one = rerun(() => new Machine(program, batchOf(program, options)), limit, engine);
  const stepsOf = (run: MachineTrace): number => run.lookAt(limit, ({ state }) => state.step);
  const end = options.at === undefined ? stepsOf(one) : Math.min(options.at, limit);
  const { step = 0 } = options.fault ?? {};
  if (options.at === undefined && step > 0 && step >= end) {
    const what = `The fault is in step ${grouped(step)}, of a run that takes ${grouped(end)} steps`;
    throw new UsageError("ARGUMENT_INVALID", { what, where: "--fault", fix: "Give an earlier step" });
  }
  const other = rerun(() => otherMachine(program, options), limit, engine, wrongOf(options, end));
  const length = options.at === undefined ? Math.max(end, stepsOf(other)) : end;
  const parted = options.at === undefined ? await part(program, one, other, length) : "not asked";
  const at = parted === "not asked" || parted === "nowhere" ? length : parted === "before" ? 0 : parted.step + 1;
  const found = one.lookAt(at, (a) => other.lookAt(at, (b) => diff(a, b)));
  const words = found.words.map(({ address }) => address);
  // A fault is no store: of a run that has one, nothing is said about stores.
  const runs = options.fault === undefined ? [one, other] : [one];
  const stores = runs.map((run) => storesOf(program, run, words, at, progress));
  progress.done();
  const place = one.lookAt(at, (a) => ({ steps: a.state.step, at: placeOf(program, a) }));
  const result = explain(program, place, found, typeof parted === "string" ? null : parted, stores);
  show(options, result, () => linesOf(result));
}

/** The machine at the start of the other run. */
function otherMachine(program: Program, options: DiffOptions): Machine {
  const { fault, against } = options;
  const batch = batchOf(program, against === undefined ? options : { ...options, input: against });
  if (fault?.kind === "input") turnLastBit(batch.input);
  return new Machine(program, batch);
}

/** The step that the other run gets wrong: in the middle, where the option leaves it open. */
function wrongOf({ fault }: DiffOptions, end: number): Wrong | undefined {
  if (fault === undefined || fault.kind === "input") return undefined;
  return { kind: fault.kind, step: fault.step ?? Math.floor(end / 2) };
}

type Parted = { readonly step: number; readonly statesCompared: number; readonly by: Place };

/** The step that the runs agree before and not after, and the instruction there; or that they differ from the start. */
async function part(
  program: Program,
  one: MachineTrace,
  other: MachineTrace,
  length: number,
): Promise<Parted | "before" | "nowhere"> {
  const [[ours], [theirs]] = [await one.hashesAt([0]), await other.hashesAt([0])];
  if (ours !== theirs) return "before";
  const { step, hashesCompared } = await parting(one, other, length, NARY);
  if (step === undefined) return "nowhere";
  return { step, statesCompared: hashesCompared, by: one.lookAt(step, (machine) => placeOf(program, machine)) };
}

/** The store that has last written a word, by the word's address. */
type Stores = ReadonlyMap<number, Stored>;
type Stored = { readonly step: number } & Omit<Place, "instruction">;

/** Looked for in the stretch before `steps`, from the nearest state that is kept, and only where that has none in those before it. */
function storesOf(
  program: Program,
  run: MachineTrace,
  words: readonly number[],
  steps: number,
  progress: Progress,
): Stores {
  const stores = new Map<number, Stored>();
  let [left, end] = [words, steps];
  for (const start of run.checkpoints.filter((step) => step < steps).toReversed()) {
    if (left.length === 0) break;
    const machine = run.machineAt(start);
    const watch = new StoreWatch(machine, left);
    while (machine.state.step < end && watch.run(Math.min(SLICE, end - machine.state.step)) > 0) {
      progress.update(`looking for stores, step ${grouped(machine.state.step)}`);
    }
    for (const address of left) {
      const store = watch.last(address);
      if (store !== undefined) stores.set(address, { step: store.step, ...codeAt(program, store.pc) });
    }
    left = left.filter((address) => !stores.has(address));
    end = start;
  }
  return stores;
}

/** @throws UsageError ARGUMENT_INVALID where there is no bit to turn */
function turnLastBit(input: Uint8Array): void {
  const last = input.length - 1;
  if (last < 0) {
    const fix = "Give --input <file>";
    throw new UsageError("ARGUMENT_INVALID", { what: "There is no input to get wrong", where: "--fault input", fix });
  }
  input[last] = (input[last] ?? 0) ^ 1;
}

type Explained = {
  readonly equal: boolean;
  /** Steps that the first run took. */
  readonly steps: number;
  readonly hashesRead: number;
  /** Where the runs part; null where --at says which states to compare, and where they end alike or begin otherwise. */
  readonly parted: Parted | null;
  /** Where the first run stands. */
  readonly at: Place;
  readonly fields: readonly { readonly name: string; readonly a: string; readonly b: string }[];
  readonly words: readonly {
    readonly section: string;
    readonly chunk: number;
    readonly address: string;
    readonly variable: string | null;
    readonly a: string;
    readonly b: string;
    /** The last store to it in each run that has no fault; null where there is none. */
    readonly stored: readonly (Stored | null)[];
  }[];
};

/** A difference in the words of the program: names of sections, variables, functions and source lines. */
function explain(
  program: Program,
  { steps, at }: Pick<Explained, "steps" | "at">,
  { fields, words, hashesRead }: Difference,
  parted: Parted | null,
  stores: readonly Stores[],
): Explained {
  return {
    equal: fields.length === 0 && words.length === 0,
    steps,
    hashesRead,
    parted,
    at,
    fields: fields.map(({ name, a, b }) => ({ name: named(name), a: shown(a), b: shown(b) })),
    words: words.map(({ section, chunk, address, a, b }) => ({
      section: program.names[section] ?? "",
      chunk,
      address: hexWord(address),
      variable: variableAt(program, address),
      a: hexWord(a),
      b: hexWord(b),
      stored: stores.map((run) => run.get(address) ?? null),
    })),
  };
}

function variableAt(program: Program, address: number): string | null {
  const found = objectAt(program, address) ?? functionAt(program, address);
  if (found === undefined) return null;
  const offset = address - found.address;
  return offset === 0 ? found.name : `${found.name}+${offset}`;
}

function linesOf({ equal, steps, hashesRead, parted, at, fields, words }: Explained): string[] {
  const head = `after ${grouped(steps)} steps, in ${whereIs(at)}; ${grouped(hashesRead)} pairs of hashes compared`;
  if (equal) return [`The two runs are equal ${head}.`];
  const fieldRows = fields.map(({ name, a, b }) => [name, a, b]);
  const wordRows = words
    .slice(0, SHOWN)
    .map(({ section, chunk, address, variable, a, b, stored }) => [
      section,
      String(chunk),
      address,
      variable ?? "",
      a,
      b,
      ...stored.map((store) => (store === null ? "" : `step ${grouped(store.step)}, ${whereIs(store)}`)),
    ]);
  const storeHeads = ["last store, first run", "last store, other run"].slice(0, words[0]?.stored.length);
  const wordHead = ["section", "chunk", "address", "variable", "first run", "other run", ...storeHeads];
  return [
    ...(parted === null ? [] : partedLines(parted)),
    `The two runs differ ${head}.`,
    ...(fieldRows.length === 0 ? [] : ["", ...table([["field", "first run", "other run"], ...fieldRows])]),
    ...(wordRows.length === 0 ? [] : ["", ...table([wordHead, ...wordRows])]),
    ...(words.length > SHOWN ? [`… ${grouped(words.length - SHOWN)} more words; --json has them all`] : []),
  ];
}

function partedLines({ step, statesCompared, by }: Parted): string[] {
  return [
    `The two runs part at step ${grouped(step)}, found by comparing ${grouped(statesCompared)} pairs of states:`,
    `  ${by.instruction} at ${by.pc} in ${whereIs(by)}`,
  ];
}

/** A field's name, registers with the one of the calling convention too. */
function named(field: string): string {
  const index = /^x(\d+)$/.exec(field)?.[1];
  return index === undefined ? field : `${field} (${REGISTER_NAMES[Number(index)]})`;
}

function shown(value: number | Uint8Array): string {
  return typeof value === "number" ? hexWord(value) : toHex(value);
}
