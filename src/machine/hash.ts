import { keccak256 } from "../crypto/keccak.ts";
import { toHex } from "../types/hex.ts";
import type { StateHash } from "../types/stateHash.ts";

/** keccak256 of `pc | x1 | … | x31`, 128 bytes of big-endian words (`packCpu`). */
export function cpuHash(cpu: Uint8Array): Uint8Array {
  return keccak256(cpu);
}

/** keccak256 of what never changes in a run, 32 bytes each. */
export function fixedHash(anchor: Uint8Array, inputRoot: Uint8Array, layoutHash: Uint8Array): Uint8Array {
  return keccak256(anchor, inputRoot, layoutHash);
}

/** Hash of a whole state (docs/machine.md, State): `fixed` is a fixedHash, `cpu` a cpuHash, the other two are 32 bytes. */
export function stateHash(
  fixed: Uint8Array,
  output: Uint8Array,
  memoryRoot: Uint8Array,
  cpu: Uint8Array,
  exitCode: number,
  status: number,
): StateHash {
  const end = new Uint8Array(5);
  new DataView(end.buffer).setUint32(0, exitCode);
  end[4] = status;
  return toHex(keccak256(fixed, output, memoryRoot, cpu, end)) as StateHash;
}
