import { readdirSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { aluPrograms } from "./isaPrograms/alu.ts";
import { badArgumentPrograms } from "./isaPrograms/badArgument.ts";
import { controlPrograms } from "./isaPrograms/control.ts";
import { ecallPrograms } from "./isaPrograms/ecall.ts";
import { memoryPrograms } from "./isaPrograms/memory.ts";
import { type Program, render } from "./isaPrograms/program.ts";
import { systemPrograms } from "./isaPrograms/system.ts";
import { trapPrograms } from "./isaPrograms/trap.ts";

const ISA_FOLDER = fileURLToPath(new URL("../../guest/isa/", import.meta.url));

/**
 * Every program of `guest/isa`, in a fixed order. Expected results are computed here with BigInt and circomlibjs, by code
 * that shares nothing with `src/machine`.
 */
export async function isaPrograms(): Promise<Program[]> {
  const ecalls = await ecallPrograms();
  const instructions = [...aluPrograms(), ...memoryPrograms(), ...controlPrograms(), ...systemPrograms()];
  return [...instructions, ...ecalls, ...trapPrograms(), ...badArgumentPrograms()];
}

/** Path of a program's source below `guest/isa`. */
export function sourceOf(program: Program): string {
  return join(program.group, `${program.name}.S`);
}

/** Committed sources that differ from what the generator writes: changed, missing or left over. Paths below guest/isa. */
export async function staleSources(): Promise<string[]> {
  const wanted = new Map((await isaPrograms()).map((program) => [sourceOf(program), render(program)]));
  const present = ["instruction", "trap", "ecall"]
    .flatMap((group) => readdirSync(join(ISA_FOLDER, group)).map((file) => join(group, file)))
    .filter((file) => file.endsWith(".S"));
  const stale = present.filter((file) => readFileSync(join(ISA_FOLDER, file), "utf8") !== wanted.get(file));
  return [...stale, ...[...wanted.keys()].filter((file) => !present.includes(file))].toSorted();
}

async function write(): Promise<void> {
  for (const program of await isaPrograms()) {
    const file = join(ISA_FOLDER, sourceOf(program));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, render(program));
  }
  for (const file of await staleSources()) {
    rmSync(join(ISA_FOLDER, file));
    console.log(`removed guest/isa/${file}: no program has that name`);
  }
}

async function check(): Promise<void> {
  for (const file of await staleSources()) {
    console.error(`guest/isa/${file} is stale: run \`node scripts/generate/isaPrograms.ts\` and commit the result.`);
    process.exitCode = 1;
  }
}

if (import.meta.main) await (process.argv.includes("--check") ? check() : write());
