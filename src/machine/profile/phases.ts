import type { Program } from "../program.ts";
/** The number of what a program does before its first PHASE. */
export const BEFORE = -1;
/** The number under which all phases are counted that a run enters after it has entered very many. */
export const OTHERS = -2;
/** So many phases are told apart. */
const MOST_PHASES = 1024;

const PREFIX = "phase_";

/** Keeps phases apart as far as there are not too many: ids are the guest's, any 32-bit number. */
export class PhaseLimit {
  readonly #known = new Set<number>();

  admit(id: number): number {
    if (this.#known.has(id)) return id;
    if (this.#known.size === MOST_PHASES) return OTHERS;
    this.#known.add(id);
    return id;
  }
}

/** What people call the phase with a number: by the program's symbols `phase_<name>` (docs/guests.md), where it has them. */
export function phaseName({ symbols }: Pick<Program, "symbols">, id: number): string {
  if (id === BEFORE) return "start";
  if (id === OTHERS) return "others";
  const found = symbols.find(({ name, kind, address }) => {
    return kind === "constant" && address === id && name.startsWith(PREFIX);
  });
  return found === undefined ? String(id) : found.name.slice(PREFIX.length);
}
