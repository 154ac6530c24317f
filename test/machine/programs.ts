import { generate } from "../../scripts/fuzz/generate.ts";
import { newMachine, type Program } from "../../scripts/fuzz/program.ts";
import { record } from "../../scripts/fuzz/run.ts";
import { STATUS_RUNNING } from "../../src/machine/isa.ts";
import type { Machine } from "../../src/machine/machine.ts";

/** Drafts that are tried for one seed before another generator is called for. */
const DRAFTS = 100;

/** A program of the fuzzer that ends by itself, and after at least a few steps. */
export function randomProgram(seed: number): Program {
  for (let draft = seed % 8; draft < DRAFTS; draft++) {
    const [program] = generate(seed, draft);
    const { states, steps } = record(program);
    if (states.at(-1)!.status !== STATUS_RUNNING && steps.length > 10) return program;
  }
  throw new Error(`seed ${seed}: no program of ${DRAFTS} drafts ends`);
}

/** A machine of its own at the start of such a program. */
export const randomMachine = (seed: number): Machine => newMachine(randomProgram(seed));
