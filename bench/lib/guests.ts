import { readFileSync } from "node:fs";
import { loadProgram, type Program } from "../../src/machine/program.ts";

/** A program of guest/bench. */
export function guestOf(name: string): Program {
  return loadProgram(readFileSync(new URL(`../../guest/bench/${name}.elf`, import.meta.url))).program;
}
