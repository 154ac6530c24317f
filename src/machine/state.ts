import { A0, STATUS_RUNNING } from "./isa.ts";

/** All of a machine's state beside its memory (docs/machine.md, State). Mutable: `run` changes it in place. */
export type State = {
  /** Address of the next instruction, u32. */
  pc: number;
  /** STATUS_RUNNING, STATUS_HALTED or STATUS_TRAPPED. */
  status: number;
  /** u32: 0 while running, then the guest's exit code or the trap cause. */
  exitCode: number;
  /** x0 to x31 as signed words; x0 holds zero between steps. */
  readonly registers: Int32Array;
  /** The parent's output, 32 bytes; never changes in a run. */
  readonly anchor: Uint8Array;
  /** What the guest committed to, 32 bytes; replaced, never written in place. */
  output: Uint8Array;
  /** Steps taken since the start. Counted, not hashed. */
  step: number;
};

/** State at the start of a run: registers zero but `a0`, which holds the length of the input in bytes. */
export function startState(entry: number, anchor: Uint8Array, inputLength: number): State {
  const registers = new Int32Array(32);
  registers[A0] = inputLength;
  return { pc: entry, status: STATUS_RUNNING, exitCode: 0, registers, anchor, output: anchor, step: 0 };
}

/** `pc | x1 | … | x31`, each word big-endian, 128 bytes: x0 is always zero, so pc has its place. */
export function packCpu(pc: number, registers: Int32Array): Uint8Array {
  const packed = new Uint8Array(128);
  const view = new DataView(packed.buffer);
  view.setUint32(0, pc);
  for (let i = 1; i < 32; i++) view.setInt32(4 * i, registers[i]!);
  return packed;
}
