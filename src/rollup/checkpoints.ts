import { PAGE_BYTES } from "../machine/isa.ts";
import type { Kept } from "../machine/rewind.ts";
import type { Step } from "../types/step.ts";
import { type Costs, IN_MEMORY, interval } from "./pace.ts";

/** Bytes of memory that the checkpoints of one run may take, unless somebody says otherwise. */
export const CHECKPOINT_BYTES = 256 * 2 ** 20;

/** Bytes of a reference from a checkpoint to a chunk. */
const REFERENCE_BYTES = 8;

/** How a run of at most `maxSteps` steps is executed, and within what bounds. */
export type Terms = { readonly maxSteps: Step; readonly stepsPerSecond: number; readonly bytes: number };

/**
 * The states of one run that can be gone back to, within a bound of memory: its first; those at multiples of the interval as
 * far as the run was executed; and those that questions asked for, in which the next question begins.
 */
export class Checkpoints {
  /** Steps between two checkpoints of the run, a power of two. Grows with what they turn out to cost. */
  interval: Step;
  readonly #terms: Terms;
  readonly #costs: Costs;
  #first: Kept | undefined;
  /** Ascending. */
  #regular: Kept[] = [];
  /** Those of the last question last. */
  #asked: Kept[][] = [];
  /** No less than they hold. */
  #bytes = 0;

  constructor(terms: Terms, costs: Costs = IN_MEMORY) {
    this.#terms = terms;
    this.#costs = costs;
    this.interval = interval(costs, terms.stepsPerSecond, terms.maxSteps);
  }

  /** A machine begins the run, for the first time or again. */
  begin(first: Kept): void {
    this.#first = first;
  }

  /** No machine is at it: the first state, which every machine begins with, and what was asked for need not be kept. */
  rest(): void {
    this.#first = undefined;
    this.#asked = [];
    this.#bytes = this.bytes;
  }

  /** Ascending. */
  get steps(): readonly Step[] {
    return [...new Set(this.#all().map(({ state }) => state.step))].sort((a, b) => a - b);
  }

  /** Bytes that they hold together, what they share counted once. */
  get bytes(): number {
    const chunks = new Set<Uint8Array>();
    let references = 0;
    for (const kept of this.#all()) {
      references += kept.chunks.length;
      for (const chunk of kept.chunks) if (chunk !== undefined) chunks.add(chunk);
    }
    return chunks.size * PAGE_BYTES + references * REFERENCE_BYTES;
  }

  /** Where a run that is at `step` has to stop next for a checkpoint of the run. */
  due(step: Step): Step {
    const next = (Math.floor(step / this.interval) + 1) * this.interval;
    const last = this.#regular.at(-1)?.state.step ?? 0;
    return next > last ? next : Infinity;
  }

  at(step: Step): Kept | undefined {
    return this.#all().find(({ state }) => state.step === step);
  }

  /** Adds a checkpoint of the run, further than all before. */
  mark(kept: Kept): void {
    const { maxSteps, stepsPerSecond } = this.#terms;
    this.interval = Math.max(this.interval, interval(this.#costs, stepsPerSecond, maxSteps, kept.copied));
    this.#regular.push(kept);
    this.#add([kept]);
  }

  /** Adds the states that a question has asked for. */
  note(asked: Kept[]): void {
    this.#asked.push(asked);
    this.#add(asked);
  }

  /** Lets go of checkpoints until no more than `bytes` are held, if it must be of all but the first. */
  shed(bytes: number): void {
    while (this.bytes > bytes) {
      if (this.#asked.length > 1) this.#asked.shift();
      else if (this.#regular.length > 0) this.#thin();
      else if (this.#asked.length > 0) this.#asked.shift();
      else break;
    }
    this.#bytes = this.bytes;
  }

  #add(added: readonly Kept[]): void {
    for (const { chunks, copied } of added) this.#bytes += copied * PAGE_BYTES + chunks.length * REFERENCE_BYTES;
    if (this.#bytes > this.#terms.bytes) this.shed(this.#terms.bytes);
  }

  #thin(): void {
    this.interval *= 2;
    this.#regular = this.#regular.filter(({ state }) => state.step % this.interval === 0);
  }

  #all(): Kept[] {
    return [...(this.#first === undefined ? [] : [this.#first]), ...this.#regular, ...this.#asked.flat()];
  }
}
