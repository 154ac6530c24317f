import { STATUS_RUNNING } from "../isa.ts";
import type { Machine } from "../machine.ts";
import type { Program } from "../program.ts";
import { DECODED_WORDS } from "../predecode.ts";
import { run } from "../step.ts";
import { Blocks, FLOWED, JUMPED } from "./blocks.ts";
import { Calls } from "./calls.ts";
import { Counting } from "./counting.ts";
import { FunctionTable } from "./functions.ts";
import { BEFORE, PhaseLimit } from "./phases.ts";

const SP = 2;
const NO_CODE = 0;

/** What a phase took; one that is entered again goes on. */
type PhaseCount = { steps: number; entries: number; readonly root: number };

/**
 * Counts where a run spends its steps, and what memory it uses. It lets the interpreter take one block after the other, so
 * that every step is known by the region and phase it was taken in: none is sampled, and none is counted twice.
 */
export class Profiler {
  readonly functions: FunctionTable;
  readonly memory: Counting;
  readonly calls: Calls;
  /** For each region, steps taken in it. */
  readonly self: Float64Array;
  /** By number, in the order in which they were first entered. */
  readonly phases = new Map<number, PhaseCount>();
  /** The step at which it began. */
  readonly first: number;

  readonly #machine: Machine;
  readonly #blocks: Blocks;
  readonly #limit = new PhaseLimit();
  #phase: PhaseCount;
  #how: number = JUMPED;
  /** Address behind the last instruction, and the register that it wrote. */
  #next = 0;
  #link = 0;
  #spanEnd: number;

  /** @param phase the phase that the machine is in */
  constructor(program: Pick<Program, "layout" | "symbols">, machine: Machine, phase = BEFORE) {
    this.#machine = machine;
    this.first = machine.state.step;
    this.functions = new FunctionTable(program, machine.live);
    this.memory = new Counting(machine.live);
    this.#spanEnd = this.first + this.memory.span;
    this.#blocks = new Blocks(this.memory, this.functions.at);
    this.self = new Float64Array(this.functions.regions.length);
    this.calls = new Calls(this.self.length);
    this.#phase = this.#enter(phase);
    this.memory.onPhase = (id) => void (this.#phase = this.#enter(this.#limit.admit(id)));
  }

  /** The machine's step. */
  get step(): number {
    return this.#machine.state.step;
  }

  /**
   * Takes up to `limit` steps, as `Machine.run` does. Returns the number taken.
   * @throws MachineError UNKNOWN_NODE
   */
  run(limit: number): number {
    const { memory, functions, self, calls } = this;
    const blocks = this.#blocks;
    const { state } = this.#machine;
    let left = limit;
    while (left > 0 && state.status === STATUS_RUNNING) {
      const { pc, step } = state;
      if (step === this.#spanEnd) this.#endSpan();
      const index = memory.fetch(pc);
      const region = index < 0 ? NO_CODE : functions.at[index >>> 2]!;
      if (this.#how !== FLOWED || region !== calls.region) this.#arrive(region, pc);
      const length = index < 0 ? 1 : Math.min(left, blocks.length(index), this.#spanEnd - step);
      const taken = run(state, memory, length);
      self[region]! += taken;
      this.#phase.steps += taken;
      calls.tree.count(calls.node, taken);
      left -= taken;
      if (index < 0) break;
      const last = index + DECODED_WORDS * (length - 1);
      this.#how = blocks.leaves(last);
      if (this.#how === FLOWED) continue;
      this.#next = (pc + DECODED_WORDS * length) >>> 0;
      this.#link = blocks.link(last);
    }
    return limit - left;
  }

  #endSpan(): void {
    this.memory.endSpan();
    this.#spanEnd += this.memory.span;
  }

  #arrive(region: number, pc: number): void {
    const { state } = this.#machine;
    this.calls.arrive({
      how: this.#how,
      region,
      isStart: this.functions.regions[region]!.start === pc,
      pc,
      next: this.#next,
      link: this.#link,
      sp: state.registers[SP]! >>> 0,
      step: state.step,
    });
  }

  /** The step of a PHASE is the first of the phase that it begins. */
  #enter(id: number): PhaseCount {
    const known = this.phases.get(id) ?? { steps: 0, entries: 0, root: this.calls.tree.plant() };
    known.entries += 1;
    this.phases.set(id, known);
    this.calls.replant(known.root);
    return known;
  }
}
