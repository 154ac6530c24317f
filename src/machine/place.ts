import { disassemble } from "./disassemble.ts";
import { STATUS_RUNNING } from "./isa.ts";
import type { Machine } from "./machine.ts";
import { functionAt, lineAt, type Program } from "./program.ts";

/** Where a machine stands, in the words of its program. */
export type Place = {
  /** Eight digits of hex. */
  readonly pc: string;
  /** The next instruction as assemblers write it, or why there is none. */
  readonly instruction: string;
  /** Null where the ELF does not say; so is the source line, `file:line`. */
  readonly function: string | null;
  readonly line: string | null;
};

export function placeOf(program: Program, machine: Machine): Place {
  const { pc } = machine.state;
  return { instruction: instructionOf(machine), ...codeAt(program, pc) };
}

/** The names that an address of code has. */
export function codeAt(program: Program, pc: number): Omit<Place, "instruction"> {
  const source = lineAt(program, pc);
  return {
    pc: `0x${pc.toString(16).padStart(8, "0")}`,
    function: functionAt(program, pc)?.name ?? null,
    line: source === undefined ? null : `${source.file}:${source.line}`,
  };
}

/** A place in a few words. */
export function whereIs({ function: name, line }: Pick<Place, "function" | "line">): string {
  return `${name ?? "?"} (${line ?? "no source line"})`;
}

function instructionOf({ state: { pc, status }, live }: Machine): string {
  if (status !== STATUS_RUNNING) return "none: the machine has stopped";
  if (live.fetch(pc) < 0) return "none: this is not code";
  return disassemble(live.words[live.read(pc) >>> 2] ?? 0, pc);
}
