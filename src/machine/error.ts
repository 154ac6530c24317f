import { AssizeError } from "../types/error.ts";

export type MachineErrorCode =
  // A file that is no program of this machine.
  | "ELF_TRUNCATED"
  | "ELF_UNSUPPORTED"
  | "ELF_SEGMENT"
  | "ELF_ENTRY"
  | "ELF_SYMBOLS"
  // A layout file that does not say what it should, or does not fit the program.
  | "LAYOUT_SYNTAX"
  | "LAYOUT_KEY"
  | "LAYOUT_VALUE"
  | "LAYOUT_OVERLAP"
  | "LAYOUT_SEGMENT"
  | "LAYOUT_SECTIONS"
  // A run that this host cannot begin, or cannot go on with.
  | "MEMORY_LIMIT"
  | "INPUT_TOO_LONG"
  | "UNKNOWN_NODE"
  | "NOT_A_FIELD_ELEMENT"
  // A checkpoint that no run can go on from.
  | "CHECKPOINT_FOREIGN"
  | "CHECKPOINT_DAMAGED"
  // A one-step proof that is not in its one canonical form, or proves something else.
  | "PROOF_TRUNCATED"
  | "PROOF_TRAILING_BYTES"
  | "PROOF_STATUS"
  | "PROOF_SECTION_COUNT"
  | "PROOF_SECOND_INPUT_SECTION"
  | "PROOF_PRESTATE"
  | "PROOF_ROOT"
  | "PROOF_CHILD"
  | "PROOF_CHILDREN";

/** Whatever the machine refuses on purpose. A guest's own faults are traps, states of the machine, never errors. */
export class MachineError extends AssizeError<MachineErrorCode> {}
