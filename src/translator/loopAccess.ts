import { OP } from "../wasm/opcodes.ts";
import type { Addresses } from "./addresses.ts";
import type { Counted } from "./blocks.ts";
import type { Facts } from "./facts.ts";
import type { Flow } from "./flow.ts";
import { reaches, windowsBehind } from "./gate.ts";
import { accessesMemory, widthOf } from "./instruction.ts";
import type { Locals } from "./locals.ts";
import { type FlowValues, Values } from "./values.ts";

/** Tests of pages at one gate; what would need more is tested where it is stored. */
const MAX_GATE_TESTS = 8;

/** What is found out in front of a loop, so that its loads and stores need not ask. What is learned holds in what the front dominates. */
export class LoopAccess {
  readonly #c: Locals;
  readonly #flow: Flow;
  readonly #addresses: Addresses;
  readonly #exact: FlowValues;
  readonly #words: FlowValues;
  readonly #facts: Facts;
  readonly #values = new Values(4);
  readonly #before = new Values("exact");

  constructor(c: Locals, flow: Flow, addresses: Addresses, exact: FlowValues, words: FlowValues, facts: Facts) {
    this.#c = c;
    this.#flow = flow;
    this.#addresses = addresses;
    this.#exact = exact;
    this.#words = words;
    this.#facts = facts;
  }

  /**
   * To be called in front of the loop at `header`: finds out once whether the pointers are aligned that its blocks use.
   * Leaves on the stack what is not zero if one of them is not, and says whether there was anything to ask.
   */
  alignLoop(header: number, blocks: readonly number[]): boolean {
    const c = this.#c;
    const needs = this.#needs(blocks);
    this.#words.load(header, this.#values);
    const { roots, offsets } = this.#values;
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
    if (!this.#addresses.place.isWhole) return false;
    const c = this.#c;
    this.#exact.load(gate, this.#before);
    const { roots, offsets } = this.#before;
    let tests = 0;
    const test = (register: number, offset: number): void => {
      this.#addresses.distance(register, offset - offsets[register]!);
      this.#addresses.isNotArmed();
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
    if (!this.#addresses.place.isWhole) return;
    this.#exact.load(gate, this.#before);
    const { roots, offsets } = this.#before;
    for (const { register, low, high, within } of reaches(this.#flow, this.#exact, { gate, fast, slow }, counted)) {
      const [root, offset] = [roots[register]!, offsets[register]!];
      for (const distance of new Set([low, high])) {
        if (!this.#facts.isArmed(root, offset + distance)) this.#addresses.armAt(register, distance);
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
      const words = this.#values;
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
}
