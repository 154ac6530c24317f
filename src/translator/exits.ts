import { arithmetic, isArithmetic } from "./arithmetic.ts";
import type { Flow } from "./flow.ts";
import { DIV, type Instruction, REMU, isLoad, isStore, sources } from "./instruction.ts";
import { type Locals, REGISTERS, each } from "./locals.ts";
import type { MemoryAccess } from "./memoryAccess.ts";
import { type FlowValues, KNOWN, Values } from "./values.ts";
import { OP } from "../wasm/opcodes.ts";

/** Instructions that an exit executes again at most for one register. */
const MAX_AGAIN = 12;

/** How a value comes about: as it is known, from a register that has it, or by an instruction from other values. */
type Recipe =
  | { readonly kind: "known"; readonly value: number }
  | { readonly kind: "kept"; readonly register: number; readonly more: number }
  | { readonly kind: "again"; readonly instruction: Instruction; readonly operands: Operands; readonly more: number };

/** An instruction, by its block and its place there. */
type Origin = { readonly block: number; readonly at: number };

type Operands = ReadonlyMap<number, Recipe>;

/**
 * Stores registers where a function is left. Those that it would have to keep for nothing else are computed again from what it
 * has, so that the engine need not compute or keep them where it does not leave: most of what a loop writes is read at once and
 * never after, and one exit in many million iterations needs it.
 *
 * A value's root is the place that gave it, and that place, with all that it took values from, is on every way to where the value
 * is: so nothing has changed since, and the instruction there would say the same once more.
 */
export class Exits {
  readonly #c: Locals;
  readonly #flow: Flow;
  readonly #values: FlowValues;
  readonly #memory: Pick<MemoryAccess, "loadAgain" | "canLoadAgain">;
  readonly #behind = new Values("exact");

  /** `values` count exactly. */
  constructor(c: Locals, flow: Flow, values: FlowValues, memory: Pick<MemoryAccess, "loadAgain" | "canLoadAgain">) {
    this.#c = c;
    this.#flow = flow;
    this.#values = values;
    this.#memory = memory;
  }

  /** Stores `registers` behind block `x`, where the locals of those in `wanted` are kept anyway. */
  storeBehind(x: number, registers: number, wanted: number): void {
    this.#values.loadBehind(x, this.#behind);
    each(registers, (register) => {
      this.#c.const(0);
      const again = has(wanted, register) ? undefined : this.#recipe(x, register, wanted);
      if (again === undefined) this.#c.read(register);
      else this.#follow(again);
      this.#c.memory(OP["i32.store"], REGISTERS + 4 * register);
    });
  }

  #recipe(x: number, register: number, wanted: number): Recipe | undefined {
    let steps = 0;
    const recipeOf = (root: number, offset: number): Recipe | undefined => {
      if (root === KNOWN) return { kind: "known", value: offset };
      return this.#kept(root, offset, wanted) ?? computed(root, offset) ?? this.#kept(root, offset, ~(1 << register));
    };
    const computed = (root: number, more: number): Recipe | undefined => {
      const origin = this.#values.originOf(root);
      if (origin === undefined || ++steps > MAX_AGAIN) return undefined;
      const instruction = this.#flow.order[origin.block]!.body[origin.at]!;
      const before = this.#values.before(origin.block, origin.at);
      const isSame = isArithmetic(instruction) || this.#isStillThere(x, origin, before.roots[instruction.rs1]!);
      if (!isSame) return undefined;
      const operands = new Map<number, Recipe>();
      for (let name = 1; name < 32; name++) {
        if (!has(sources(instruction), name)) continue;
        const operand = recipeOf(before.roots[name]!, before.offsets[name]!);
        if (operand === undefined || (operand.kind === "again" && isDivision(instruction))) return undefined;
        operands.set(name, operand);
      }
      return { kind: "again", instruction, operands, more };
    };
    return recipeOf(this.#behind.roots[register]!, this.#behind.offsets[register]!);
  }

  /** Where one of `registers` has the value, but for a constant. */
  #kept(root: number, offset: number, registers: number): Recipe | undefined {
    const { roots, offsets } = this.#behind;
    for (let register = 1; register < 32; register++) {
      if (!has(registers, register) || roots[register] !== root) continue;
      return { kind: "kept", register, more: (offset - offsets[register]!) | 0 };
    }
    return undefined;
  }

  /** Whether the instruction is a load, by a pointer of this root, that would read the same at the end of block `x`. */
  #isStillThere(x: number, { block, at }: Origin, root: number): boolean {
    const { body } = this.#flow.order[x]!;
    return block === x && isLoad(body[at]!) && this.#memory.canLoadAgain(root) && !body.slice(at).some(isStore);
  }

  /** Puts the value on the stack. */
  #follow(recipe: Recipe): void {
    const c = this.#c;
    if (recipe.kind === "known") {
      c.const(recipe.value);
      return;
    }
    if (recipe.kind === "kept") c.read(recipe.register);
    else {
      const { instruction, operands } = recipe;
      const read = (register: number): void => {
        if (register === 0) c.const(0);
        else this.#follow(operands.get(register)!);
      };
      if (isLoad(instruction)) this.#memory.loadAgain(instruction, read);
      else arithmetic(c, instruction, read);
    }
    if (recipe.more === 0) return;
    c.const(recipe.more);
    c.op(OP["i32.add"]);
  }
}

/** It reads its operands several times, so that a chain of them would take longer by a power. */
const isDivision = ({ operation }: Instruction): boolean => operation >= DIV && operation <= REMU;

const has = (registers: number, register: number): boolean => ((registers >>> register) & 1) === 1;
