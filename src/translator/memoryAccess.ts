import { OP } from "../wasm/opcodes.ts";
import type { Addresses, Place } from "./addresses.ts";
import type { Block } from "./blocks.ts";
import type { Facts } from "./facts.ts";
import { type Instruction, LB, isLoad, isStore, target, widthOf } from "./instruction.ts";
import type { Locals } from "./locals.ts";
import { type FlowValues, KNOWN, Values } from "./values.ts";

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
  readonly #place: Place;
  readonly #addresses: Addresses;
  readonly #exact: FlowValues;
  readonly #words: FlowValues;
  readonly #facts: Facts;
  /** The block that is being emitted, its number, and what the registers hold where it has come to. */
  readonly #values = { exact: new Values("exact"), words: new Values(4) };
  readonly #ahead = new Values("exact");
  #block!: Block;
  #number = 0;

  constructor(c: Locals, addresses: Addresses, exact: FlowValues, words: FlowValues, facts: Facts) {
    this.#c = c;
    this.#addresses = addresses;
    this.#place = addresses.place;
    this.#facts = facts;
    this.#exact = exact;
    this.#words = words;
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
    const offset = isArmedHere ? this.#addresses.origin : this.#address(instruction);
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
    c.memory(ACCESS[operation - LB]!, this.#addresses.origin);
  }

  /** Puts the distance of the address on the stack, but for what is returned: the offset to add to it. */
  #address(instruction: Instruction): number {
    const { isWhole } = this.#place;
    const { rs1, immediate } = instruction;
    const c = this.#c;
    if (!isWhole) {
      this.#far(instruction);
      return this.#addresses.origin;
    }
    // A negative offset might lead below home, where there is memory of ours. Known addresses are far off, if at all.
    const { roots, offsets } = this.#values.exact;
    if (roots[rs1] === KNOWN) {
      const address = (offsets[rs1]! + immediate - this.#place.home.start) >>> 0;
      c.const(address < this.#place.home.size ? address : -1);
      return this.#place.home.offset;
    }
    if (immediate < 0) {
      this.#addresses.distance(instruction.rs1, instruction.immediate);
      return this.#addresses.origin;
    }
    // The same for all accesses by one pointer, so that the engine computes it once.
    this.#addresses.distance(rs1, 0);
    return this.#addresses.origin + immediate;
  }

  #far(instruction: Instruction): void {
    const { home, skipped, farLoad, farStore } = this.#place;
    const c = this.#c;
    this.#addresses.distance(instruction.rs1, instruction.immediate);
    c.tee(c.address);
    c.const(home.size - skipped);
    c.op(OP["i32.ge_u"]);
    c.openUnlikely();
    c.get(c.address);
    c.call(isStore(instruction) ? farStore : farLoad);
    c.set(c.address);
    if (isStore(instruction)) {
      c.byte(OP.else);
      this.#addresses.armPage();
    }
    c.end();
    c.get(c.address);
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
      this.#addresses.armAt(rs1, immediate + offset - here);
      this.#facts.learnArmed(root, offset);
    }
    return here === low || here === high;
  }

  /** From the lowest to the highest of the stores by `root` that the block is still to make, within a page's length of `here`. */
  #reach(root: number, here: number, at: number): { low: number; high: number } {
    const { body } = this.#block;
    let [low, high] = [here, here];
    const ahead = this.#ahead;
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
}
