import {
  A7,
  ECALL_ANCHOR,
  ECALL_COMMIT,
  ECALL_HALT,
  ECALL_MULMOD256,
  ECALL_PHASE,
  ECALL_POSEIDON,
  ECALL_POSEIDON_OPEN,
  ECALL_PRINT,
  INSTRUCTIONS,
  STATUS_RUNNING,
  STATUS_TRAPPED,
} from "../../src/machine/isa.ts";
import type { Run } from "./run.ts";

const ECALLS: Readonly<Record<number, string>> = {
  [ECALL_PRINT]: "PRINT",
  [ECALL_HALT]: "HALT",
  [ECALL_COMMIT]: "COMMIT",
  [ECALL_ANCHOR]: "ANCHOR",
  [ECALL_MULMOD256]: "MULMOD256",
  [ECALL_POSEIDON]: "POSEIDON",
  [ECALL_POSEIDON_OPEN]: "POSEIDON_OPEN",
  [ECALL_PHASE]: "PHASE",
};
/** Those with operands that can be bad. */
const FALLIBLE = [ECALL_COMMIT, ECALL_ANCHOR, ECALL_MULMOD256, ECALL_POSEIDON, ECALL_POSEIDON_OPEN];
const CAUSES = [
  "fetchOutsideCode",
  "misalignedPc",
  "illegalInstruction",
  "misalignedAccess",
  "accessOutside",
  "writeProtected",
  "breakpoint",
  "unknownEcall",
  "badEcallArgument",
];
const FIXED = ["step of a halted state", "step of a trapped state"];

/** How often a thing came up. Instructions and ecalls are counted where they succeed, traps by their cause. */
export class Coverage {
  readonly counts = new Map<string, number>();

  constructor() {
    for (const name of names()) this.counts.set(name, 0);
  }

  add({ steps, states, words }: Run): void {
    for (let i = 0; i < steps.length; i++) {
      const [before, after] = [states[i], states[i + 1]];
      if (before.status !== STATUS_RUNNING) this.#count(FIXED[before.status - 1]);
      else if (after.status === STATUS_TRAPPED) {
        this.#count(`trap ${CAUSES[after.exitCode - 1]}`);
        if (after.exitCode === 9) this.#count(`badEcallArgument of ${ECALLS[before.registers[A7]]}`);
      } else {
        const { name } = INSTRUCTIONS.find(({ match, mask }) => (words[i]! & mask) === (match | 0))!;
        this.#count(name);
        if (name === "ecall") this.#count(ECALLS[before.registers[A7]]);
      }
    }
  }

  /** What never came up. */
  missing(): string[] {
    return [...this.counts].filter(([, count]) => count === 0).map(([name]) => name);
  }

  #count(name: string): void {
    this.counts.set(name, this.counts.get(name)! + 1);
  }
}

function names(): string[] {
  // EBREAK always traps: its cause stands for it.
  const instructions = INSTRUCTIONS.map(({ name }) => name as string).filter((name) => name !== "ebreak");
  const traps = CAUSES.map((cause) => `trap ${cause}`);
  const bad = FALLIBLE.map((number) => `badEcallArgument of ${ECALLS[number]}`);
  return [...instructions, ...Object.values(ECALLS), ...traps, ...bad, ...FIXED];
}
