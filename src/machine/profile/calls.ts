import { CALLED, JUMPED, T0 } from "./blocks.ts";
import { CallTree, MOST_DEPTH } from "./tree.ts";

/** Control at a place that it did not simply flow to. */
export type Arrival = {
  readonly how: number;
  /** Of the instruction that control came to. */
  readonly region: number;
  readonly isStart: boolean;
  readonly pc: number;
  /** Behind the instruction that control came from, and the register that this wrote. */
  readonly next: number;
  readonly link: number;
  readonly sp: number;
  readonly step: number;
};

/** Higher than any stack pointer. */
const TOP = 2 ** 32;
const NOWHERE = -1;
/** Deeper calls take the place of the highest frame. */
const MOST_FRAMES = 2 ** 20;

/**
 * Who has called whom, found out from jumps and the stack pointer alone (docs/profile.md, Calls). The guest is believed
 * nothing: a call that never returns, a return that was never called and a jump out of ten functions at once leave the stack
 * of frames no higher than the guest's own stack, and move no step from one region to another.
 */
export class Calls {
  readonly tree = new CallTree();
  /** For each region, how often it was called or jumped to. */
  readonly counts: Float64Array;
  /** The phase that new nodes stand under. */
  #root = this.tree.plant();
  readonly #regions: number[] = [];
  /** Where each frame returns to, and the stack pointer when it was called: downwards this never falls. */
  readonly #returns: number[] = [];
  readonly #pointers: number[] = [];
  readonly #links: number[] = [];
  /** Of frames up to MOST_DEPTH. */
  #nodes: number[] = [];
  /** For each region, its frames and, while it has any, the step from which it has had some. */
  readonly #frames: Float64Array;
  readonly #since: Float64Array;
  readonly #totals: Float64Array;

  constructor(regions: number) {
    this.counts = new Float64Array(regions);
    [this.#frames, this.#since, this.#totals] = [regions, regions, regions].map((count) => new Float64Array(count)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
  }

  /** The region that runs; -1 before the first. */
  get region(): number {
    return this.#regions.at(-1) ?? NOWHERE;
  }

  /** Where steps are counted now. */
  get node(): number {
    return this.#nodes.at(-1) ?? this.#root;
  }

  /** All that runs goes on under another root. */
  replant(root: number): void {
    this.#root = root;
    this.#nodes = [];
    for (const region of this.#regions.slice(0, MOST_DEPTH)) this.#nodes.push(this.tree.child(this.node, region));
  }

  /** Control has come to another region, or by a jump through a register, or by a call. */
  arrive(arrival: Arrival): void {
    const { how, region, pc, sp, step } = arrival;
    if (this.#regions.length === 0) return this.#push(region, NOWHERE, TOP, 0, step);
    // Whoever was called with less in use than is in use now has gone, however it went.
    while ((this.#pointers.at(-1) ?? TOP) < sp) this.#pop(step);
    if (how === CALLED) {
      this.#leaveTo(this.#find(arrival.next, sp), step);
      return this.#push(region, arrival.next, sp, arrival.link, step);
    }
    if (how === JUMPED) {
      this.#leaveTo(this.#find(pc, sp), step);
    }
    if (region === this.region) return;
    const back = arrival.isStart ? -1 : this.#interrupted(region, sp);
    if (back >= 0) this.#leaveTo(back + 1, step);
    else this.#replace(region, step);
  }

  /** Steps of each region with all that it called, up to `step`. */
  totals(step: number): Float64Array {
    return this.#totals.map((total, region) => total + (this.#frames[region]! > 0 ? step - this.#since[region]! : 0));
  }

  /**
   * The highest frame that returns to `pc` now that the stack pointer is `sp`, or -1. Helpers called through t0 move the
   * stack pointer, so of these the highest frame is believed by its address alone.
   */
  #find(pc: number, sp: number): number {
    const top = this.#regions.length - 1;
    if (this.#links[top] === T0 && this.#returns[top] === pc) return top;
    for (let frame = top; frame >= 0 && this.#pointers[frame] === sp; frame--) {
      if (this.#returns[frame] === pc) return frame;
    }
    return -1;
  }

  /** The highest frame of `region` that called the one above it when the stack pointer was `sp`, or -1. */
  #interrupted(region: number, sp: number): number {
    for (let frame = this.#regions.length - 1; frame > 0 && this.#pointers[frame] === sp; frame--) {
      if (this.#regions[frame - 1] === region) return frame - 1;
    }
    return -1;
  }

  /** Removes `frame` and all above it. */
  #leaveTo(frame: number, step: number): void {
    if (frame < 0) return;
    while (this.#regions.length > frame) this.#pop(step);
  }

  #push(region: number, returns: number, pointer: number, link: number, step: number): void {
    if (this.#regions.length === MOST_FRAMES) return this.#replace(region, step);
    if (this.#regions.length < MOST_DEPTH) this.#nodes.push(this.tree.child(this.node, region));
    this.#regions.push(region);
    this.#returns.push(returns);
    this.#pointers.push(pointer);
    this.#links.push(link);
    this.#enter(region, step);
  }

  #pop(step: number): void {
    this.#exit(this.#regions.pop()!, step);
    this.#returns.pop();
    this.#pointers.pop();
    this.#links.pop();
    if (this.#nodes.length > this.#regions.length) this.#nodes.pop();
  }

  /** The highest frame goes on as another region, which returns where it would have returned. */
  #replace(region: number, step: number): void {
    const top = this.#regions.length - 1;
    this.#exit(this.#regions[top]!, step);
    this.#regions[top] = region;
    if (this.#nodes.length > top) {
      this.#nodes.pop();
      this.#nodes.push(this.tree.child(this.node, region));
    }
    this.#enter(region, step);
  }

  #enter(region: number, step: number): void {
    this.counts[region]! += 1;
    if ((this.#frames[region] ?? 0) === 0) this.#since[region] = step;
    this.#frames[region]! += 1;
  }

  #exit(region: number, step: number): void {
    this.#frames[region]! -= 1;
    if ((this.#frames[region] ?? 0) === 0) this.#totals[region]! += step - this.#since[region]!;
  }
}
