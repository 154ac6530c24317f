import type { Run } from "../machine/arrange.ts";
import { OP } from "../wasm/opcodes.ts";
import { ARMED, type Locals } from "./locals.ts";

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

/** Guest addresses in generated code, as distances from where home's start ends that is skipped, and whether pages are armed there. */
export class Addresses {
  readonly place: Place;
  readonly #c: Locals;

  constructor(c: Locals, place: Place) {
    this.#c = c;
    this.place = place;
  }

  /** Where in the buffer a distance of 0 is. */
  get origin(): number {
    return this.place.home.offset + this.place.skipped;
  }

  /** The distance of the address at an offset to a register, from where home's start ends that is skipped. */
  distance(register: number, offset: number): void {
    const { home, skipped } = this.place;
    const c = this.#c;
    c.read(register);
    c.const((offset - home.start - skipped) | 0);
    c.op(OP["i32.add"]);
  }

  /** Arms the page of the address at an offset to a register, unless it is. */
  armAt(register: number, offset: number): void {
    const c = this.#c;
    this.distance(register, offset);
    c.set(c.address);
    this.armPage();
  }

  /** Arms the page of the distance in the local for addresses, unless it is. */
  armPage(): void {
    const c = this.#c;
    c.get(c.address);
    this.isNotArmed();
    c.openUnlikely();
    c.get(c.address);
    c.call(this.place.arm);
    c.end();
  }

  /** Not zero if stores may not go ahead to the page of the distance that it takes from the stack. */
  isNotArmed(): void {
    const c = this.#c;
    c.const(12);
    c.op(OP["i32.shr_u"]);
    c.memory(OP["i32.load8_u"], ARMED + this.place.skipped / 4096);
  }
}
