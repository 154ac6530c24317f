import {
  KIND_CODE,
  KIND_NONE,
  KIND_READ_WRITE,
  TRAP_ACCESS_OUTSIDE,
  TRAP_FETCH_OUTSIDE_CODE,
  TRAP_MISALIGNED_ACCESS,
  TRAP_MISALIGNED_PC,
  TRAP_WRITE_PROTECTED,
} from "./isa.ts";

/*
 * Rules of fetches, loads and stores: who faults, in what precedence, and how narrow values are extended and merged.
 * `kind` is that of the section that holds the address. Offsets are into the views of the buffer (see access.ts); they are
 * aligned, because `run` traps before it asks for one that is not.
 */

/** Trap cause of fetching at `pc`, or 0. */
export function fetchFault(kind: number, pc: number): number {
  if (kind !== KIND_CODE) return TRAP_FETCH_OUTSIDE_CODE;
  return (pc & 3) === 0 ? 0 : TRAP_MISALIGNED_PC;
}

/** Trap cause of loading `width` bytes (1, 2 or 4) at `address`, or 0. */
export function loadFault(kind: number, address: number, width: number): number {
  if ((address & (width - 1)) !== 0) return TRAP_MISALIGNED_ACCESS;
  return kind === KIND_NONE ? TRAP_ACCESS_OUTSIDE : 0;
}

/** Trap cause of storing `width` bytes (1, 2 or 4) at `address`, or 0. */
export function storeFault(kind: number, address: number, width: number): number {
  const fault = loadFault(kind, address, width);
  return fault === 0 && kind !== KIND_READ_WRITE ? TRAP_WRITE_PROTECTED : fault;
}

export function lb(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 24) >> 24;
}

export function lh(halves: Uint16Array, offset: number): number {
  return (halves[offset >>> 1]! << 16) >> 16;
}

export function lw(words: Int32Array, offset: number): number {
  return words[offset >>> 2]!;
}

export function lbu(bytes: Uint8Array, offset: number): number {
  return bytes[offset]!;
}

export function lhu(halves: Uint16Array, offset: number): number {
  return halves[offset >>> 1]!;
}

/** The view keeps the low eight bits of `value`; so do the next two with sixteen and all of them. */
export function sb(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
}

export function sh(halves: Uint16Array, offset: number, value: number): void {
  halves[offset >>> 1] = value;
}

export function sw(words: Int32Array, offset: number, value: number): void {
  words[offset >>> 2] = value;
}
