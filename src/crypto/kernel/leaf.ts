import { OP } from "../../wasm/opcodes.ts";
import type { Emitter } from "./emitter.ts";
import { LIMB_BITS, LIMB_MASK, LIMBS } from "./limbs.ts";

/*
 * Leaves, 32 bytes that are a little-endian number of 256 bits, to limbs and back.
 */

const WORDS = 4;
const WORD_BITS = 64;

/** Reads the leaf at the address in a local into limbs. */
export function unpack(e: Emitter, address: number): number[] {
  const words = Array.from({ length: WORDS }, (_, i) => {
    const word = e.local();
    e.get(address);
    e.memory(OP["i64.load"], 8 * i);
    e.set(word);
    return word;
  });
  return Array.from({ length: LIMBS }, (_, i) => {
    const [at, bit] = [Math.floor((LIMB_BITS * i) / WORD_BITS), (LIMB_BITS * i) % WORD_BITS];
    shifted(e, words[at]!, OP["i64.shr_u"], bit);
    if (bit + LIMB_BITS > WORD_BITS && at + 1 < WORDS) {
      shifted(e, words[at + 1]!, OP["i64.shl"], WORD_BITS - bit);
      e.op(OP["i64.or"]);
    }
    e.const64(LIMB_MASK);
    e.op(OP["i64.and"]);
    const limb = e.local();
    e.set(limb);
    return limb;
  });
}

/** Writes limbs of a number below 2^256 as the leaf at the address in a local. */
export function pack(e: Emitter, address: number, limbs: readonly number[]): void {
  for (let word = 0; word < WORDS; word++) {
    e.get(address);
    e.sum(
      limbs.flatMap((limb, i) => {
        const bit = LIMB_BITS * i - WORD_BITS * word;
        if (bit <= -LIMB_BITS || bit >= WORD_BITS) return [];
        const [direction, by] = bit < 0 ? [OP["i64.shr_u"], -bit] : [OP["i64.shl"], bit];
        return [() => shifted(e, limb, direction, by)];
      }),
    );
    e.memory(OP["i64.store"], 8 * word);
  }
}

function shifted(e: Emitter, value: number, direction: number, by: number): void {
  e.get(value);
  if (by === 0) return;
  e.const64(BigInt(by));
  e.op(direction);
}
