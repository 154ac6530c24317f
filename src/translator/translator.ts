import { STATUS_RUNNING } from "../machine/isa.ts";
import type { Machine } from "../machine/machine.ts";
import { run } from "../machine/step.ts";
import { wasm } from "../wasm/host.ts";
import { ecallsOf } from "./ecalls.ts";
import { Functions, type Translated } from "./functions.ts";
import { RA } from "./instruction.ts";
import { Library } from "./library.ts";
import { REGISTERS, SITE } from "./locals.ts";
import { Fault, Pages } from "./pages.ts";

/** When a place is worth translating, which takes as long as a hundred thousand interpreted steps. */
export type Patience = {
  /** Steps that the interpreter takes in one go where nothing is translated; then it is seen where it has come to. */
  readonly burst: number;
  /** Times that it is seen within the same 256 bytes, or generated code is left at the same place, before that is translated. */
  readonly times: number;
  /** Instructions that are translated at once, a function with what it calls. */
  readonly reach: number;
};

const PATIENCE: Patience = { burst: 1024, times: 64, reach: 250_000 };

/** Steps one by one after generated code was left, since it is likely to be entered again soon. */
const CLOSE = 64;

/** Functions of the guest on the host's stack at once, beyond which it is unwound. */
const DEPTH = 1000;

/**
 * Steps of one call of generated code: few at first, because the engine replaces its quickly made code by better code only where
 * a function is called anew, then many, so that hardly anything is done twice.
 */
const [FIRST_SLICE, LAST_SLICE] = [2 ** 20, 2 ** 26];

/** Steps that the interpreter takes where generated code has faulted. */
const CAREFUL = 2 ** 12;

/** Times that generated code faults where the guest does not, until it is made anew without what it took for granted. */
const MISTAKES = 16;

/**
 * Runs a machine by WebAssembly made of the guest's own code, and by the interpreter where that does not reach. It can stop
 * after any number of steps, and is then in the state, with the memory and the marks of changed chunks, that the
 * interpreter would be in.
 */
export class Translator {
  /** Calls of generated code so far, steps left to the interpreter, and times that something had to be undone. */
  readonly counts = { calls: 0, interpreted: 0, undone: 0 };
  readonly #machine: Machine;
  readonly #library: Library;
  #pages!: Pages;
  #functions!: Functions;
  readonly #patience: Patience;
  /** By pc where generated code was left, by part of code where the interpreter was; the two never are the same number. */
  readonly #seen = new Map<number, number>();
  readonly #registers: Int32Array;
  /** A jump by register that left generated code, or 0, and where it went. */
  readonly #jump: Int32Array;
  #slice = FIRST_SLICE;
  /** Steps taken one by one since generated code was left. */
  #close = CLOSE;
  #depth = DEPTH;
  /** Times that generated code faulted where the guest did not. */
  #mistaken = 0;

  /** @param library of the machine's program */
  constructor(machine: Machine, patience: Patience = PATIENCE, library = new Library()) {
    const { memory } = machine.live;
    this.#machine = machine;
    this.#patience = patience;
    this.#library = library;
    this.#registers = new Int32Array(memory.buffer, REGISTERS, 32);
    this.#jump = new Int32Array(memory.buffer, SITE, 2);
    this.#begin();
  }

  /** With nothing translated but what the library has. */
  #begin(): void {
    const { guest, live } = this.#machine;
    const { reading } = this.#library;
    this.#pages = new Pages(live, reading === undefined);
    const ecall = ecallsOf(this.#machine, this.#pages, this.#registers);
    const library = reading ?? this.#library;
    this.#functions = new Functions(guest.layout, live, this.#pages, ecall, this.#patience.reach, library);
  }

