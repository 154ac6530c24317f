import type { Hex } from "viem";
import type { Block } from "./answers.ts";

/** Heads that are remembered, so that an older one can be told from one of another fork. */
const REMEMBERED = 64;

/** The heads that L1 was read at, the newest last. */
export class Heads {
  readonly #hashes = new Map<bigint, Hex>();
  #last: Block | undefined;

  get last(): Block | undefined {
    return this.#last;
  }

  add(block: Block): void {
    this.#last = block;
    this.#hashes.set(block.number, block.hash);
    const [oldest] = this.#hashes.keys();
    if (this.#hashes.size > REMEMBERED && oldest !== undefined) this.#hashes.delete(oldest);
  }

  /** Whether L1 has replaced a block that was read. */
  contradicts({ number, hash }: Block): boolean {
    const known = this.#hashes.get(number);
    return known !== undefined && known !== hash;
  }

  forget(): void {
    this.#hashes.clear();
    this.#last = undefined;
  }
}
