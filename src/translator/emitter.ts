import { OP } from "../wasm/opcodes.ts";
import { Addresses, type Place } from "./addresses.ts";
import { arithmetic, isArithmetic } from "./arithmetic.ts";
import { type Block, type Counted, isReturn } from "./blocks.ts";
import { Calls } from "./calls.ts";
import { Exits } from "./exits.ts";
import { Facts } from "./facts.ts";
import { BEQ, BNE, type Instruction, accessesMemory, target } from "./instruction.ts";
import { Labels, UNNAMED, caseOf, loopOf, mergeOf } from "./labels.ts";
import { DEPTH, JUMPED, LEFT, Locals, REGISTERS, SITE, each } from "./locals.ts";
import { LoopAccess } from "./loopAccess.ts";
import { loopsOf } from "./loops.ts";
import { MemoryAccess } from "./memoryAccess.ts";
import { type Plan, type Table, costsOf, dirtyAfter } from "./plan.ts";
import { FlowValues } from "./values.ts";

const CONDITION = [OP["i32.eq"], OP["i32.ne"], OP["i32.lt_s"], OP["i32.ge_s"], OP["i32.lt_u"], OP["i32.ge_u"]];

/** Entries of a table of jumps at most for each place that it knows; places farther apart are compared one after the other. */
const MAX_JUMP_TABLE = 64;

/**
 * Emits one function of signature `(left, depth) -> (left, pc)`: it takes at most `left` steps from its entry and says how
 * many are left and where it stopped, be it at a return, be it somewhere in the middle: the caller compares.
 *
 * Control flow follows the dominator tree (N. Ramsey, "Beyond Relooper"). Steps are counted down at the beginning of each
 * block, so that no block may begin that cannot end: at the entry, before a loop goes around again and behind each call it is
 * seen to that what is left suffices for the longest way to the next such place. What is left to do with each piece of the tree is
 * kept on a stack of our own, since the tree of a large function is deeper than the host's.
 */
export class Emitter {
  readonly #c: Locals;
  readonly #plan: Plan;
  readonly #facts = new Facts();
  readonly #memory: MemoryAccess;
  readonly #inLoops: LoopAccess;
  readonly #exits: Exits;
  readonly #costs: Int32Array;
  readonly #loops: ReadonlyMap<number, readonly number[]>;
  readonly #labels: Labels;
  readonly #calls: Calls;
  readonly #tasks: (() => void)[] = [];

  constructor(plan: Plan, place: Place, table: Table) {
    const { flow, registers, known, callee } = plan;
    this.#plan = plan;
    this.#c = new Locals(registers);
    const changes = (block: Block): number => callee(block)?.changes ?? 0;
    const [exact, words] = [new FlowValues(flow, "exact", changes, known), new FlowValues(flow, 4, changes, known)];
    const addresses = new Addresses(this.#c, place);
    this.#memory = new MemoryAccess(this.#c, addresses, exact, words, this.#facts);
    this.#inLoops = new LoopAccess(this.#c, flow, addresses, exact, words, this.#facts);
    this.#exits = new Exits(this.#c, flow, exact, this.#memory);
    this.#costs = costsOf(flow);
    this.#labels = new Labels(this.#c);
    this.#calls = new Calls(this.#c, plan, this.#costs, table, place.ecall);
    this.#loops = loopsOf(flow);
  }

  /** Instructions of the function, and how many locals it has behind its parameters. */
  emit(): { code: Uint8Array; locals: number; unlikely: readonly number[] } {
    const c = this.#c;
    const { flow, residence, known, callee } = this.#plan;
    c.get(LEFT);
    c.const(this.#costs[0]!);
    c.op(OP["i32.lt_s"]);
    if (flow.order.some((block) => callee(block) !== undefined)) {
      c.get(DEPTH);
      c.op(OP["i32.eqz"]);
      c.op(OP["i32.or"]);
    }
    each(known.registers, (register) => {
      c.const(0);
      c.memory(OP["i32.load"], REGISTERS + 4 * register);
      c.const(known.values[register]!);
      c.op(OP["i32.ne"]);
      c.op(OP["i32.or"]);
    });
    c.openUnlikely();
    this.#returnAt(flow.order[0]!.pc);
    c.end();
    c.load(residence.live[0]! & ~known.registers);
    each(known.registers, (register) => {
      c.const(known.values[register]!);
      c.assign(register);
    });
    this.#tree(0);
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) task();
    c.op(OP.unreachable);
    return { code: c.done(), locals: c.count, unlikely: c.unlikely };
  }

  // ---------------------------------------------------------------- the dominator tree

  /** Does these one after the other, before anything that was to be done already. */
  #next(...tasks: (() => void)[]): void {
    this.#tasks.push(...tasks.reverse());
  }

