import { concat, keccak256, numberToHex } from "viem";
import type { Brand, Hex } from "../types/hex.ts";

/** Names a registered program by content. */
export type ProgramId = Brand<Hex, "ProgramId">;

/** Where a batch starts from: the memory that the last good one left, or the program's initial memory. */
export type ProgramKind = "persistent" | "anchored";

/** What the registry on L1 is told of a program (contracts/rollup/IPrograms.sol). */
export type Registration = {
  /** Section table, 8 bytes a section (docs/machine.md, Sections). */
  readonly entries: Hex;
  /** Root of each section; zero for the input section. */
  readonly roots: readonly Hex[];
  /** Root over them. */
  readonly memoryRoot: Hex;
  readonly entryPoint: number;
  /** A power of two up to 2^48. */
  readonly maxSteps: number;
  readonly kind: ProgramKind;
  /** Reference time of the worst batch, seconds. */
  readonly worstSeconds: number;
};

/** The kinds as the contract numbers them. */
export const PROGRAM_KINDS: readonly ProgramKind[] = ["persistent", "anchored"];

/** The id under which the registry keeps a program (docs/settlement.md, Programs). */
export function programId(program: Registration): ProgramId {
  const { entries, memoryRoot, entryPoint, maxSteps, kind, worstSeconds } = program;
  return keccak256(
    concat([
      keccak256(entries),
      memoryRoot,
      numberToHex(entryPoint, { size: 4 }),
      numberToHex(maxSteps, { size: 8 }),
      numberToHex(PROGRAM_KINDS.indexOf(kind), { size: 1 }),
      numberToHex(worstSeconds, { size: 4 }),
    ]),
  ) as ProgramId;
}
