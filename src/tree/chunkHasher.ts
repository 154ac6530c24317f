/** Hashes chunks of memory: here (kernel.ts), or on several threads at once (src/threads). The roots are the same. */
export interface ChunkHasher {
  /**
   * Puts the root of each of these chunks of 4096 bytes of `memory` into `roots`, that of chunk c at 32c.
   * @returns how many were hashed: a chunk of zeros is not
   */
  hash(memory: Uint8Array, chunks: readonly number[], roots: Uint8Array): number;
}
