import { keccak256 } from "../../src/crypto/keccak.ts";
import type { Trace } from "../../src/dispute/trace.ts";
import { type Hex, toBytes, toHex } from "../../src/types/hex.ts";
import type { StateHash } from "../../src/types/stateHash.ts";

/*
 * Traces of contracts/mocks/ToyMachine.sol, a register that steps by x -> a x + c mod 2^64. Any state of any trace is known in
 * log time, so that a dispute over 2^48 steps is played in milliseconds.
 */

const A = 6364136223846793005n;
const C = 1442695040888963407n;
const MASK = (1n << 64n) - 1n;

export type ToyOptions = {
  readonly maxSteps: number;
  /** Value of the register at step 0. */
  readonly seed: bigint;
  /** Hashes of the first and the last state where a host's claims fix them; the machine's own when left out. */
  readonly start?: StateHash;
  readonly end?: StateHash;
  /** All states after this step are wrong, each by the same `lie`, a mask that is not zero. */
  readonly fault?: { readonly step: number; readonly lie: bigint };
  /** A step of another machine, whose two states and proof stand at `step` in place of the toy's. */
  readonly planted?: {
    readonly step: number;
    readonly prestate: StateHash;
    readonly poststate: StateHash;
    readonly proof: Hex;
  };
};

export function toyTrace(options: ToyOptions): Trace {
  const { maxSteps, seed, start, end, fault, planted } = options;
  const hashAt = (step: number): StateHash => {
    if (step === 0 && start !== undefined) return start;
    if (step === maxSteps && end !== undefined) return end;
    const lie = fault !== undefined && step > fault.step ? fault.lie : 0n;
    if (step === planted?.step) return planted.prestate;
    if (step - 1 === planted?.step && lie === 0n) return planted.poststate;
    return toyHash(valueAt(seed, step) ^ lie);
  };
  return {
    maxSteps,
    hashesAt: async (steps) => steps.map(hashAt),
    proofAt: async (step) => (step === planted?.step ? planted.proof : toyProof(valueAt(seed, step))),
  };
}

/** The register after `step` steps: the affine map squared and multiplied along the bits of `step`. */
export function valueAt(seed: bigint, step: number): bigint {
  let [a, c] = [A, C];
  let value = seed;
  for (let rest = BigInt(step); rest > 0n; rest >>= 1n) {
    if (rest & 1n) value = (a * value + c) & MASK;
    [a, c] = [(a * a) & MASK, (a * c + c) & MASK];
  }
  return value;
}

export function toyHash(value: bigint): StateHash {
  return toHex(keccak256(toBytes(`0x${value.toString(16).padStart(64, "0")}`))) as StateHash;
}

function toyProof(value: bigint): Hex {
  return `0x${value.toString(16).padStart(16, "0")}`;
}
