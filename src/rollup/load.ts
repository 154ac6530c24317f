import { KIND_INPUT } from "../machine/isa.ts";
import { type Guest, Machine } from "../machine/machine.ts";

import { memoryRoot, packLayout } from "../machine/section.ts";
import { zeroRoots } from "../tree/merkle.ts";
import { toHex } from "../types/hex.ts";
import type { ProgramKind, Registration } from "./program.ts";

/** What a registration says that no ELF does. */
export type Terms = {
  readonly kind: ProgramKind;
  /** A power of two up to 2^48. */
  readonly maxSteps: number;
  /** Reference time of the worst batch, seconds. */
  readonly worstSeconds: number;
};

/** What the registry on L1 would be told of a program under these terms. */
export function registrationOf(guest: Guest, terms: Terms): Registration {
  const sections = new Machine(guest).sections();
  const roots = sections.map(({ kind, root }) => (kind === KIND_INPUT ? zeroRoots()[0]! : root));
  return {
    entries: toHex(packLayout(guest.layout)),
    roots: roots.map((root) => toHex(root)),
    memoryRoot: toHex(memoryRoot(guest.layout, roots)),
    entryPoint: guest.entry,
    ...terms,
  };
}

/** Bytes of the input section, 0 when the program has none. */
export function inputSize({ layout }: Guest): number {
  return layout.find(({ kind }) => kind === KIND_INPUT)?.size ?? 0;
}
