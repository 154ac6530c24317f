import { operation, rd } from "../machine/decode.ts";
import { A0, INSTRUCTIONS, KIND_READ_WRITE } from "../machine/isa.ts";
import type { Machine } from "../machine/machine.ts";
import { RollupError } from "./error.ts";

/** What a lying party can have wrong. */
export const FAULT_KINDS = ["register", "memory", "pc", "output", "memoryRoot", "skip", "input"] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A drill's lie: the trace is true up to `step` and false after it. */
export type Fault = {
  readonly kind: FaultKind;
  /** The last true step; chosen from the batch's hash when left out. Wrong input lies from the start. */
  readonly step?: number;
};

/** A fault at the step at which it was found to change the end of its batch's run: nobody has to try that again. */
export type Tried = Required<Fault> & { readonly isTried: true };

/** Parses `kind[@step]`, such as `register@12345`. @throws RollupError FAULT_INVALID */
export function parseFault(text: string): Fault {
  const [, kind, step] = /^([a-zA-Z]+)(?:@(\d{1,15}))?$/.exec(text) ?? [];
  if (!FAULT_KINDS.includes(kind as FaultKind)) {
    throw new RollupError("FAULT_INVALID", {
      what: `"${text}" is not a fault`,
      fix: `Write one of ${FAULT_KINDS.join(", ")}, with @step behind it if it is to happen at a certain step`,
    });
  }
  return { kind: kind as FaultKind, ...(step === undefined ? {} : { step: Number(step) }) };
}

/**
 * Takes one step and gets it wrong. A wrong memory root is no state of the machine's: whoever reads the state falsifies it
 * (see trace.ts); nor is wrong input, with which the machine was started.
 */
export function stepWrongly(machine: Machine, kind: FaultKind): void {
  const { state } = machine;
  if (kind === "skip") {
    state.pc = (state.pc + 4) >>> 0;
    state.step += 1;
    return;
  }
  const target = resultRegister(machine);
  machine.run(1);
  if (kind === "register") state.registers[target] = (state.registers[target] ?? 0) ^ 1;
  if (kind === "pc") state.pc = (state.pc + 4) >>> 0;
  if (kind === "output") state.output = state.output.map((byte) => byte ^ 0xff);
  if (kind === "memory") flipBit(machine);
}

/** The register that the next instruction writes, whose value is likely to be used; a0 where it writes none. */
function resultRegister({ state, live }: Machine): number {
  const offset = live.read(state.pc);
  const word = offset < 0 ? 0 : (live.words[offset >>> 2] ?? 0);
  const format = INSTRUCTIONS[operation(word) - 1]?.format;
  const writes = format !== undefined && format !== "S" && format !== "B" && rd(word) !== 0;
  return writes ? rd(word) : A0;
}

/** The lowest bit of the last byte of the first writable section. */
function flipBit({ guest, live }: Machine): void {
  const section = guest.layout.find(({ kind }) => kind === KIND_READ_WRITE);
  if (section === undefined) return;
  const offset = live.write(section.start + section.size - 1);
  live.bytes[offset] = (live.bytes[offset] ?? 0) ^ 1;
}
