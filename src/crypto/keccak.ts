import { createKeccak } from "hash-wasm";

/** One WebAssembly hasher for the process: hashing is synchronous and never nested, so it can be shared. */
const hasher = await createKeccak(256);

/** Keccak-256, as the EVM has it, of the parts one after the other. 32 bytes. */
export function keccak256(...parts: readonly Uint8Array[]): Uint8Array {
  hasher.init();
  for (const part of parts) hasher.update(part);
  return hasher.digest("binary");
}
