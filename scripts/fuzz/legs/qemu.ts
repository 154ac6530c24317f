import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Machine } from "../../../src/machine/machine.ts";
import { loadProgram } from "../../../src/machine/program.ts";
import { elfOf } from "../elf.ts";
import { memoryOf } from "../program.ts";
import type { Run } from "../run.ts";
import { differenceOf, eachRun, type Leg, memoryDifference } from "./leg.ts";

const QEMU = "qemu-riscv32";
/** A program that has halted on our machine takes qemu milliseconds. */
const PATIENCE_MS = 20_000;

/** Whether this host has the emulator. */
export function hasQemu(): boolean {
  return spawnSync(QEMU, ["--version"]).status === 0;
}

/**
 * An emulator that is not ours, where it applies: the program is written to a file, which qemu runs, and which our own
 * loader and interpreter run too. Compared are exit code and text, and a plain program prints all its registers and memory.
 */
export const qemuLeg: Leg = eachRun("qemu", (run) => {
  if (!run.program.plain || run.states.at(-1)!.status !== 1) return undefined;
  const elf = elfOf(run.program);
  const what = loadedDifference(run, elf) ?? qemuDifference(run, elf);
  return what === undefined ? undefined : { step: undefined, what };
});

function loadedDifference({ program, steps, states, memory }: Run, elf: Uint8Array): string | undefined {
  const machine = new Machine(loadProgram(elf).program);
  machine.run(program.limit);
  const end = { ...states.at(-1)!, step: steps.length };
  const what = differenceOf(machine.state, end) ?? memoryDifference(memoryOf(machine), memory);
  return what === undefined ? undefined : `loaded from its file, ${what}`;
}

function qemuDifference({ states, printed }: Run, elf: Uint8Array): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
  try {
    const file = join(folder, "program.elf");
    writeFileSync(file, elf, { mode: 0o755 });
    const qemu = spawnSync(QEMU, [file], { timeout: PATIENCE_MS, maxBuffer: 2 ** 26 });
    const code = states.at(-1)!.exitCode & 255;
    if (qemu.status !== code) return `exits with ${qemu.status ?? qemu.signal}, recorded ${code}`;
    if (Buffer.compare(qemu.stdout, printed) === 0) return undefined;
    const at = printed.findIndex((byte, i) => byte !== qemu.stdout[i]);
    return `byte ${at} of its text is ${qemu.stdout[at]}, recorded ${printed[at]}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
