import { A0, A1, A2, A3, A7 } from "../machine/isa.ts";
import { OP } from "../wasm/opcodes.ts";
import type { Block } from "./blocks.ts";
import { type Instruction, JAL, JALR, SP, target } from "./instruction.ts";
import { DEPTH, LEFT, type Locals, REGISTERS, TARGET } from "./locals.ts";
import { type Callee, type Plan, type Table, dirtyAfter } from "./plan.ts";

/** Registers that ecalls read. */
const ARGUMENTS = (1 << A0) | (1 << A1) | (1 << A2) | (1 << A3) | (1 << A7);

/** Calls of the guest's functions and of the host: registers go by memory, and what has to be as before is compared behind. */
export class Calls {
  readonly #c: Locals;
  readonly #plan: Plan;
  readonly #costs: Int32Array;
  readonly #table: Table;
  readonly #ecall: number;

  /** @param ecall index of the import that does ecalls */
  constructor(c: Locals, plan: Plan, costs: Int32Array, table: Table, ecall: number) {
    this.#c = c;
    this.#plan = plan;
    this.#costs = costs;
    this.#table = table;
    this.#ecall = ecall;
  }

  /** Has the host do what the guest asks for; what it leaves to the interpreter is not begun. */
  ecall(x: number, block: Block): void {
    const c = this.#c;
    const dirty = dirtyAfter(this.#plan, x);
    c.store(dirty & ARGUMENTS);
    c.call(this.#ecall);
    c.openUnlikely();
    c.store(dirty & ~ARGUMENTS);
    c.get(LEFT);
    c.const(1);
    c.op(OP["i32.add"]);
    c.const(block.body.at(-1)!.pc);
    c.byte(OP.return);
    c.end();
  }

  /** Calls whom the block calls, and leaves where that does not come back as it should. */
  call(x: number, block: Block): void {
    const c = this.#c;
    const { flow, residence } = this.#plan;
    const callee = this.#plan.callee(block)!;
    const last = block.body.at(-1)!;
    const to = flow.next[x]![0]!;
    const following = flow.order[to]!.pc;
    if (last.operation === JALR) this.target(last);
    c.const(following);
    c.assign(target(last));
    c.store((callee.uses | callee.changes) & (residence.dirty[x]! | block.writes));
    c.get(LEFT);
    c.get(DEPTH);
    c.const(1);
    c.op(OP["i32.sub"]);
    this.#enter(last, callee);
    c.set(c.pc);
    c.set(LEFT);
    // Where it did not come back, or too few steps are left, or the stack is not as it was, somebody else goes on.
    c.get(c.pc);
    c.const(following);
    c.op(OP["i32.ne"]);
    c.get(LEFT);
    c.const(this.#costs[to]!);
    c.op(OP["i32.lt_s"]);
    c.op(OP["i32.or"]);
    const live = residence.live[to]! & callee.changes;
    if (((live >>> SP) & 1) === 1) {
      c.const(0);
      c.memory(OP["i32.load"], REGISTERS + 4 * SP);
      c.read(SP);
      c.op(OP["i32.ne"]);
      c.op(OP["i32.or"]);
    }
    c.openUnlikely();
    c.store(dirtyAfter(this.#plan, x));
    this.#c.get(LEFT);
    this.#c.get(this.#c.pc);
    this.#c.byte(OP.return);
    c.end();
    c.load(live & ~(1 << SP));
  }

  /** Calls a function, steps and depth being on the stack, and leaves its results there. */
  #enter({ operation, pc, immediate }: Instruction, { index }: Callee): void {
    const c = this.#c;
    if (index !== undefined) {
      c.call(index);
      return;
    }
    const { start, entries, type } = this.#table;
    if (operation === JAL) {
      c.const(pc + immediate);
      c.set(c.pc);
    }
    c.const(0);
    c.get(c.pc);
    c.memory(OP["i32.store"], TARGET);
    // Entry 0 is for all that have none: it says where it was to go, and that no step was taken.
    c.get(c.pc);
    c.const(start);
    c.op(OP["i32.sub"]);
    c.const(2);
    c.op(OP["i32.rotr"]);
    c.tee(c.address);
    c.const(0);
    c.get(c.address);
    c.const(entries);
    c.op(OP["i32.lt_u"]);
    c.op(OP.select);
    c.byte(OP.call_indirect);
    c.u32(type);
    c.byte(0);
  }

  /** Computes where a jump by register goes. */
  target({ rs1, immediate }: Instruction): void {
    const c = this.#c;
    c.read(rs1);
    if (immediate !== 0) {
      c.const(immediate);
      c.op(OP["i32.add"]);
    }
    c.const(-2);
    c.op(OP["i32.and"]);
    c.set(c.pc);
  }
}
