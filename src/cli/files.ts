import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Guest } from "../machine/machine.ts";
import { loadProgram, type Program, type Settings } from "../machine/program.ts";
import { HashPool } from "../threads/hashPool.ts";
import { kernel } from "../tree/kernel.ts";
import { UsageError } from "./errors.ts";

/** Bytes of the longest text that is read; what it says has limits of its own. */
const TEXT_LIMIT = 2 ** 20;

/** @throws UsageError FILE_UNREADABLE */
export function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    const what = `Cannot be read: ${reasonOf(cause)}`;
    throw new UsageError("FILE_UNREADABLE", { what, where: path, fix: "Check the path", cause });
  }
}

/** A text that people write by hand. @throws UsageError FILE_UNREADABLE */
export function readText(path: string): string {
  const bytes = readFile(path);
  if (bytes.length <= TEXT_LIMIT) return new TextDecoder().decode(bytes);
  const what = `The file has ${bytes.length} bytes: nobody wrote that by hand`;
  throw new UsageError("FILE_UNREADABLE", { what, where: path, fix: "Check the path" });
}

/** One for the process: its threads start when a program that asks for them is first hashed. */
export const pool = new HashPool();

/**
 * A program whose memory is hashed as its layout file says.
 * @throws UsageError FILE_UNREADABLE; MachineError for what is in the files
 */
export function readProgram(elf: string, layout?: string): { program: Program & Guest; settings: Settings } {
  const text = layout === undefined ? undefined : readText(layout);
  const { program, settings } = loadProgram(readFile(elf), text, layout);
  const { priorities, parallelVerification } = settings;
  return { program: { ...program, hashing: { priorities, hasher: parallelVerification ? pool : kernel } }, settings };
}

/** Makes the folder if it is not there. @throws UsageError FILE_UNWRITABLE */
export function requireWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

/** @throws UsageError FILE_UNREADABLE */
export function requireReadableFolder(folder: string): void {
  try {
    readdirSync(folder);
  } catch (cause) {
    const what = `Cannot be read: ${reasonOf(cause)}`;
    throw new UsageError("FILE_UNREADABLE", { what, where: folder, fix: "Check the path", cause });
  }
}

/** Writes a file that is not there yet. @throws UsageError FILE_EXISTS, FILE_UNWRITABLE */
export function writeNewFile(path: string, text: string): void {
  requireNew(path);
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** @throws UsageError FILE_EXISTS */
export function requireNew(path: string): void {
  if (!existsSync(path)) return;
  throw new UsageError("FILE_EXISTS", {
    what: "The file exists",
    where: path,
    fix: "Remove it or choose another name",
  });
}

function unwritable(where: string, cause: unknown): UsageError {
  const what = `Cannot be written: ${reasonOf(cause)}`;
  return new UsageError("FILE_UNWRITABLE", { what, where, fix: "Check the folder and its rights", cause });
}

/** What the system says, without the path that follows it. */
function reasonOf(cause: unknown): string {
  return (cause as Error).message.replace(/, .*/, "");
}