  /**
   * Takes up to `steps` steps; fewer only where the machine halts or traps. Returns the number taken.
   * @throws MachineError UNKNOWN_NODE: the machine is then before the step that asked for the node
   */
  run(steps: number): number {
    const machine = this.#machine;
    let left = steps;
    while (left > 0 && machine.state.status === STATUS_RUNNING) {
      const translated = this.#functions.at(machine.state.pc);
      const taken = translated === undefined ? 0 : this.#call(translated, Math.min(left, this.#slice));
      left -= taken > 0 ? taken : this.#goOn(left);
    }
    return steps - left;
  }

  /** Interprets a little, and translates what comes next if that was seen often enough. Returns the steps taken. */
  #goOn(left: number): number {
    const { burst } = this.#patience;
    const isClose = this.#close < CLOSE;
    const taken = this.#interpret(Math.min(left, isClose ? 1 : burst));
    this.#close++;
    if (isClose) return taken;
    // Where the machine is, and who has probably called what it is in: a loop that calls many functions is hardly ever seen itself.
    const { pc, registers } = this.#machine.state;
    this.#see(pc >>> 8, pc, registers);
    const caller = registers[RA]! >>> 0;
    this.#see(caller >>> 8, caller);
    return taken;
  }

  #see(place: number, pc: number, registers?: Int32Array): void {
    const seen = (this.#seen.get(place) ?? 0) + 1;
    this.#seen.set(place, seen);
    if (seen % this.#patience.times === 0) this.#functions.translate(pc, registers?.slice());
  }

  #interpret(steps: number): number {
    const taken = run(this.#machine.state, this.#machine.live, steps);
    this.counts.interpreted += taken;
    return taken;
  }

  /** Returns the steps taken. Where generated code gave up fewer are tried next, until the interpreter takes them. */
  #call(translated: Translated, steps: number): number {
    const { state } = this.#machine;
    this.counts.calls++;
    this.#registers.set(state.registers);
    const before = { registers: state.registers.slice(), output: state.output };
    this.#jump[0] = 0;
    let outcome: readonly [number, number];
    try {
      outcome = translated(steps, this.#depth);
    } catch (error) {
      this.#pages.undo();
      state.registers.set(before.registers);
      state.output = before.output;
      return this.#recover(error, steps);
    }
    this.#pages.settle();
    const [left, pc] = outcome;
    state.registers.set(this.#registers);
    state.pc = pc >>> 0;
    state.step += steps - left;
    this.#slice = Math.min(2 * this.#slice, LAST_SLICE);
    this.#learn(pc);
    if (left < steps) this.#left(pc);
    else this.#functions.reconsider(pc, state.registers);
    return steps - left;
  }

  /** Generated code was left at `pc`. */
  #left(pc: number): void {
    this.#close = 0;
    // Places of this kind are fractions, so that they are not taken for parts of code.
    if (this.#functions.at(pc) === undefined) this.#see((pc >>> 0) + 0.5, pc, this.#machine.state.registers);
  }

  #recover(error: unknown, steps: number): number {
    if (error instanceof RangeError) this.#depth = Math.max(1, this.#depth >>> 1);
    else if (!(error instanceof Fault) && !(error instanceof wasm.RuntimeError)) throw error;
    this.counts.undone++;
    this.#slice = Math.max(CAREFUL, steps >>> 6);
    if (steps > CAREFUL) return 0;
    const taken = this.#interpret(steps);
    if (!(error instanceof RangeError) && this.#machine.state.status === STATUS_RUNNING) this.#mistake();
    return taken;
  }

  /** Generated code faulted where the guest goes on: it reads constants among its code, if anything often. */
  #mistake(): void {
    if (++this.#mistaken !== MISTAKES || this.#pages.skipped === 0) return;
    this.#library.reading ??= new Library();
    this.#begin();
  }

  /** Where generated code was left at `pc` by a jump; one that its caller expected was no more than a return. */
  #learn(pc: number): void {
    const [site, target] = this.#jump;
    if (site !== 0 && target === pc) this.#functions.learn(site!, pc);
  }
}
