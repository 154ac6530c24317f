import { equalBytes } from "../crypto/bytes.ts";

/** Root of a section after so many steps, as one execution has it. Asked for in ascending order of steps. */
export type RootAt = (step: number, section: number) => Uint8Array;

/** A section that two executions do not have alike after `step`. */
export type Breach = { readonly step: number; readonly section: number };

/** What a watcher compares at the boundaries of spans. */
export type Watch = {
  /** Sections in the layout, by place: 0 to `sections` - 1. */
  readonly sections: number;
  /** Those that are compared at every boundary. */
  readonly critical: readonly number[];
  /** Whether one of the others is compared at this boundary. */
  readonly sampled: (step: number, section: number) => boolean;
};

/**
 * The first difference between two executions that a watcher sees: at each boundary, in ascending order, it compares the
 * critical sections, and of the others those that its sampling draws.
 */
export function firstBreach(
  { sections, critical, sampled }: Watch,
  boundaries: Iterable<number>,
  ours: RootAt,
  theirs: RootAt,
): Breach | undefined {
  const others = Array.from({ length: sections }, (_, section) => section).filter((one) => !critical.includes(one));
  for (const step of boundaries) {
    for (const section of [...critical, ...others.filter((other) => sampled(step, other))]) {
      if (!equalBytes(ours(step, section), theirs(step, section))) return { step, section };
    }
  }
  return undefined;
}
