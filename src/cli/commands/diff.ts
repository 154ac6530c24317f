import { InvalidArgumentError, type Command } from "commander";
import { diff, type Difference } from "../../machine/diff.ts";
import { REGISTER_NAMES } from "../../machine/disassemble.ts";
import { Machine } from "../../machine/machine.ts";
import { functionAt, objectAt, type Program } from "../../machine/program.ts";
import { stepWrongly, type Fault } from "../../rollup/fault.ts";
import { toHex } from "../../types/hex.ts";
import { UsageError } from "../errors.ts";
import { grouped, hexWord } from "../format.ts";
import { withExample } from "../options.ts";
import { show, table } from "../output.ts";
import { placeOf, whereIs, type Place } from "../../machine/place.ts";
import { startProgress, type Progress } from "../progress.ts";
import { batchOf, prepare, runTo, withRun, type RunOptions } from "../runOptions.ts";
import { count, parseFaultValue } from "../values.ts";

type DiffOptions = RunOptions & { readonly against?: string; readonly fault?: Fault; readonly at: number };

/** Words of memory that a person is shown; `--json` has them all. */
const SHOWN = 20;

export function defineDiff(command: Command): void {
  withRun(command)
    .requiredOption("--at <n>", "compare the states after this many steps", count())
    .option("--against <file>", "the other run's input")
    .option(
      "--fault <kind[@step]>",
      "or the same run with a fault: register, memory, pc, output, skip or input",
      parseStateFault,
    );
  withExample(command, "npx assize diff guest/bank/bank.elf --fault memory@5000000 --at 6000000").action(compare);
}

/** A fault that leaves a machine in another state. */
function parseStateFault(text: string): Fault {
  const fault = parseFaultValue(text);
  if (fault.kind !== "memoryRoot") return fault;
  throw new InvalidArgumentError("A wrong memory root is no state of a machine: there is nothing to compare");
}

function compare(elf: string, options: DiffOptions): void {
  if ((options.against === undefined) === (options.fault === undefined)) {
    const what = `There ${options.fault === undefined ? "is no other run" : "are two other runs"} to compare with`;
    const fix = "Give either --against <file> or --fault <kind[@step]>";
    throw new UsageError("ARGUMENT_INVALID", { what, where: "--against, --fault", fix });
  }
  const { program, machine: a, limit } = prepare(elf, options);
  const at = Math.min(options.at, limit);
  const progress = startProgress();
  runTo(a, at, progress);
  const b = otherRun(program, options, at, progress);
  progress.done();
  const result = explain(program, a, diff(a, b));
  show(options, result, () => linesOf(result));
}

function otherRun(program: Program, options: DiffOptions, at: number, progress: Progress): Machine {
  const { fault, against } = options;
  const batch = batchOf(program, against === undefined ? options : { ...options, input: against });
  if (fault?.kind === "input") turnLastBit(batch.input);
  const machine = new Machine(program, batch);
  if (fault !== undefined && fault.kind !== "input") {
    const step = fault.step ?? Math.floor(at / 2);
    runTo(machine, Math.min(step, at), progress);
    if (step < at) stepWrongly(machine, fault.kind);
  }
  runTo(machine, at, progress);
  return machine;
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
  }[];
};

/** A difference in the words of the program: names of sections, variables, functions and source lines. */
function explain(program: Program, machine: Machine, { fields, words, hashesRead }: Difference): Explained {
  return {
    equal: fields.length === 0 && words.length === 0,
    steps: machine.state.step,
    hashesRead,
    at: placeOf(program, machine),
    fields: fields.map(({ name, a, b }) => ({ name: named(name), a: shown(a), b: shown(b) })),
    words: words.map(({ section, chunk, address, a, b }) => ({
      section: program.names[section] ?? "",
      chunk,
      address: hexWord(address),
      variable: variableAt(program, address),
      a: hexWord(a),
      b: hexWord(b),
    })),
  };
}

function variableAt(program: Program, address: number): string | null {
  const found = objectAt(program, address) ?? functionAt(program, address);
  if (found === undefined) return null;
  const offset = address - found.address;
  return offset === 0 ? found.name : `${found.name}+${offset}`;
}

function linesOf({ equal, steps, hashesRead, at, fields, words }: Explained): string[] {
  const head = `after ${grouped(steps)} steps, in ${whereIs(at)}; ${grouped(hashesRead)} pairs of hashes compared`;
  if (equal) return [`The two runs are equal ${head}.`];
  const fieldRows = fields.map(({ name, a, b }) => [name, a, b]);
  const wordRows = words
    .slice(0, SHOWN)
    .map(({ section, chunk, address, variable, a, b }) => [section, String(chunk), address, variable ?? "", a, b]);
  return [
    `The two runs differ ${head}.`,
    ...(fieldRows.length === 0 ? [] : ["", ...table([["field", "first run", "other run"], ...fieldRows])]),
    ...(wordRows.length === 0
      ? []
      : ["", ...table([["section", "chunk", "address", "variable", "first run", "other run"], ...wordRows])]),
    ...(words.length > SHOWN ? [`… ${grouped(words.length - SHOWN)} more words; --json has them all`] : []),
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
