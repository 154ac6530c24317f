import type { Block } from "./blocks.ts";
import type { Flow } from "./flow.ts";
import {
  ADD,
  ADDI,
  AND,
  ANDI,
  AUIPC,
  type Instruction,
  JAL,
  JALR,
  LUI,
  OR,
  ORI,
  SLLI,
  SP,
  SUB,
  XOR,
  XORI,
  target,
} from "./instruction.ts";

/** Value root that stands for zero: a value of this root is known. */
export const KNOWN = 0;

/** Registers, as a set, and their values by number. */
export type Known = { readonly registers: number; readonly values: Int32Array };

export const NOTHING: Known = { registers: 0, values: new Int32Array(32) };

/** Offsets count exactly, or modulo 4 only. */
export type Modulus = "exact" | 4;

const maskOf = (modulus: Modulus): number => (modulus === 4 ? 3 : -1);

/**
 * What the registers hold, as a root and an offset to it: two values of one root differ by their offsets' difference. A
 * root is the value that some place of the function gave a register, last time control passed there. With `modulus` 4
 * offsets count modulo 4 only, which lets a pointer that a loop advances by words keep its root.
 */
export class Values {
  roots = ZEROS.slice();
  offsets = ZEROS.slice();
  readonly #mask: number;

  constructor(modulus: Modulus) {
    this.#mask = maskOf(modulus);
  }

  take({ roots, offsets }: Held): void {
    this.roots = roots.slice();
    this.offsets = offsets.slice();
  }

  set(register: number, root: number, offset: number): void {
    this.roots[register] = root;
    this.offsets[register] = offset & this.#mask;
  }

  /** Follows an instruction; `fresh` is the root that its result has if it is nothing better. */
  follow(instruction: Instruction, fresh: number): void {
    const rd = target(instruction);
    if (rd !== 0) this.#assign(rd, instruction, fresh);
  }

  #assign(rd: number, { operation, pc, rs1, rs2, immediate }: Instruction, fresh: number): void {
    const { roots, offsets } = this;
    const a = offsets[rs1]!;
    const b = offsets[rs2 & 31]!;
    const isWords = this.#mask === 3;
    switch (operation) {
      case LUI:
        return this.set(rd, KNOWN, immediate);
      case AUIPC:
        return this.set(rd, KNOWN, pc + immediate);
      case JAL:
      case JALR:
        return this.set(rd, KNOWN, pc + 4);
      case ADDI:
        return this.set(rd, roots[rs1]!, a + immediate);
      case ADD:
        if (roots[rs2] === KNOWN) return this.set(rd, roots[rs1]!, a + b);
        if (roots[rs1] === KNOWN) return this.set(rd, roots[rs2]!, a + b);
        break;
      case SUB:
        if (roots[rs2] === KNOWN) return this.set(rd, roots[rs1]!, a - b);
        break;
      case SLLI:
        if (roots[rs1] === KNOWN) return this.set(rd, KNOWN, a << immediate);
        if (isWords && immediate >= 2) return this.set(rd, KNOWN, 0);
        break;
      case ANDI:
        if (roots[rs1] === KNOWN) return this.set(rd, KNOWN, a & immediate);
        if (isWords && (immediate & 3) === 0) return this.set(rd, KNOWN, 0);
        if (isWords && (immediate & 3) === 3) return this.set(rd, roots[rs1]!, a);
        break;
      case ORI:
      case XORI:
        if (isWords && (immediate & 3) === 0) return this.set(rd, roots[rs1]!, a);
        break;
      case OR:
      case XOR:
        if (isWords && roots[rs2] === KNOWN && b === 0) return this.set(rd, roots[rs1]!, a);
        if (isWords && roots[rs1] === KNOWN && a === 0) return this.set(rd, roots[rs2]!, b);
        break;
      case AND:
        if (isWords && roots[rs2] === KNOWN && b === 0) return this.set(rd, KNOWN, 0);
        if (isWords && roots[rs1] === KNOWN && a === 0) return this.set(rd, KNOWN, 0);
        break;
      default:
    }
    this.set(rd, fresh, 0);
  }
}

/** Rounds in which values may still follow one another. */
const SETTLING = 8;

/** Values at the beginning of each block, and the roots that are given within. */
export class FlowValues {
  readonly #flow: Flow;
  readonly #modulus: Modulus;
  readonly #changes: (block: Block) => number;
  /** Where each register has its own root unless it is known. */
  readonly #entry: Held;
  /** Root of the result of the block's first instruction. */
  readonly #firstRoots: Int32Array;
  /** Registers that the function changes anywhere; the others are at each place what they were at the entry. */
  readonly #registers: readonly number[];
  /** Values before and behind each block, as far as it was looked at. */
  readonly #in: Held[] = [];
  readonly #out: Held[] = [];

  /** `changes` are the registers that a call at the end of the block changes, `known` those that are at the function's entry. */
  constructor(flow: Flow, modulus: Modulus, changes: (block: Block) => number, known = NOTHING) {
    this.#flow = flow;
    this.#modulus = modulus;
    this.#changes = changes;
    this.#entry = entryWith(known, maskOf(modulus));
    // Roots 1 to 31 are the registers at the function's entry; each block has 32 for values that meet there and 32 for what
    // its call leaves, then one for each instruction.
    let roots = 32;
    this.#firstRoots = Int32Array.from(flow.order, ({ body }) => (roots += 64 + body.length) - body.length);
    const changed = flow.order.reduce((set, block) => set | block.writes | changes(block), 0);
    this.#registers = Array.from({ length: 32 }, (_, register) => register).filter((i) => ((changed >>> i) & 1) === 1);
    this.#solve();
  }

