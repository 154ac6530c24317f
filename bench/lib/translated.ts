// Runs one guest by the translator, or by the interpreter, and prints what it took. A process of its own, so that nothing of an
// earlier guest is compiled already. Usage: node bench/lib/translated.ts <elf> translator|interpreter [<steps>]
import { readFileSync } from "node:fs";
import { INTERPRETER } from "../../src/machine/engine.ts";
import { Machine } from "../../src/machine/machine.ts";
import { loadProgram } from "../../src/machine/program.ts";
import { TRANSLATOR } from "../../src/translator/engine.ts";
import { cpuSeconds } from "./stopwatch.ts";

/** What one process says: CPU seconds of all of its threads. */
export type Taken = {
  readonly steps: number;
  /** From the machine's start, translation and the engine's compilation included. */
  readonly seconds: number;
  /** The same, as a clock has it. */
  readonly elapsed: number;
  /** Of the steps behind the first 2^28, and how many those are. */
  readonly steadySteps: number;
  readonly steadySeconds: number;
  readonly output: string;
};

const WARM = 2 ** 28;

const [path = "", name, limit = 2 ** 40] = process.argv.slice(2);
const { program } = loadProgram(readFileSync(path));
const started = cpuSeconds();
const startedAt = performance.now();
const machine = new Machine(program);
const run = (name === "translator" ? TRANSLATOR : INTERPRETER).on(machine);
const warm = run(Math.min(WARM, Number(limit)));
const between = cpuSeconds();
const steadySteps = run(Number(limit) - warm);
const ended = cpuSeconds();
const taken: Taken = {
  steps: warm + steadySteps,
  seconds: ended - started,
  elapsed: (performance.now() - startedAt) / 1000,
  steadySteps,
  steadySeconds: ended - between,
  output: Buffer.from(machine.state.output).toString("hex"),
};
console.log(JSON.stringify(taken));
