import type { Live } from "../access/live.ts";
import { Through } from "../access/through.ts";
import { LEAF_BYTES, PAGE_BYTES, STATUS_RUNNING } from "../isa.ts";
import type { Machine } from "../machine.ts";
import { DECODED_WORDS } from "../predecode.ts";
import { run } from "../step.ts";
import { Blocks } from "./blocks.ts";

/** The instruction that has last written a word. */
export type Store = { readonly step: number; readonly pc: number };

const WORD = 4;
const WORDS_OF_LEAF = LEAF_BYTES / WORD;

/** Runs a machine and keeps, for some words of its memory, which step has last stored to each. */
export class StoreWatch {
  readonly #machine: Machine;
  readonly #access: Watching;
  readonly #blocks: Blocks;

  /** @param addresses of words in sections, multiples of 4 */
  constructor(machine: Machine, addresses: readonly number[]) {
    this.#machine = machine;
    this.#access = new Watching(machine.live, addresses);
    this.#blocks = new Blocks(this.#access, new Int32Array(machine.live.decoded.length / DECODED_WORDS));
  }

  /** Takes up to `limit` steps, as `Machine.run` does. Returns the number taken. */
  run(limit: number): number {
    const { state } = this.#machine;
    let left = limit;
    while (left > 0 && state.status === STATUS_RUNNING) {
      const { pc, step } = state;
      const index = this.#access.fetch(pc);
      const isCode = index >= 0;
      this.#access.begin(isCode && this.#blocks.isEcall(index));
      left -= run(state, this.#access, isCode ? Math.min(left, this.#blocks.length(index)) : 1);
      for (const [address, count] of this.#access.seen) {
        const behind = count < 0 ? 0 : this.#blocks.storeAt(index, count);
        this.#access.stores.set(address, { step: step + behind, pc: (pc + DECODED_WORDS * behind) >>> 0 });
      }
    }
    return limit - left;
  }

  /** The last store to the word at `address` since this began, or undefined. */
  last(address: number): Store | undefined {
    return this.#access.stores.get(address);
  }
}

/** An ecall stores leaves, everything else within a word. */
const BY_ECALL = -1;

class Watching extends Through {
  readonly stores = new Map<number, Store>();
  /** Words stored to in this block, with the number of the store in it. */
  readonly seen = new Map<number, number>();
  /** For each chunk of the buffer whether it has words that are watched. */
  readonly #chunks: Uint8Array;
  readonly #addresses: ReadonlySet<number>;
  #isEcall = false;
  #count = 0;

  constructor(live: Live, addresses: readonly number[]) {
    super(live);
    this.#addresses = new Set(addresses);
    this.#chunks = new Uint8Array(live.bytes.length / PAGE_BYTES);
    for (const address of addresses) this.#chunks[live.read(address) >>> 12] = 1;
  }

  /** A block begins. */
  begin(isEcall: boolean): void {
    this.#isEcall = isEcall;
    this.#count = 0;
    if (this.seen.size > 0) this.seen.clear();
  }

  override write(address: number): number {
    const offset = this.live.write(address);
    if (offset < 0) return offset;
    if (this.#chunks[offset >>> 12] === 1) this.#note((address & -WORD) >>> 0);
    this.#count++;
    return offset;
  }

  #note(word: number): void {
    for (let i = 0; i < (this.#isEcall ? WORDS_OF_LEAF : 1); i++) {
      const at = word + WORD * i;
      if (this.#addresses.has(at)) this.seen.set(at, this.#isEcall ? BY_ECALL : this.#count);
    }
  }
}
