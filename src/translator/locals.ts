import { Code } from "../wasm/code.ts";
import { OP } from "../wasm/opcodes.ts";

/** Parameters of each function: steps left, and how many more functions may be entered on the host's stack. */
export const LEFT = 0;
export const DEPTH = 1;

/** Where in the memory's first page a function finds and leaves the registers: x5 at 20. */
export const REGISTERS = 0;
/**
 * Behind them: where a register jumps to, for one who is called through the table; then which jump nobody knew the end of, and
 * where it went.
 */
export const TARGET = 128;
export const SITE = 132;
export const JUMPED = 136;
/** From here on a byte for each page of home: zero if stores there may go ahead. */
export const ARMED = 4096;

/** Code of one function that keeps the guest's registers in locals. */
export class Locals extends Code {
  /** Locals for a pc and for an address. */
  readonly pc: number;
  readonly address: number;
  readonly count: number;
  readonly #numbers = new Int32Array(32);

  /** `registers` are those that the function has to do with. */
  constructor(registers: number) {
    super();
    let next = DEPTH + 1;
    each(registers, (register) => (this.#numbers[register] = next++));
    this.pc = next++;
    this.address = next++;
    this.count = next - DEPTH - 1;
  }

  read(register: number): void {
    if (register === 0) this.const(0);
    else this.get(this.#numbers[register]!);
  }

  /** Gives the value on the stack to a register; 0 takes nothing. */
  assign(register: number): void {
    if (register === 0) this.byte(OP.drop);
    else this.set(this.#numbers[register]!);
  }

  /** Brings registers from memory. */
  load(registers: number): void {
    each(registers, (register) => {
      this.const(0);
      this.memory(OP["i32.load"], REGISTERS + 4 * register);
      this.assign(register);
    });
  }

  /** Puts registers into memory. */
  store(registers: number): void {
    each(registers, (register) => {
      this.const(0);
      this.read(register);
      this.memory(OP["i32.store"], REGISTERS + 4 * register);
    });
  }
}

/** Calls `act` for each register of a set. */
export function each(registers: number, act: (register: number) => void): void {
  for (let rest = registers & -2; rest !== 0; rest &= rest - 1) act(31 - Math.clz32(rest & -rest));
}
