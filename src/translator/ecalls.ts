import { copyLeaf } from "../crypto/bytes.ts";
import { mulmodOfLeaves } from "../crypto/mulmod.ts";
import { Through } from "../machine/access/through.ts";
import type { Live } from "../machine/access/live.ts";
import { ecall } from "../machine/ecall.ts";
import { MachineError } from "../machine/error.ts";
import {
  A0,
  A1,
  A2,
  A3,
  A7,
  ECALL_HALT,
  ECALL_MULMOD256,
  ECALL_PHASE,
  ECALL_PRINT,
  LEAF_BYTES,
} from "../machine/isa.ts";
import type { Machine } from "../machine/machine.ts";
import type { Pages } from "./pages.ts";

/** What others hear of, or what ends the run: such an ecall happens once, and only the interpreter does it. */
const FOR_INTERPRETER: ReadonlySet<number> = new Set([ECALL_HALT, ECALL_PRINT, ECALL_PHASE]);

/** Memory as ecalls see it from within generated code: the page is kept before it is written. */
class Kept extends Through {
  readonly #pages: Pages;

  constructor(live: Live, pages: Pages) {
    super(live);
    this.#pages = pages;
  }

  override write(address: number): number {
    this.#pages.touch(address);
    return this.live.write(address);
  }
}

/**
 * Ecalls in the middle of generated code, which has put their arguments into memory at `registers`. The function that is
 * returned says 1, and has done nothing, where the interpreter is needed: for what others hear of, for what faults, and for
 * a node that nobody knows.
 */
export function ecallsOf(machine: Machine, pages: Pages, registers: Int32Array): () => number {
  const access = new Kept(machine.live, pages);
  const mulmod = mulmodAtHome(machine.live, pages, registers);
  return () => {
    const { state } = machine;
    if (registers[A7] === ECALL_MULMOD256 && mulmod()) return 0;
    if (FOR_INTERPRETER.has(registers[A7]!)) return 1;
    for (const register of [A0, A1, A2, A3, A7]) state.registers[register] = registers[register]!;
    try {
      return ecall(state, access) === 0 ? 0 : 1;
    } catch (error) {
      if (error instanceof MachineError) return 1;
      throw error;
    }
  };
}

/**
 * MULMOD256 without the ways of an ecall that can fault, where most of its time goes: for leaves at home, with a target whose
 * page is kept. The function that is returned says false, and has done nothing, for any others.
 */
function mulmodAtHome({ arrangement, longs }: Live, pages: Pages, registers: Int32Array): () => boolean {
  const { start, size, offset } = arrangement.home;
  const { operands, result, run } = mulmodOfLeaves;
  return () => {
    const target = (registers[A0]! - start) >>> 0;
    const a = (registers[A1]! - start) >>> 0;
    const b = (registers[A2]! - start) >>> 0;
    const m = (registers[A3]! - start) >>> 0;
    if (a >= size || b >= size || m >= size || ((target | a | b | m) & (LEAF_BYTES - 1)) !== 0) return false;
    if (!pages.isKept(target)) return false;
    copyLeaf(longs, (offset + a) >>> 3, operands, 0);
    copyLeaf(longs, (offset + b) >>> 3, operands, 4);
    copyLeaf(longs, (offset + m) >>> 3, operands, 8);
    run();
    copyLeaf(result, 0, longs, (offset + target) >>> 3);
    return true;
  };
}
