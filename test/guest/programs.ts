import { readdirSync } from "node:fs";
import { guestPath } from "./elf.ts";

/** Programs written in C whose result does not depend on ecalls above 1000, so that they run under qemu, too. */
export const PLAIN_PROGRAMS = ["toy/toy.elf", "sort/sort.elf", "sha256/sha256.elf", "bank/bank.elf"];

/** Programs written in C. */
export const C_PROGRAMS = [...PLAIN_PROGRAMS, "ledger/ledger.elf"];

/** Committed programs of one group of `guest/isa`, as paths below `guest/`. */
export function isaElfs(group: "instruction" | "trap" | "ecall"): string[] {
  const files = readdirSync(guestPath(`isa/${group}`)).filter((file) => file.endsWith(".elf"));
  return files.map((file) => `isa/${group}/${file}`);
}

/** Every committed guest. */
export function allElfs(): string[] {
  return [...C_PROGRAMS, "gas/gas.elf", ...isaElfs("instruction"), ...isaElfs("trap"), ...isaElfs("ecall")];
}