  /** Gives `values` those at the beginning of block `i`. */
  load(i: number, values: Values): void {
    values.take(this.#in[i]!);
  }

  /** Gives `values` those behind block `i`. */
  loadBehind(i: number, values: Values): void {
    values.take(this.#out[i]!);
  }

  /** Values before instruction `at` of block `i`. */
  before(i: number, at: number): Values {
    const values = new Values(this.#modulus);
    this.load(i, values);
    const { body } = this.#flow.order[i]!;
    for (let next = 0; next < at; next++) values.follow(body[next]!, this.root(i, next));
    return values;
  }

  /** The instruction whose result has this root, if it is one's: a place in a block. */
  originOf(root: number): { block: number; at: number } | undefined {
    const first = this.#firstRoots;
    let [low, high] = [0, first.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (first[middle]! <= root) low = middle + 1;
      else high = middle;
    }
    const [block, at] = [low - 1, root - (first[low - 1] ?? Infinity)];
    return block >= 0 && at < this.#flow.order[block]!.body.length ? { block, at } : undefined;
  }

  /** Root of the result of instruction `at` of block `i`. */
  root(i: number, at: number): number {
    return this.#firstRoots[i]! + at;
  }

  /** Whether block `i` gives this root to what meets there: another value each time. */
  isOwn(i: number, root: number): boolean {
    const own = this.#firstRoots[i]! - 64;
    return root >= own && root < own + 32;
  }

  /** The register to which block `i` gives a root that is its own. */
  ownRegister(i: number, root: number): number {
    return root - this.#firstRoots[i]! + 64;
  }

  /** What a register holds at the function's entry. */
  atEntry(register: number): { root: number; offset: number } {
    return { root: this.#entry.roots[register]!, offset: this.#entry.offsets[register]! };
  }

  #solve(): void {
    const { order, isCyclic } = this.#flow;
    let changed = true;
    for (let round = 0; changed; round++) {
      changed = false;
      for (let i = 0; i < order.length; i++) {
        const before = this.#in[i];
        const met = this.#meet(i, round);
        if (before !== undefined && isSame(before, met)) continue;
        changed = isCyclic;
        this.#in[i] = met;
        this.#out[i] = this.#pass(i, met);
      }
    }
  }

  /**
   * Values where all ways to block `i` meet. A register has the one that they agree about. Where they do not it gets a root of its
   * own and keeps it, and where agreement does not settle soon, too, so that this ends.
   */
  #meet(i: number, round: number): Held {
    // Those that were looked at.
    const ways = this.#flow.before[i]!.flatMap((from): Way[] => {
      const held = this.#out[from];
      return held === undefined ? [] : [{ from, held }];
    });
    if (i === 0) ways.unshift({ from: -1, held: this.#entry });
    const first = ways[0]!.held;
    // The only way there settles if where it comes from does.
    if (this.#flow.before[i]!.length === 1 && i > 0) return first;
    const before = this.#in[i];
    const roots = first.roots.slice();
    const offsets = first.offsets.slice();
    for (const register of this.#registers) {
      const own = this.#firstRoots[i]! - 64 + register;
      const root = roots[register]!;
      const offset = offsets[register]!;
      const isOwn = before?.roots[register] === own;
      const agrees = ({ from, held }: Way): boolean =>
        (held.roots[register] === root && held.offsets[register] === offset) ||
        // As it was here before, since nobody changes it on the way around.
        (from >= i &&
          held.roots[register] === before?.roots[register] &&
          held.offsets[register] === before?.offsets[register]);
      const agreed = !isOwn && ways.every(agrees);
      const isOld = before?.roots[register] === root && before?.offsets[register] === offset;
      if (agreed && (round < SETTLING || isOld)) continue;
      roots[register] = own;
      offsets[register] = 0;
    }
    return { roots, offsets };
  }

  /** Takes values through block `i`. */
  #pass(i: number, before: Held): Held {
    const block = this.#flow.order[i]!;
    const { body } = block;
    const first = this.#firstRoots[i]!;
    const values = new Values(this.#modulus);
    values.take(before);
    for (let at = 0; at < body.length; at++) values.follow(body[at]!, first + at);
    const changes = this.#changes(block) & ~(1 << SP);
    if (changes === 0) return values;
    for (let register = 1; register < 32; register++) {
      if (((changes >>> register) & 1) === 1) values.set(register, first - 32 + register, 0);
    }
    return values;
  }
}

/** What 32 registers hold. Arrays of the engine's own, of which many are made: typed ones would take longer. */
type Held = { readonly roots: readonly number[]; readonly offsets: readonly number[] };

const ZEROS: readonly number[] = Array.from({ length: 32 }, () => 0);

/** How values come to a block: from which other, or from -1 where the function is entered. */
type Way = { readonly from: number; readonly held: Held };

function entryWith({ registers, values }: Known, mask: number): Held {
  const isKnown = (register: number): boolean => ((registers >>> register) & 1) === 1;
  return {
    roots: ZEROS.map((_, register) => (isKnown(register) ? KNOWN : register)),
    offsets: ZEROS.map((_, register) => (isKnown(register) ? values[register]! & mask : 0)),
  };
}

function isSame(a: Held, b: Held): boolean {
  return a.roots.every((root, i) => root === b.roots[i]) && a.offsets.every((offset, i) => offset === b.offsets[i]);
}
