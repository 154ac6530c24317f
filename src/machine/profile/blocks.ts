import type { StateAccess } from "../access.ts";
import { INSTRUCTIONS, PAGE_BYTES } from "../isa.ts";
import { DECODED_WORDS } from "../predecode.ts";

/** How control came to an instruction. */
export const FLOWED = 0; // from the one before it, by a branch, or by a jump to a fixed place
export const CALLED = 1; // by a jump that keeps the address behind it in a link register
export const JUMPED = 2; // by any other jump through a register: a return, as a rule

/** Longest block: no block leaves a page. */
const MOST = PAGE_BYTES / DECODED_WORDS;
const OPERATION = 63;
const JAL = numberOf("jal");
const JALR = numberOf("jalr");
const FIRST_BRANCH = numberOf("beq");
const LAST_BRANCH = numberOf("bgeu");
const ECALL = numberOf("ecall");
const EBREAK = numberOf("ebreak");
const COUNT = INSTRUCTIONS.length;
const STORES: ReadonlySet<number> = new Set(["sb", "sh", "sw"].map(numberOf));

/** Link registers of the calling convention: ra, and t0 for the helpers that save and restore registers. */
const RA = 1;
export const T0 = 5;

/**
 * Code as blocks: instructions that follow one another until one may lead elsewhere. Whoever lets `run` take a block at a
 * time knows where the machine was at every step, without a second text of what an instruction does. An ecall is a block
 * of its own, and so is whatever traps by being executed. Code never changes in a run, so a block is measured once.
 */
export class Blocks {
  readonly #decoded: Int32Array;
  readonly #regions: Int32Array;
  /** Instructions of the block that begins at a place; 0 while nobody has asked. */
  readonly #lengths: Uint16Array;

  /** @param regions a number for each place: a block ends where it changes */
  constructor(access: StateAccess, regions: Int32Array) {
    this.#decoded = access.decoded;
    this.#regions = regions;
    this.#lengths = new Uint16Array(regions.length);
  }

  /** Instructions from `index` on, which has been fetched, that `run` takes one after the other. */
  length(index: number): number {
    const known = this.#lengths[index >>> 2]!;
    return known === 0 ? this.#measure(index) : known;
  }

  /** Whether the instruction at `index` is an ecall. */
  isEcall(index: number): boolean {
    return (this.#decoded[index]! & OPERATION) === ECALL;
  }

  /** How many instructions lie between `index`, where a block begins, and its store number `count`, counted from 0. */
  storeAt(index: number, count: number): number {
    let left = count;
    for (let at = index; ; at += DECODED_WORDS) {
      const isStore = STORES.has(this.#decoded[at]! & OPERATION);
      if (isStore && left-- === 0) return (at - index) / DECODED_WORDS;
    }
  }

  /** How control leaves the instruction at `index`. */
  leaves(index: number): typeof FLOWED | typeof CALLED | typeof JUMPED {
    const packed = this.#decoded[index]!;
    const operation = packed & OPERATION;
    if (operation !== JAL && operation !== JALR) return FLOWED;
    const link = this.link(index);
    if (link === RA || link === T0) return CALLED;
    return operation === JALR ? JUMPED : FLOWED;
  }

  /** The register that the instruction at `index` writes. */
  link(index: number): number {
    return (this.#decoded[index]! >>> 6) & OPERATION;
  }

  #measure(index: number): number {
    const region = this.#regions[index >>> 2];
    const rest = MOST - ((index & (PAGE_BYTES - 1)) >>> 2);
    let length = 0;
    for (let at = index; length < rest && this.#regions[at >>> 2] === region; at += DECODED_WORDS) {
      const operation = this.#decoded[at]! & OPERATION;
      const alone = operation === ECALL || operation === EBREAK || operation > COUNT;
      if (alone && length > 0) break;
      length++;
      const leads = operation === JAL || operation === JALR || (operation >= FIRST_BRANCH && operation <= LAST_BRANCH);
      if (alone || leads) break;
    }
    this.#lengths[index >>> 2] = length;
    return length;
  }
}

function numberOf(name: string): number {
  return INSTRUCTIONS.findIndex((instruction) => instruction.name === name) + 1;
}
