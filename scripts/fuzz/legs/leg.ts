import type { State } from "../../../src/machine/state.ts";
import type { Run } from "../run.ts";

/** Where an implementation differs from the recorded run. */
export type Difference = {
  readonly leg: string;
  readonly run: Run;
  /** The first step whose successor differs; undefined where only the ends of runs can be compared. */
  readonly step: number | undefined;
  readonly what: string;
};

/** One implementation of the machine, held to recorded runs. */
export type Leg = {
  readonly name: string;
  /** Differences from `runs`, at most one for each. */
  check(runs: readonly Run[]): Promise<Difference[]>;
};

/** A leg that looks at one run after the other. */
export function eachRun(name: string, check: (run: Run) => Omit<Difference, "leg" | "run"> | undefined): Leg {
  return {
    name,
    async check(runs) {
      return runs.flatMap((run) => {
        const found = check(run);
        return found === undefined ? [] : [{ leg: name, run, ...found }];
      });
    },
  };
}

/** The first field in which two states differ, in words; undefined when there is none. Memory is not looked at. */
export function differenceOf(found: State, recorded: State): string | undefined {
  for (const field of ["pc", "status", "exitCode"] as const) {
    if (found[field] !== recorded[field]) return `${field} is ${hex(found[field])}, recorded ${hex(recorded[field])}`;
  }
  for (let i = 0; i < 32; i++) {
    const [here, there] = [found.registers[i], recorded.registers[i]];
    if (here !== there) return `x${i} is ${hex(here)}, recorded ${hex(there)}`;
  }
  return Buffer.compare(found.output, recorded.output) === 0 ? undefined : "the outputs differ";
}

/** The first section in which two memories differ, in words. */
export function memoryDifference(found: readonly Uint8Array[], recorded: readonly Uint8Array[]): string | undefined {
  const section = found.findIndex((bytes, i) => Buffer.compare(bytes, recorded[i]) !== 0);
  if (section < 0) return undefined;
  const at = found[section].findIndex((byte, i) => byte !== recorded[section][i]);
  return `byte ${at} of section ${section} is ${hex(found[section][at])}, recorded ${hex(recorded[section][at])}`;
}

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;
