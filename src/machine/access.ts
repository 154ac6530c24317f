/**
 * What `run` needs of memory. Guest addresses become offsets into one little-endian buffer, which `run` then reads and
 * writes through the views; asking for an offset is what counts as an access. Three things implement it, in
 * access/: `live` (fast), `record` (writes the one-step proof), `replay` (executes from a one-step proof alone).
 *
 * Addresses are 32-bit words, signed or unsigned, and wrap at 2^32.
 */
export interface StateAccess {
  /** Two words for each instruction of the code sections: packed operation and registers, then the immediate. */
  readonly decoded: Int32Array;
  readonly bytes: Uint8Array;
  readonly halves: Uint16Array;
  readonly words: Int32Array;
  readonly longs: BigInt64Array;

  /** Index into `decoded` of the instruction at `pc`, or -1 when fetching there faults. */
  fetch(pc: number): number;
  /** Offset in the buffer of the guest's byte at `address`, or -1 outside every section. */
  read(address: number): number;
  /** The same for a store, which the caller carries out before its next access; -1 also where stores are not allowed. */
  write(address: number): number;
  /** Kind of the section that holds `address`, or KIND_NONE. Accesses nothing: a proof holds nothing for it. */
  kind(address: number): number;

  /** The `n` children of a Poseidon hash. @throws MachineError UNKNOWN_NODE when nobody has told them. */
  children(hash: bigint, n: number): readonly bigint[];
  /** Told at each POSEIDON, so that the hash can be opened later: leaves, eight words each, that do not stay as they are. */
  learn(hash: Int32Array, children: Int32Array): void;
  /** The guest printed `length` bytes at `pointer`, neither of them checked. No effect on the machine. */
  print(descriptor: number, pointer: number, length: number): void;
  /** The guest entered stage `id` of its program at step `step`. No effect on the machine. */
  phase(id: number, step: number): void;
}
