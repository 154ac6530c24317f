import { STATUS_HALTED } from "../machine/isa.ts";
import type { Hex } from "../types/hex.ts";
import type { ProgramKind } from "./program.ts";
import { resultId } from "./ids.ts";
import type { EndState, ResultOpening } from "./view.ts";

/** Memory root of the results of an anchored program. */
export const NO_MEMORY: Hex = `0x${"00".repeat(32)}`;

/** A run that traps, exits non-zero or is still running at the end of the span changes nothing. */
export function isVoid({ status, exitCode }: EndState): boolean {
  return status !== STATUS_HALTED || exitCode !== 0;
}

/** The result that a batch leads to from `parent`; mirrors Rollup.sol. */
export function nextResult(parent: ResultOpening, accumulator: Hex, end: EndState, kind: ProgramKind): ResultOpening {
  const id = resultId(parent);
  if (isVoid(end)) return { parent: id, accumulator, output: parent.output, memoryRoot: parent.memoryRoot };
  return {
    parent: id,
    accumulator,
    output: end.output,
    memoryRoot: kind === "persistent" ? end.memoryRoot : NO_MEMORY,
  };
}
