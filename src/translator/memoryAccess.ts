import type { Run } from "../machine/arrange.ts";
import { OP } from "../wasm/opcodes.ts";
import type { Block, Counted } from "./blocks.ts";
import { Facts } from "./facts.ts";
import type { Flow } from "./flow.ts";
import { reaches, windowsBehind } from "./gate.ts";
import { type Instruction, LB, SB, isLoad, isStore, target, widthOf } from "./instruction.ts";
import { ARMED, type Locals } from "./locals.ts";
import { type FlowValues, KNOWN, Values } from "./values.ts";

/** Where memory lies, and the imports that take over where generated code does not know how. */
export type Place = {
  readonly home: Run;
  /** No access but to home can succeed. */
  readonly isWhole: boolean;
  /**
   * Bytes at home's start that generated code takes for unreachable: 4096 where it begins with a page of code, else 0. Nobody
   * stores there and hardly anybody loads, and a distance from the page behind is cheaper to compute: x64 adds no -2^31.
   */
  readonly skipped: number;
  /** `(distance) -> nothing`: lets stores to the page go ahead, or throws. */
  readonly arm: number;
  /** `(distance) -> distance`: where a load, or a store, from another run goes. They throw where the guest faults. */
  readonly farLoad: number;
  readonly farStore: number;
  /** `() -> done`: does the ecall that the registers in memory ask for. Not zero: the interpreter has to. */
  readonly ecall: number;
};

/** Tests of pages at one gate; what would need more is tested where it is stored. */
const MAX_GATE_TESTS = 8;

const ACCESS = [
  OP["i32.load8_s"],
  OP["i32.load16_s"],
  OP["i32.load"],
  OP["i32.load8_u"],
  OP["i32.load16_u"],
  OP["i32.store8"],
  OP["i32.store16"],
  OP["i32.store"],
];

/**
 * Loads and stores. An address that is not allowed makes the function fail as a whole (unreachable code, the engine's own
 * fault, an exception of an import): the host then undoes what was done and leaves it to the interpreter. So nothing has
 * to be known at that place but that the guest faults; and what is known of an address from before need not be tested.
 */
export class MemoryAccess {
  readonly #c: Locals;
  readonly #flow: Flow;
  readonly #place: Place;
  readonly #exact: FlowValues;
  readonly #words: FlowValues;
  readonly #facts = new Facts();
  /** The block that is being emitted, its number, and what the registers hold where it has come to. */
  readonly #values = { exact: new Values("exact"), words: new Values(4) };
  readonly #ahead = { exact: new Values("exact"), words: new Values(4) };
  #block!: Block;
  #number = 0;

  constructor(c: Locals, flow: Flow, place: Place, exact: FlowValues, words: FlowValues) {
    this.#c = c;
    this.#flow = flow;
    this.#place = place;
    this.#exact = exact;
    this.#words = words;
  }

  /** What is found out from here on holds until `leave`. */
  enter(): void {
    this.#facts.enter();
  }

  leave(): void {
    this.#facts.leave();
  }

