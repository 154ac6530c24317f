import type { Machine } from "./machine.ts";

/**
 * Takes up to so many steps of the machine that it was made for; fewer only where that halts or traps. Returns the number
 * taken. All of them are the same function of a state: they differ in nothing but speed. Between two calls the machine's state may
 * have been replaced, and marks of `Live.changed` taken away: whoever writes to a chunk then sets NOT_HASHED again.
 */
export type Run = (steps: number) => number;

/** A way to execute guests. */
export type Engine = {
  readonly name: string;
  /** About how fast it is, measured (bench/checkpoints.ts); decides how far apart checkpoints are, and nothing else. */
  readonly stepsPerSecond: number;
  on(machine: Machine): Run;
};

export const INTERPRETER: Engine = {
  name: "interpreter",
  stepsPerSecond: 150e6,
  on: (machine) => (steps) => machine.run(steps),
};
