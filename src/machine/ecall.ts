import { copyLeaf } from "../crypto/bytes.ts";
import { FIELD, fromLittleEndian, toLittleEndian } from "../crypto/field.ts";
import { mulmodOfLeaves } from "../crypto/mulmod.ts";
import { isPoseidonArity, poseidonOfLeaves } from "../crypto/poseidon.ts";
import type { StateAccess } from "./access.ts";
import {
  A0,
  A1,
  A2,
  A3,
  A7,
  ECALL_ANCHOR,
  ECALL_COMMIT,
  ECALL_HALT,
  ECALL_MULMOD256,
  ECALL_PHASE,
  ECALL_POSEIDON,
  ECALL_POSEIDON_OPEN,
  ECALL_PRINT,
  KIND_NONE,
  KIND_READ_WRITE,
  LEAF_BYTES,
  STATUS_HALTED,
  TRAP_BAD_ECALL_ARGUMENT,
  TRAP_UNKNOWN_ECALL,
} from "./isa.ts";
import type { State } from "./state.ts";

/** 64-bit words of a leaf. */
const LEAF_LONGS = LEAF_BYTES / 8;

/*
 * The ecalls (docs/machine.md, Ecalls). Every pointer is checked before the first access, all reads come before all
 * writes, both in ascending order: the order of accesses is the order of a one-step proof. Each function takes its
 * arguments from the registers and returns a trap cause, or 0.
 */

/** Carries out the ecall that `state` stands at, but for the advance of pc. Returns a trap cause, or 0. */
export function ecall(state: State, access: StateAccess): number {
  switch (state.registers[A7]) {
    case ECALL_HALT:
      return halt(state);
    case ECALL_PRINT:
      return print(state, access);
    case ECALL_COMMIT:
      return commit(state, access);
    case ECALL_ANCHOR:
      return anchor(state, access);
    case ECALL_MULMOD256:
      return mulmod256(state, access);
    case ECALL_POSEIDON:
      return poseidon(state, access);
    case ECALL_POSEIDON_OPEN:
      return poseidonOpen(state, access);
    case ECALL_PHASE:
      return phase(state, access);
    default:
      return TRAP_UNKNOWN_ECALL;
  }
}

export function halt(state: State): number {
  state.status = STATUS_HALTED;
  state.exitCode = state.registers[A0]! >>> 0;
  return 0;
}

/** a0 = len. The pointer is for the host alone. */
export function print(state: State, access: StateAccess): number {
  const { registers } = state;
  access.print(registers[A0]! >>> 0, registers[A1]! >>> 0, registers[A2]! >>> 0);
  registers[A0] = registers[A2]!;
  return 0;
}

export function commit(state: State, access: StateAccess): number {
  const pointer = state.registers[A0]!;
  if (!readable(access, pointer, 1)) return TRAP_BAD_ECALL_ARGUMENT;
  state.output = load(access, pointer);
  return 0;
}

export function anchor(state: State, access: StateAccess): number {
  const pointer = state.registers[A0]!;
  if (!writable(access, pointer, 1)) return TRAP_BAD_ECALL_ARGUMENT;
  store(access, pointer, state.anchor);
  return 0;
}

/** The EVM's MULMOD: the product has 512 bits, and a modulus of zero gives zero. */
export function mulmod256({ registers }: State, access: StateAccess): number {
  const target = registers[A0]!;
  const a = registers[A1]!;
  const b = registers[A2]!;
  const m = registers[A3]!;
  if (!readable(access, a, 1) || !readable(access, b, 1) || !readable(access, m, 1) || !writable(access, target, 1)) {
    return TRAP_BAD_ECALL_ARGUMENT;
  }
  const { operands, result, run } = mulmodOfLeaves;
  copyIn(access, a, operands, 0);
  copyIn(access, b, operands, LEAF_LONGS);
  copyIn(access, m, operands, 2 * LEAF_LONGS);
  run();
  copyOut(access, target, result);
  return 0;
}

/** An element that is no field element traps, after all n have been read. */
export function poseidon({ registers }: State, access: StateAccess): number {
  const source = registers[A1]!;
  const n = registers[A2]!;
  if (!isPoseidonArity(n) || !readable(access, source, n) || !writable(access, registers[A0]!, 1)) {
    return TRAP_BAD_ECALL_ARGUMENT;
  }
  const { inputs, hash, inputLongs, hashLongs, run } = poseidonOfLeaves(n);
  for (let i = 0; i < n; i++) copyIn(access, source + LEAF_BYTES * i, inputLongs, LEAF_LONGS * i);
  if (run() === 0) return TRAP_BAD_ECALL_ARGUMENT;
  access.learn(hash, inputs);
  copyOut(access, registers[A0]!, hashLongs);
  return 0;
}

export function poseidonOpen({ registers }: State, access: StateAccess): number {
  const target = registers[A1]!;
  const n = registers[A2]!;
  if ((n !== 2 && n !== 4) || !readable(access, registers[A0]!, 1) || !writable(access, target, n)) {
    return TRAP_BAD_ECALL_ARGUMENT;
  }
  const hash = fromLittleEndian(load(access, registers[A0]!));
  if (hash >= FIELD) return TRAP_BAD_ECALL_ARGUMENT;
  for (const [i, child] of access.children(hash, n).entries()) {
    store(access, target + LEAF_BYTES * i, toLittleEndian(child));
  }
  return 0;
}

export function phase(state: State, access: StateAccess): number {
  access.phase(state.registers[A0]! >>> 0, state.step);
  return 0;
}

/** Whether `n` consecutive leaves from `pointer` are aligned and each in some section. */
function readable(access: StateAccess, pointer: number, n: number): boolean {
  if ((pointer & (LEAF_BYTES - 1)) !== 0) return false;
  for (let i = 0; i < n; i++) if (access.kind(pointer + LEAF_BYTES * i) === KIND_NONE) return false;
  return true;
}

/** Whether `n` consecutive leaves from `pointer` are aligned and each in a readWrite section. */
function writable(access: StateAccess, pointer: number, n: number): boolean {
  if ((pointer & (LEAF_BYTES - 1)) !== 0) return false;
  for (let i = 0; i < n; i++) if (access.kind(pointer + LEAF_BYTES * i) !== KIND_READ_WRITE) return false;
  return true;
}

/** Copies the leaf at a pointer to `to`, from `at` on. */
function copyIn(access: StateAccess, pointer: number, to: BigInt64Array, at: number): void {
  copyLeaf(access.longs, access.read(pointer) >>> 3, to, at);
}

/** Copies a leaf to a pointer. */
function copyOut(access: StateAccess, pointer: number, leaf: BigInt64Array): void {
  copyLeaf(leaf, 0, access.longs, access.write(pointer) >>> 3);
}

function load(access: StateAccess, pointer: number): Uint8Array {
  const offset = access.read(pointer);
  return access.bytes.slice(offset, offset + LEAF_BYTES);
}

function store(access: StateAccess, pointer: number, leaf: Uint8Array): void {
  access.bytes.set(leaf, access.write(pointer));
}
