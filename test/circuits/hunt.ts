import { readFileSync } from "node:fs";
import { filesIn } from "../../scripts/check/files.ts";
import { FIELD } from "../../src/crypto/field.ts";
import { CIRCUITS } from "../../src/validity/compile.ts";
import type { Inputs } from "../../src/validity/witnessProgram.ts";
import type { Constraints, Triple } from "./constraints.ts";
import type { Gadget } from "./gadget.ts";

/*
 * The hunt for signals that are bound too little. `changes` puts another value into one signal at a time. `repairs` goes
 * further: it takes the changed signal as given and computes anew whatever constraints then force, so that a hint that
 * was chosen falsely is followed to its consequences. What no constraint refuses is a find.
 */

export type Find = {
  readonly signal: string;
  readonly was: bigint;
  readonly value: bigint;
  /** Every signal with another value, the first one included. */
  readonly changed: readonly string[];
};

/** What to try instead of a value: its neighbours, its negative, the other bit, and something far away. */
export function others(value: bigint): bigint[] {
  const far = 0x1234_5678_9abc_def0n ** 3n;
  const tried = [value + 1n, value - 1n, -value, 1n - value, 0n, 1n, value + far];
  return [...new Set(tried.map((other) => ((other % FIELD) + FIELD) % FIELD))].filter((other) => other !== value);
}

/** Changes of one signal, any but the number one, that all constraints accept. `picked` says which signals to try. */
export function changes(
  gadget: Gadget,
  witness: readonly bigint[],
  picked = (_signal: number): boolean => true,
): Find[] {
  const { constraints } = gadget;
  const values = constraints.evaluate(witness);
  const finds: Find[] = [];
  for (let signal = 1; signal < constraints.signals; signal++) {
    if (!picked(signal)) continue;
    const was = witness[signal]!;
    const value = others(was).find((other) => constraints.toleratesChange(values, signal, other - was));
    const name = gadget.name(signal);
    if (value !== undefined) finds.push({ signal: name, was, value, changed: [name] });
  }
  return finds;
}

/** How many signals a repair may change: what a hint spoils further on is the business of a smaller gadget's test. */
const PATIENCE = 8;

/** Names of signals that some template computes without a constraint (`<--`): what a prover may choose. */
const HINTS = new Set(
  filesIn(CIRCUITS, CIRCUITS, ".circom")
    .map((path) => readFileSync(path, "utf8"))
    .flatMap((text) => [...text.matchAll(/(\w+)(?:\[[^\]]*\])*\s*<--/g)].map(([, name = ""]) => name)),
);

/** Whether a signal is a hint of a template below circuits/, by its name. */
export function isHint(signal: string): boolean {
  return HINTS.has(signal.replace(/^.*\./, "").replace(/\[.*/, ""));
}

/**
 * Other witnesses for the same inputs: one signal is changed, then each constraint that this breaks is mended by one of
 * its other signals, later ones first, and so on.
 * @param inputs whose signals stay as they are
 * @param starts which signals to change first
 */
export function repairs(gadget: Gadget, inputs: Inputs, starts: (signal: string) => boolean): Find[] {
  const { constraints } = gadget;
  const witness = gadget.witness(inputs);
  const values = constraints.evaluate(witness);
  const given = new Set([0, ...placesOf(gadget, inputs)]);
  const finds: Find[] = [];
  for (let signal = 1; signal < constraints.signals; signal++) {
    if (given.has(signal) || !starts(gadget.name(signal))) continue;
    for (const value of others(witness[signal]!)) {
      const changed = repaired(constraints, witness, values, given, signal, value);
      if (changed === undefined) continue;
      const names = changed.map((place) => gadget.name(place));
      finds.push({ signal: gadget.name(signal), was: witness[signal]!, value, changed: names });
      break;
    }
  }
  return finds;
}

/** Where the signals of these inputs are. */
export function placesOf(gadget: Gadget, inputs: Inputs): number[] {
  return Object.keys(inputs).flatMap((name) => gadget.placesOf(name));
}

/** The signals changed in another witness that has `value` at `signal`; undefined if none was found. */
function repaired(
  constraints: Constraints,
  honest: readonly bigint[],
  values: readonly bigint[],
  given: ReadonlySet<number>,
  signal: number,
  value: bigint,
): number[] | undefined {
  const witness = new Map<number, bigint>();
  const rows = new Map<number, Triple>();
  const set = (place: number, next: bigint): void => {
    const delta = next - (witness.get(place) ?? honest[place]!);
    for (const [constraint, triple] of constraints.changed(values, place, delta, rows)) rows.set(constraint, triple);
    witness.set(place, next);
  };
  set(signal, value);
  for (;;) {
    const broken = [...rows].find(([, [a, b, c]]) => (a * b - c) % FIELD !== 0n);
    if (broken === undefined) return [...witness.keys()];
    if (witness.size > PATIENCE) return undefined;
    const [constraint, [a, b, c]] = broken;
    const mending = [...constraints.signalsIn(constraint)]
      .filter(([place]) => !given.has(place) && !witness.has(place))
      .toSorted(([one], [other]) => other - one)
      .map(([place, [inA, inB, inC]]) => ({ place, slope: (inA * b + inB * a - inC) % FIELD, square: inA * inB }))
      .find(({ slope, square }) => square % FIELD === 0n && slope !== 0n);
    if (mending === undefined) return undefined;
    const next = (honest[mending.place]! - (a * b - c) * inverse(mending.slope)) % FIELD;
    set(mending.place, (next + FIELD) % FIELD);
  }
}

function inverse(value: bigint): bigint {
  let [a, b, x, y] = [((value % FIELD) + FIELD) % FIELD, FIELD, 1n, 0n];
  while (a > 1n) {
    const quotient = a / b;
    [a, b, x, y] = [b, a % b, y, x - quotient * y];
  }
  return ((x % FIELD) + FIELD) % FIELD;
}

/** Finds that are no defect: the inverse of 0 in IsZero is a hint that nothing depends on (docs/circuits.md). */
export function defects(finds: readonly Find[]): Find[] {
  return finds.filter(
    ({ signal, was, changed }) => !(changed.length === 1 && /(^|\.)inverse$/.test(signal) && was === 0n),
  );
}