  /**
   * To be called in front of the loop at `header`: finds out once whether the pointers are aligned that its blocks use.
   * Leaves on the stack what is not zero if one of them is not, and says whether there was anything to ask.
   */
  alignLoop(header: number, blocks: readonly number[]): boolean {
    const c = this.#c;
    const needs = this.#needs(blocks);
    this.#words.load(header, this.#ahead.words);
    const { roots, offsets } = this.#ahead.words;
    let tests = 0;
    for (const [root, { width, residue }] of needs) {
      const register = roots.indexOf(root, 1);
      const isKnown = this.#facts.residue(root, width) !== undefined;
      if (isKnown || register < 0 || register > 31 || this.#words.isOwn(header, root)) continue;
      c.read(register);
      const offset = (residue + offsets[register]!) & (width - 1);
      if (offset !== 0) {
        c.const(offset);
        c.op(OP["i32.sub"]);
      }
      if (width < 4) {
        c.const(width - 1);
        c.op(OP["i32.and"]);
      }
      if (tests++ > 0) c.op(OP["i32.or"]);
      this.#facts.learnResidue(root, width, residue);
    }
    if (tests > 0) {
      c.const(3);
      c.op(OP["i32.and"]);
    }
    return tests > 0;
  }

  /**
   * Leaves on the stack what is not zero if pages may not be written yet where the copies behind the gate store. Says whether there
   * was anything to ask; it is learned.
   */
  gate(gate: number, fast: number): boolean {
    if (!this.#place.isWhole) return false;
    const c = this.#c;
    const { roots, offsets } = this.#values.exact;
    let tests = 0;
    const test = (register: number, offset: number): void => {
      this.#distance(register, offset - offsets[register]!);
      this.#isNotArmed();
      if (tests++ > 0) c.op(OP["i32.or"]);
    };
    for (const { root, low, high } of windowsBehind(this.#flow, this.#exact, gate, fast)) {
      const register = roots.indexOf(root);
      if (
        register < 0 ||
        tests >= MAX_GATE_TESTS ||
        (this.#facts.isArmed(root, low) && this.#facts.isArmed(root, high))
      )
        continue;
      for (const offset of new Set([low, high])) {
        test(register, offset);
        this.#facts.learnArmed(root, offset);
      }
    }
    return tests > 0;
  }

  /** Before a loop whose rounds are known, and will all be made: arms what they store to. */
  armCounted(gate: number, fast: number, slow: number, counted: Counted): void {
    if (!this.#place.isWhole) return;
    const { roots, offsets } = this.#values.exact;
    for (const { register, low, high, within } of reaches(this.#flow, this.#exact, { gate, fast, slow }, counted)) {
      const [root, offset] = [roots[register]!, offsets[register]!];
      for (const distance of new Set([low, high])) {
        if (!this.#facts.isArmed(root, offset + distance)) this.#armAt(register, distance);
        this.#facts.learnArmed(root, offset + distance);
      }
      this.#facts.learnArmed(within.root, within.low);
      this.#facts.learnArmed(within.root, within.high);
    }
  }

  /** What the blocks demand of roots. */
  #needs(blocks: readonly number[]): Map<number, { width: number; residue: number }> {
    const needs = new Map<number, { width: number; residue: number }>();
    for (const number of blocks) {
      const { words } = this.#ahead;
      this.#words.load(number, words);
      this.#flow.order[number]!.body.forEach((instruction, at) => {
        if (accessesMemory(instruction) && widthOf(instruction) > 1) {
          const root = words.roots[instruction.rs1]!;
          const width = widthOf(instruction);
          const residue = -(words.offsets[instruction.rs1]! + instruction.immediate);
          if ((needs.get(root)?.width ?? 0) < width) needs.set(root, { width, residue });
        }
        words.follow(instruction, this.#words.root(number, at));
      });
    }
    return needs;
  }

  /** Begins a block, by number. */
  begin(block: Block, number: number): void {
    this.#block = block;
    this.#number = number;
    this.#exact.load(number, this.#values.exact);
    this.#words.load(number, this.#values.words);
  }

  /** To be called behind each instruction of the block, with its place in it. */
  follow(instruction: Instruction, at: number): void {
    this.#values.exact.follow(instruction, this.#exact.root(this.#number, at));
    this.#values.words.follow(instruction, this.#words.root(this.#number, at));
  }

  /** A load or a store of the block that has begun. */
  access(instruction: Instruction, at: number): void {
    const { operation, rs2 } = instruction;
    const c = this.#c;
    this.#align(instruction);
    const isArmedHere = isStore(instruction) && this.#place.isWhole && this.#arm(instruction, at);
    if (isArmedHere) c.get(c.address);
    const offset = isArmedHere ? this.#origin : this.#address(instruction);
    if (isStore(instruction)) c.read(rs2);
    c.memory(ACCESS[operation - LB]!, offset);
    if (isLoad(instruction)) c.assign(target(instruction));
  }

  /** Whether `loadAgain` can do without a test: where all of memory is one, and the pointer is none to a place known before. */
  canLoadAgain(root: number): boolean {
    return this.#place.isWhole && root !== KNOWN;
  }

  /** Puts on the stack what a load gives that went well before, from operands that `read` puts there. */
  loadAgain({ operation, rs1, immediate }: Instruction, read: (register: number) => void): void {
    const { home, skipped } = this.#place;
    const c = this.#c;
    read(rs1);
    c.const((immediate - home.start - skipped) | 0);
    c.op(OP["i32.add"]);
    c.memory(ACCESS[operation - LB]!, this.#origin);
  }

  /** Where in the buffer a distance of 0 is. */
  get #origin(): number {
    return this.#place.home.offset + this.#place.skipped;
  }

  /** Puts the distance of the address on the stack, but for what is returned: the offset to add to it. */
  #address(instruction: Instruction): number {
    const { isWhole } = this.#place;
    const { rs1, immediate } = instruction;
    const c = this.#c;
    if (!isWhole) {
      this.#far(instruction);
      return this.#origin;
    }
    // A negative offset might lead below home, where there is memory of ours. Known addresses are far off, if at all.
    const { roots, offsets } = this.#values.exact;
    if (roots[rs1] === KNOWN) {
      const address = (offsets[rs1]! + immediate - this.#place.home.start) >>> 0;
      c.const(address < this.#place.home.size ? address : -1);
      return this.#place.home.offset;
    }
    if (immediate < 0) {
      this.#distance(instruction.rs1, instruction.immediate);
      return this.#origin;
    }
    // The same for all accesses by one pointer, so that the engine computes it once.
    this.#distance(rs1, 0);
    return this.#origin + immediate;
  }

  #far(instruction: Instruction): void {
    const { home, skipped, farLoad, farStore } = this.#place;
    const c = this.#c;
    this.#distance(instruction.rs1, instruction.immediate);
    c.tee(c.address);
    c.const(home.size - skipped);
    c.op(OP["i32.ge_u"]);
    c.openUnlikely();
    c.get(c.address);
    c.call(isStore(instruction) ? farStore : farLoad);
    c.set(c.address);
    if (isStore(instruction)) {
      c.byte(OP.else);
      this.#armPage();
    }
    c.end();
    c.get(c.address);
  }

  /** The distance of the address at an offset to a register, from where home's start ends that is skipped. */
  #distance(register: number, offset: number): void {
    const { home, skipped } = this.#place;
    const c = this.#c;
    c.read(register);
    c.const((offset - home.start - skipped) | 0);
    c.op(OP["i32.add"]);
  }

  #align(instruction: Instruction): void {
    const width = widthOf(instruction);
    if (width === 1) return;
    const { rs1, immediate } = instruction;
    const c = this.#c;
    const { roots, offsets } = this.#values.words;
    const root = roots[rs1]!;
    const residue = this.#facts.residue(root, width);
    const isAligned = residue === undefined ? undefined : ((residue + offsets[rs1]! + immediate) & (width - 1)) === 0;
    if (isAligned === true) return;
    if (isAligned === false) {
      c.op(OP.unreachable);
      return;
    }
    c.read(rs1);
    if ((immediate & (width - 1)) !== 0) {
      c.const(immediate);
      c.op(OP["i32.add"]);
    }
    c.const(width - 1);
    c.op(OP["i32.and"]);
    c.openUnlikely();
    c.op(OP.unreachable);
    c.end();
    this.#facts.learnResidue(root, width, -offsets[rs1]! - immediate);
  }

  /**
   * Sees to it that the page may be written, and that of the block's other stores by the same root if that is near. Says
   * whether the distance of the instruction's own address is now in the local for addresses.
   */
  #arm(instruction: Instruction, at: number): boolean {
    const { rs1, immediate } = instruction;
    const { exact } = this.#values;
    const root = exact.roots[rs1]!;
    const here = exact.offsets[rs1]! + immediate;
    if (this.#facts.isArmed(root, here)) return false;
    const { low, high } = this.#reach(root, here, at);
    for (const offset of new Set([here === low ? high : low, here === low ? low : high])) {
      this.#armAt(rs1, immediate + offset - here);
      this.#facts.learnArmed(root, offset);
    }
    return here === low || here === high;
  }

  /** From the lowest to the highest of the stores by `root` that the block is still to make, within a page's length of `here`. */
  #reach(root: number, here: number, at: number): { low: number; high: number } {
    const { body } = this.#block;
    let [low, high] = [here, here];
    const ahead = this.#ahead.exact;
    ahead.take(this.#values.exact);
    for (let next = at; next < body.length; next++) {
      const instruction = body[next]!;
      const { rs1, immediate } = instruction;
      if (isStore(instruction) && ahead.roots[rs1] === root) {
        const offset = ahead.offsets[rs1]! + immediate;
        if (Math.max(high, offset) - Math.min(low, offset) < 4096) {
          [low, high] = [Math.min(low, offset), Math.max(high, offset)];
        }
      }
      ahead.follow(instruction, this.#exact.root(this.#number, next));
    }
    return { low, high };
  }

  #armAt(register: number, offset: number): void {
    const c = this.#c;
    this.#distance(register, offset);
    c.set(c.address);
    this.#armPage();
  }

  /** Arms the page of the distance in the local for addresses, unless it is. */
  #armPage(): void {
    const c = this.#c;
    c.get(c.address);
    this.#isNotArmed();
    c.openUnlikely();
    c.get(c.address);
    c.call(this.#place.arm);
    c.end();
  }

  /** Not zero if stores may not go ahead to the page of the distance that it takes from the stack. */
  #isNotArmed(): void {
    const c = this.#c;
    c.const(12);
    c.op(OP["i32.shr_u"]);
    c.memory(OP["i32.load8_u"], ARMED + this.#place.skipped / 4096);
  }
}

export const accessesMemory = ({ operation }: Instruction): boolean => operation >= LB && operation <= SB + 2;
