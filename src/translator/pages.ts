import { type Live, NOT_HASHED, NOT_INITIAL } from "../machine/access/live.ts";
import { KIND_CODE, KIND_READ_WRITE, PAGE_BYTES } from "../machine/isa.ts";
import { ARMED } from "./locals.ts";

/** Thrown through generated code where the guest faults. */
export class Fault extends Error {}

/**
 * The pages of memory that generated code writes to. It may store to a page that is armed, which it finds out from a table in the
 * memory itself. The first store to any other comes here: the page is kept as it was and marked as changed, as the
 * interpreter marks it, and armed. So all that was done since the last `settle` can be undone, and nothing that generated
 * code does has to be right where the guest faults.
 */
export class Pages {
  /** Bytes at home's start that generated code takes for unreachable (src/translator/memoryAccess.ts). */
  readonly skipped: number;
  readonly #live: Live;
  readonly #isArmed: Uint8Array;
  /** Pages that were kept, with their marks; the bytes are in buffers that are used again. */
  readonly #kept: { readonly page: number; readonly mark: number }[] = [];
  readonly #buffers: Uint8Array[] = [];
  readonly #far = new Set<number>();

  /** @param skips whether a page may be taken for unreachable that has only code in it */
  constructor(live: Live, skips = true) {
    const { home } = live.arrangement;
    this.#live = live;
    this.skipped = skips && live.kind(home.start) === KIND_CODE ? PAGE_BYTES : 0;
    this.#isArmed = new Uint8Array(live.memory.buffer, ARMED, home.size / PAGE_BYTES).fill(1);
  }

  /** Lets stores to the page go ahead. Distances count from where home's start ends that is skipped. @throws Fault */
  readonly arm = (distance: number): void => {
    const { home } = this.#live.arrangement;
    const from = (distance + this.skipped) >>> 0;
    if (from >= home.size || this.#live.kind(home.start + from) !== KIND_READ_WRITE) throw new Fault();
    this.#isArmed[from >>> 12] = 0;
    this.#keep((home.offset + from) >>> 12);
  };

  /** Where a load goes whose address may not be in home. @throws Fault */
  readonly farLoad = (distance: number): number => {
    const { home } = this.#live.arrangement;
    const offset = this.#live.read(home.start + this.skipped + distance);
    if (offset < 0) throw new Fault();
    return offset - home.offset - this.skipped;
  };

  /** The same for a store. @throws Fault */
  readonly farStore = (distance: number): number => {
    const { home } = this.#live.arrangement;
    const address = home.start + this.skipped + distance;
    if (this.#live.kind(address) !== KIND_READ_WRITE) throw new Fault();
    const offset = this.#live.read(address);
    this.#touchFar(offset);
    return offset - home.offset - this.skipped;
  };

  /** To be called before a host writes to the page of `address`, which lies in a section. */
  touch(address: number): void {
    const { home } = this.#live.arrangement;
    const from = (address - home.start) >>> 0;
    if (from >= home.size) this.#touchFar(this.#live.read(address));
    else if (this.#isArmed[from >>> 12] !== 0) this.arm(from - this.skipped);
  }

  /** Whether stores go ahead to the page at a distance from home's start, on it or not. */
  isKept(distance: number): boolean {
    return this.#isArmed[distance >>> 12] === 0;
  }

  /** What was done stays. */
  settle(): void {
    const { home } = this.#live.arrangement;
    for (const { page } of this.#kept) {
      const distance = page * PAGE_BYTES - home.offset;
      if (distance >= 0 && distance < home.size) this.#isArmed[distance / PAGE_BYTES] = 1;
    }
    this.#kept.length = 0;
    this.#far.clear();
  }

  /** What was done since the last `settle` is undone. */
  undo(): void {
    const { bytes, changed } = this.#live;
    this.#kept.forEach(({ page, mark }, i) => {
      bytes.set(this.#buffers[i]!, page * PAGE_BYTES);
      changed[page] = mark;
    });
    this.settle();
  }

  #touchFar(offset: number): void {
    const page = offset >>> 12;
    if (this.#far.has(page)) return;
    this.#far.add(page);
    this.#keep(page);
  }

  #keep(page: number): void {
    const { bytes, changed } = this.#live;
    const buffer = (this.#buffers[this.#kept.length] ??= new Uint8Array(PAGE_BYTES));
    buffer.set(bytes.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES));
    this.#kept.push({ page, mark: changed[page]! });
    changed[page] = NOT_HASHED | NOT_INITIAL;
  }
}
