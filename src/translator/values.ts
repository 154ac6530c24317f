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
  readonly roots = new Int32Array(32);
  readonly offsets = new Int32Array(32);
  readonly #mask: number;

  constructor(modulus: Modulus) {
    this.#mask = maskOf(modulus);
  }

  take(other: Values): void {
    this.roots.set(other.roots);
    this.offsets.set(other.offsets);
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
  readonly #known: Known;
  /** Root of the result of the block's first instruction. */
  readonly #firstRoots: Int32Array;
  /** Values before and behind each block, 32 for each; root -1 is behind a block that was not looked at yet. */
  readonly #in: Table;
  readonly #out: Table;

  /** `changes` are the registers that a call at the end of the block changes, `known` those that are at the function's entry. */
  constructor(flow: Flow, modulus: Modulus, changes: (block: Block) => number, known = NOTHING) {
    this.#flow = flow;
    this.#modulus = modulus;
    this.#changes = changes;
    this.#known = known;
    // Roots 1 to 31 are the registers at the function's entry; each block has 32 for values that meet there and 32 for what
    // its call leaves, then one for each instruction.
    let roots = 32;
    this.#firstRoots = Int32Array.from(flow.order, ({ body }) => (roots += 64 + body.length) - body.length);
    const length = 32 * flow.order.length;
    this.#in = { roots: new Int32Array(length), offsets: new Int32Array(length) };
    this.#out = { roots: new Int32Array(length).fill(-1), offsets: new Int32Array(length) };
    this.#solve();
  }

  /** Gives `values` those at the beginning of block `i`. */
  load(i: number, values: Values): void {
    values.roots.set(this.#in.roots.subarray(32 * i, 32 * i + 32));
    values.offsets.set(this.#in.offsets.subarray(32 * i, 32 * i + 32));
  }

  /** Gives `values` those behind block `i`. */
  loadBehind(i: number, values: Values): void {
    values.roots.set(this.#out.roots.subarray(32 * i, 32 * i + 32));
    values.offsets.set(this.#out.offsets.subarray(32 * i, 32 * i + 32));
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

  /** What a register holds at the function's entry, where each has its own root unless it is known. */
  atEntry(register: number): { root: number; offset: number } {
    const { registers, values } = this.#known;
    if (((registers >>> register) & 1) === 0) return { root: register, offset: 0 };
    return { root: KNOWN, offset: values[register]! & maskOf(this.#modulus) };
  }

  #solve(): void {
    const { order } = this.#flow;
    const values = new Values(this.#modulus);
    let changed = true;
    for (let round = 0; changed; round++) {
      changed = false;
      for (let i = 0; i < order.length; i++) {
        const isNew = this.#out.roots[32 * i] === -1;
        if (!this.#meet(i, round) && !isNew) continue;
        changed = true;
        this.load(i, values);
        this.#pass(i, values);
        this.#out.roots.set(values.roots, 32 * i);
        this.#out.offsets.set(values.offsets, 32 * i);
      }
    }
  }

  /**
   * A register has the value that all ways to block `i` agree about. Where they do not it gets a root of its own and keeps
   * it, and where agreement does not settle soon, too, so that this ends. Says whether anything changed.
   */
  #meet(i: number, round: number): boolean {
    const { roots, offsets } = this.#in;
    const out = this.#out;
    const sources = this.#flow.before[i]!;
    let changed = false;
    for (let register = 1; register < 32; register++) {
      const at = 32 * i + register;
      const own = this.#firstRoots[i]! - 64 + register;
      if (roots[at] === own) continue;
      let { root, offset } = i === 0 ? this.atEntry(register) : { root: -1, offset: 0 };
      let agreed = true;
      for (let n = 0; n < sources.length; n++) {
        const from = 32 * sources[n]! + register;
        // Not looked at yet, or as it was here before, since nobody changes it on the way around.
        if (out.roots[from - register] === -1) continue;
        if (sources[n]! >= i && out.roots[from] === roots[at] && out.offsets[from] === offsets[at]) continue;
        if (root === -1) {
          root = out.roots[from]!;
          offset = out.offsets[from]!;
        } else if (root !== out.roots[from] || offset !== out.offsets[from]) agreed = false;
      }
      if (agreed && roots[at] === root && offsets[at] === offset) continue;
      const follows = agreed && round < SETTLING;
      roots[at] = follows ? root : own;
      offsets[at] = follows ? offset : 0;
      changed = true;
    }
    return changed;
  }

  /** Takes the values through block `i`. */
  #pass(i: number, values: Values): void {
    const block = this.#flow.order[i]!;
    const { body } = block;
    const first = this.#firstRoots[i]!;
    for (let at = 0; at < body.length; at++) values.follow(body[at]!, first + at);
    const changes = this.#changes(block) & ~(1 << SP);
    if (changes === 0) return;
    for (let register = 1; register < 32; register++) {
      if (((changes >>> register) & 1) === 1) values.set(register, first - 32 + register, 0);
    }
  }
}

type Table = { readonly roots: Int32Array; readonly offsets: Int32Array };