  /** Emits block `x` and all that it dominates. */
  #tree(x: number): void {
    const { children, isHeader, isMerge } = this.#plan.flow;
    const merges = children[x]!.filter((y) => isMerge[y] === 1).toSorted((a, b) => a - b);
    const isLoop = isHeader[x] === 1;
    this.#facts.enter();
    if (isLoop) {
      this.#alignLoop(x);
      this.#labels.open(OP.loop, loopOf(x));
    }
    for (const y of merges.toReversed()) this.#labels.open(OP.block, mergeOf(y));
    const follow = merges.flatMap((y) => [() => this.#labels.close(), () => this.#tree(y)]);
    this.#next(
      () => this.#block(x),
      ...follow,
      () => {
        if (isLoop) this.#labels.close();
        this.#facts.leave();
      },
    );
  }

  #block(x: number): void {
    const block = this.#plan.flow.order[x]!;
    this.#spend(block.body.length);
    this.#memory.begin(block, x);
    block.body.forEach((instruction, at) => {
      if (accessesMemory(instruction)) this.#memory.access(instruction, at);
      else if (isArithmetic(instruction) && target(instruction) !== 0) {
        arithmetic(this.#c, instruction, (register) => this.#c.read(register));
        this.#c.assign(target(instruction));
      }
      this.#memory.follow(instruction, at);
    });
    const { end } = block;
    if (end.kind === "leave") this.#exit(dirtyAfter(this.#plan, x), end.pc);
    else if (end.kind === "goto") this.#go(x, this.#plan.flow.next[x]![0]!);
    else if (end.kind === "branch") this.#branch(x, block);
    else if (end.kind === "gate") this.#gate(x, end.counted);
    else if (end.kind === "jump") this.#jump(x, block);
    else {
      if (end.kind === "ecall") this.#calls.ecall(x, block);
      else this.#calls.call(x, block);
      this.#go(x, this.#plan.flow.next[x]![0]!);
    }
  }

