import { FIELD, readLongs, writeLongs } from "./field.ts";
import { type PoseidonKernel, poseidonKernel } from "./kernel/poseidonKernel.ts";

const ARITIES = [2, 4, 5];
const LEAF_LONGS = 4;

/** Made when they are first asked for: their constants take a few milliseconds. */
const kernels: PoseidonKernel[] = [];

/** Whether the machine's Poseidon takes `n` inputs. */
export function isPoseidonArity(n: number): boolean {
  return ARITIES.includes(n);
}

/**
 * What computes Poseidon of 2, 4 or 5 leaves, for callers to whom numbers cost too much. One for the process: hashing is
 * synchronous and never nested, so it can be shared.
 */
export function poseidonOfLeaves(n: number): PoseidonKernel {
  return (kernels[n] ??= poseidonKernel(n));
}

/** circomlib's Poseidon of 2, 4 or 5 inputs, taken modulo the field; the result is below it. */
export function poseidon(inputs: readonly bigint[]): bigint {
  const kernel = poseidonOfLeaves(inputs.length);
  for (let i = 0; i < inputs.length; i++) {
    const rest = inputs[i]! % FIELD;
    writeLongs(rest < 0n ? rest + FIELD : rest, kernel.inputLongs, LEAF_LONGS * i);
  }
  kernel.run();
  return readLongs(kernel.hashLongs, 0);
}
