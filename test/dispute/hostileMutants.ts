import { type Hex, toBytes, toHex } from "../../src/types/hex.ts";

/** A call whose ABI encoding, or what it encodes, has been spoilt. */
export type Mutant = { readonly what: string; readonly call: Hex };

/** Each byte of the call, its selector included, changed by each of `masks`. */
export function changedBytes(call: Hex, masks: (at: number) => readonly number[]): Mutant[] {
  const bytes = toBytes(call);
  return [...bytes.keys()].flatMap((at) =>
    masks(at).map((mask) => {
      const spoilt = bytes.slice();
      spoilt[at]! ^= mask;
      return { what: `byte ${at} xor ${mask}`, call: toHex(spoilt) };
    }),
  );
}

/** Cut at each `stride`-th length, and with words of every sort behind its end. */
export function otherLengths(call: Hex, stride: number): Mutant[] {
  const lengths = Array.from({ length: Math.floor(call.length / 2 / stride) }, (_, i) => stride * i);
  const cut = lengths.map((length) => ({ what: `cut to ${length}`, call: call.slice(0, 2 + 2 * length) as Hex }));
  const tails = ["00", "ff", "00".repeat(32), "ff".repeat(32), call.slice(2)];
  return [...cut, ...tails.map((tail) => ({ what: `and ${tail.length / 2} bytes`, call: `${call}${tail}` as Hex }))];
}

/**
 * Each word of the arguments changed as a whole: to edges, by one, in the bits above a narrow type, exchanged with the next,
 * left out, and doubled. Words are fields, offsets and lengths alike.
 */
export function changedWords(call: Hex): Mutant[] {
  const head = call.slice(0, 10);
  const words: string[] = call.slice(10).match(/.{64}/g) ?? [];
  const rest = call.slice(10 + 64 * words.length);
  const made = (what: string, changed: readonly string[]): Mutant => ({
    what,
    call: `${head}${changed.join("")}${rest}` as Hex,
  });
  const asWord = (value: bigint): string => BigInt.asUintN(256, value).toString(16).padStart(64, "0");
  return words.flatMap((word, i) => {
    const value = BigInt(`0x${word}`);
    const bits = [0n, 8n, 32n, 64n, 128n, 160n, 232n, 233n, 234n, 248n, 255n].map((bit) => value ^ (1n << bit));
    const others = [0n, 1n, 2n ** 256n - 1n, value + 1n, value - 1n, value + 32n, value - 32n, ...bits];
    const exchanged = words.with(i, words[i + 1] ?? word).with(Math.min(i + 1, words.length - 1), word);
    return [
      ...others
        .filter((other) => asWord(other) !== word)
        .map((other) => made(`word ${i} is ${other}`, words.with(i, asWord(other)))),
      made(`words ${i} and ${i + 1} exchanged`, exchanged),
      made(`word ${i} left out`, words.toSpliced(i, 1)),
      made(`word ${i} twice`, words.toSpliced(i, 0, word)),
    ];
  });
}
