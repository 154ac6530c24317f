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

/**
 * What the registers hold, as a root and an offset to it: two values of one root differ by their offsets' difference. A
 * root is the value that some place of the function gave a register, last time control passed there. With `modulus` 4
 * offsets count modulo 4 only, which lets a pointer that a loop advances by words keep its root.
 */
export class Values {
  readonly roots = new Int32Array(33);
  readonly offsets = new Int32Array(33);
  readonly #mask: number;

  constructor(modulus: "exact" | 4) {
    this.#mask = modulus === 4 ? 3 : -1;
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
    const [a, b] = [offsets[rs1]!, offsets[rs2]!];
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
  readonly #modulus: "exact" | 4;
  readonly #changes: (block: Block) => number;
  /** Root of the result of the block's first instruction. */
  readonly #firstRoots: Int32Array;
  readonly #entry: Values[];

  /** `changes` are the registers that a call at the end of the block changes. */
  constructor(flow: Flow, modulus: "exact" | 4, changes: (block: Block) => number) {
    this.#flow = flow;
    this.#modulus = modulus;
    this.#changes = changes;
    // Roots 1 to 31 are the registers at the function's entry; each block has 32 for values that meet there and 32 for what
    // its call leaves, then one for each instruction.
    let roots = 32;
    this.#firstRoots = Int32Array.from(flow.order, ({ body }) => (roots += 64 + body.length) - body.length);
    this.#entry = this.#solve();
  }

  /** A copy of the values at the beginning of block `i`. */
  at(i: number): Values {
    const values = new Values(this.#modulus);
    values.take(this.#entry[i]!);
    return values;
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

  #solve(): Values[] {
    const { order, before } = this.#flow;
    const entry = order.map(() => new Values(this.#modulus));
    const behind: (Values | undefined)[] = order.map(() => undefined);
    const scratch = new Values(this.#modulus);
    let changed = true;
    for (let round = 0; changed; round++) {
      changed = false;
      for (let i = 0; i < order.length; i++) {
        const sources = before[i]!.flatMap((source) => behind[source] ?? []);
        const differs = this.#meet(i, entry[i]!, sources, round);
        if (behind[i] !== undefined && !differs) continue;
        changed = true;
        scratch.take(entry[i]!);
        this.#pass(i, scratch);
        (behind[i] ??= new Values(this.#modulus)).take(scratch);
      }
    }
    return entry;
  }

  /**
   * A register has the value that all ways to block `i` agree about. Where they do not it gets a root of its own and keeps
   * it, and where agreement does not settle soon, too, so that this ends. Says whether anything changed.
   */
  #meet(i: number, values: Values, sources: readonly Values[], round: number): boolean {
    const entering = i === 0 ? [...sources, atEntry(this.#modulus)] : sources;
    let changed = false;
    for (let register = 1; register < 32; register++) {
      const own = this.#firstRoots[i]! - 64 + register;
      if (values.roots[register] === own) continue;
      const [root, offset] = [entering[0]!.roots[register]!, entering[0]!.offsets[register]!];
      const agreed = entering.every((one) => one.roots[register] === root && one.offsets[register] === offset);
      if (agreed && values.roots[register] === root && values.offsets[register] === offset) continue;
      if (agreed && round < SETTLING) values.set(register, root, offset);
      else values.set(register, own, 0);
      changed = true;
    }
    return changed;
  }

  /** Takes the values through block `i`. */
  #pass(i: number, values: Values): void {
    const block = this.#flow.order[i]!;
    block.body.forEach((instruction, at) => values.follow(instruction, this.root(i, at)));
    const changes = this.#changes(block) & ~(1 << SP);
    for (let register = 1; register < 32; register++) {
      if (((changes >>> register) & 1) === 1) values.set(register, this.#firstRoots[i]! - 32 + register, 0);
    }
  }
}

/** At a function's entry each register is its own root. */
function atEntry(modulus: "exact" | 4): Values {
  const values = new Values(modulus);
  for (let register = 1; register < 32; register++) values.set(register, register, 0);
  return values;
}
