import { arithmetic, isArithmetic } from "./arithmetic.ts";
import type { Block } from "./blocks.ts";
import { type Instruction, sources, target } from "./instruction.ts";
import { type Locals, REGISTERS, each } from "./locals.ts";
import { OP } from "../wasm/opcodes.ts";

/** Instructions that an exit computes again at most for one register. */
const MAX_AGAIN = 8;

/**
 * Stores registers where a function is left behind `block`. Those that it would have to keep for nothing else, `wanted` being
 * the others, are computed again from what it has, so that the engine need not compute them where it does not leave:
 * most of what a loop writes is read at once and never after, and one exit in many million iterations needs it.
 */
export function storeBehind(c: Locals, { body }: Block, registers: number, wanted: number): void {
  each(registers, (register) => {
    c.const(0);
    const isWanted = ((wanted >>> register) & 1) === 1;
    const again = isWanted ? undefined : computation(body, register);
    if (again === undefined) c.read(register);
    else evaluate(c, again);
    c.memory(OP["i32.store"], REGISTERS + 4 * register);
  });
}

/** An instruction and where its operands come from: from a register as it is now, or from another instruction. */
type Computation = { readonly instruction: Instruction; readonly operands: ReadonlyMap<number, Computation> };

/** How the value that `register` has behind `body` comes about, if it is by few instructions from registers that are still there. */
function computation(body: readonly Instruction[], register: number): Computation | undefined {
  let steps = 0;
  /** Value of the register before instruction `before`: "kept" if a local still has it, undefined if it is gone. */
  const valueOf = (name: number, before: number): Computation | "kept" | undefined => {
    let at = before - 1;
    while (at >= 0 && target(body[at]!) !== name) at--;
    const isKept = !body.slice(before).some((later) => target(later) === name);
    const made = at < 0 ? undefined : made_(at);
    return isKept ? (made ?? "kept") : made;
  };
  const made_ = (at: number): Computation | undefined => {
    const instruction = body[at]!;
    if (!isArithmetic(instruction) || ++steps > MAX_AGAIN) return undefined;
    const operands = new Map<number, Computation>();
    for (let name = 1; name < 32; name++) {
      if (((sources(instruction) >>> name) & 1) === 0) continue;
      const value = valueOf(name, at);
      if (value === undefined) return undefined;
      if (value !== "kept") operands.set(name, value);
    }
    return { instruction, operands };
  };
  const value = valueOf(register, body.length);
  return value === "kept" ? undefined : value;
}

function evaluate(c: Locals, { instruction, operands }: Computation): void {
  arithmetic(c, instruction, (register) => {
    const operand = operands.get(register);
    if (operand === undefined) c.read(register);
    else evaluate(c, operand);
  });
}