  /** Goes from block `x` to block `to`: by a branch of WebAssembly where that is emitted elsewhere, otherwise it is emitted here. */
  #go(x: number, to: number): void {
    const { flow } = this.#plan;
    if (flow.isIrreducible(x, to)) this.#exit(dirtyAfter(this.#plan, x), flow.order[to]!.pc);
    else if (to <= x) this.#again(x, to);
    else if (flow.isMerge[to] === 1) this.#labels.br(mergeOf(to));
    else this.#next(() => this.#tree(to));
  }

  /** Where a branch of WebAssembly leads from block `x` to block `to`, and nothing else is to be done on the way. */
  #labelOf(x: number, to: number): number | undefined {
    return to > x && this.#plan.flow.isMerge[to] === 1 ? mergeOf(to) : undefined;
  }

  #branch(x: number, block: Block): void {
    const c = this.#c;
    const [taken, following] = this.#plan.flow.next[x] as [number, number];
    const last = block.body.at(-1)!;
    const [label, other] = [this.#labelOf(x, taken), this.#labelOf(x, following)];
    if (label !== undefined) {
      this.#condition(last, false);
      c.brIf(this.#labels.distanceTo(label));
      this.#go(x, following);
    } else if (other !== undefined) {
      this.#condition(last, true);
      c.brIf(this.#labels.distanceTo(other));
      this.#go(x, taken);
    } else {
      this.#condition(last, false);
      this.#labels.open(OP.if, UNNAMED);
      this.#next(
        () => this.#go(x, taken),
        () => {
          this.#labels.close();
          this.#go(x, following);
        },
      );
    }
  }

  /** Into the copies of a loop if nothing in them has to be asked any more. */
  #gate(x: number, counted: Counted | undefined): void {
    const c = this.#c;
    const [fast, slow] = this.#plan.flow.next[x] as [number, number];
    const escape = (): void => {
      c.openUnlikely();
      c.br(this.#labels.distanceTo(UNNAMED) + 1);
      c.end();
    };
    this.#labels.open(OP.block, UNNAMED);
    c.get(LEFT);
    c.const(this.#costs[fast]! * (counted === undefined ? 1 : counted.rounds / counted.atOnce));
    c.op(OP["i32.lt_s"]);
    escape();
    this.#facts.enter();
    if (counted !== undefined) {
      // Behind what is armed here all of it has to be stored, so that no pointer may stop the loop where it begins.
      const loop = this.#loops.get(fast);
      if (loop !== undefined && this.#inLoops.alignLoop(fast, loop)) escape();
      this.#inLoops.armCounted(x, fast, slow, counted);
    } else if (this.#inLoops.gate(x, fast)) escape();
    this.#next(
      () => this.#tree(fast),
      () => {
        this.#facts.leave();
        this.#labels.close();
        this.#go(x, slow);
      },
    );
  }

  #condition({ operation, rs1, rs2 }: Instruction, isNegated: boolean): void {
    const c = this.#c;
    c.read(rs1);
    const isZeroTest = rs2 === 0 && (operation === BEQ || operation === BNE);
    if (isZeroTest) {
      if ((operation === BEQ) !== isNegated) c.op(OP["i32.eqz"]);
      return;
    }
    c.read(rs2);
    // Conditions come in pairs of opposites.
    const row = operation - BEQ;
    c.op(CONDITION[isNegated ? row ^ 1 : row]!);
  }

  // ---------------------------------------------------------------- jumps by register

  /** A jump by a register: to one of the places that it was seen to go to, or out of the function. */
  #jump(x: number, block: Block): void {
    const c = this.#c;
    this.#calls.target(block.body.at(-1)!);
    const { order, next, isIrreducible } = this.#plan.flow;
    const known = new Map(next[x]!.filter((to) => !isIrreducible(x, to)).map((to) => [order[to]!.pc, to]));
    if (known.size === 0) {
      this.#unknownJump(x, block);
      return;
    }
    const [first, last] = [Math.min(...known.keys()), Math.max(...known.keys())];
    for (const to of known.values()) this.#labels.open(OP.block, caseOf(to));
    this.#labels.open(OP.block, UNNAMED);
    if ((last - first) / 4 < MAX_JUMP_TABLE * known.size) {
      c.get(c.pc);
      c.const(first);
      c.op(OP["i32.sub"]);
      c.const(2);
      c.op(OP["i32.rotr"]);
      c.byte(OP.br_table);
      c.u32((last - first) / 4 + 1);
      for (let pc = first; pc <= last; pc += 4) {
        const to = known.get(pc);
        c.u32(this.#labels.distanceTo(to === undefined ? UNNAMED : caseOf(to)));
      }
      c.u32(this.#labels.distanceTo(UNNAMED));
    } else {
      for (const [pc, to] of known) {
        c.get(c.pc);
        c.const(pc);
        c.op(OP["i32.eq"]);
        c.brIf(this.#labels.distanceTo(caseOf(to)));
      }
      this.#labels.br(UNNAMED);
    }
    this.#labels.close();
    this.#unknownJump(x, block);
    this.#next(
      ...[...known.values()].reverse().map((to) => () => {
        this.#labels.close();
        this.#go(x, to);
      }),
    );
  }

  #unknownJump(x: number, block: Block): void {
    const c = this.#c;
    if (!isReturn(block)) {
      c.const(0);
      c.const(block.body.at(-1)!.pc);
      c.memory(OP["i32.store"], SITE);
      c.const(0);
      c.get(c.pc);
      c.memory(OP["i32.store"], JUMPED);
    }
    c.store(dirtyAfter(this.#plan, x));
    this.#return();
  }

  // ---------------------------------------------------------------- steps

  /** In front of a loop: leaves if one of its pointers is not aligned. */
  #alignLoop(x: number): void {
    const { flow, residence } = this.#plan;
    if (!this.#inLoops.alignLoop(x, this.#loops.get(x)!)) return;
    this.#c.openUnlikely();
    this.#c.store(residence.entering[x]!);
    this.#returnAt(flow.order[x]!.pc);
    this.#c.end();
  }

  /** Behind block `x`: goes around the loop at `to` once more, or leaves there if the steps do not suffice. */
  #again(x: number, to: number): void {
    const c = this.#c;
    const { flow, residence } = this.#plan;
    if (flow.isCounted[to] === 1) {
      this.#labels.br(loopOf(to));
      return;
    }
    c.get(LEFT);
    c.const(this.#costs[to]!);
    c.op(OP["i32.lt_s"]);
    c.openUnlikely();
    this.#exits.storeBehind(x, dirtyAfter(this.#plan, x), residence.live[to]!);
    this.#returnAt(flow.order[to]!.pc);
    c.end();
    this.#labels.br(loopOf(to));
  }

  #spend(steps: number): void {
    const c = this.#c;
    if (steps === 0) return;
    c.get(LEFT);
    c.const(steps);
    c.op(OP["i32.sub"]);
    c.set(LEFT);
  }

  #exit(dirty: number, pc: number): void {
    this.#c.store(dirty);
    this.#returnAt(pc);
  }

  #returnAt(pc: number): void {
    this.#c.get(LEFT);
    this.#c.const(pc);
    this.#c.byte(OP.return);
  }

  #return(): void {
    this.#c.get(LEFT);
    this.#c.get(this.#c.pc);
    this.#c.byte(OP.return);
  }

  // ---------------------------------------------------------------- small parts
}
