import { disassemble } from "../machine/disassemble.ts";
import { STATUS_RUNNING } from "../machine/isa.ts";
import type { Machine } from "../machine/machine.ts";
import { functionAt, lineAt, type Program } from "../machine/program.ts";
import { hexWord } from "./format.ts";

/** Where a machine stands, in the words of its program. */
export type Place = {
  readonly pc: string;
  /** The next instruction as assemblers write it, or why there is none. */
  readonly instruction: string;
  /** Null where the ELF does not say; so is the source line, `file:line`. */
  readonly function: string | null;
  readonly line: string | null;
};

export function placeOf(program: Program, machine: Machine): Place {
  const { pc } = machine.state;
  const source = lineAt(program, pc);
  return {
    pc: hexWord(pc),
    instruction: instructionOf(machine),
    function: functionAt(program, pc)?.name ?? null,
    line: source === undefined ? null : `${source.file}:${source.line}`,
  };
}

/** A place in a few words. */
export function whereIs({ function: name, line }: Place): string {
  return `${name ?? "?"} (${line ?? "no source line"})`;
}

function instructionOf({ state: { pc, status }, live }: Machine): string {
  if (status !== STATUS_RUNNING) return "none: the machine has stopped";
  if (live.fetch(pc) < 0) return "none: this is not code";
  return disassemble(live.words[live.read(pc) >>> 2] ?? 0, pc);
}
