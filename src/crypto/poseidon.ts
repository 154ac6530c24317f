import { poseidon2 } from "poseidon-lite/poseidon2";
import { poseidon4 } from "poseidon-lite/poseidon4";
import { poseidon5 } from "poseidon-lite/poseidon5";

const ARITIES = new Map([
  [2, poseidon2],
  [4, poseidon4],
  [5, poseidon5],
]);

/** Whether the machine's Poseidon takes `n` inputs. */
export function isPoseidonArity(n: number): boolean {
  return ARITIES.has(n);
}

/** circomlib's Poseidon of 2, 4 or 5 inputs, each below the field; the result is below it too. */
export function poseidon(inputs: readonly bigint[]): bigint {
  return ARITIES.get(inputs.length)!([...inputs]);
}
