import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Checkpoint } from "../machine/checkpoint.ts";
import { PAGE_BYTES } from "../machine/isa.ts";
import type { Hex } from "../types/hex.ts";
import { damaged, unavailable } from "./error.ts";
import { decodeCheckpoint, encodeCheckpoint } from "./manifest.ts";

/*
 * Checkpoints of one run as files that can be copied anywhere: `checkpoint.<step>.json`, and in `chunks` a file for each chunk,
 * named by its Merkle root. A file appears under its name with all that is in it, the JSON of a checkpoint after its chunks.
 */

/** A step as `writeCheckpoint` writes it: 2^48 has 15 digits. */
const NAME = /^checkpoint\.(0|[1-9]\d{0,14})\.json$/;

/** Bytes of the longest JSON that is read: twice what 2^20 chunks take, each with a name of its own. */
const TEXT_LIMIT = 2 ** 27;

/**
 * Writes a checkpoint; chunks that are there already are left. @returns chunks that were not there
 * @throws StoreError STORE_DAMAGED when a chunk is missing, STORE_UNAVAILABLE when a file cannot be written
 */
export function writeCheckpoint(
  folder: string,
  checkpoint: Checkpoint,
  chunk: (name: Hex) => Uint8Array | undefined,
): number {
  orUnavailable(folder, () => mkdirSync(join(folder, "chunks"), { recursive: true }));
  let written = 0;
  for (const name of namesOf(checkpoint)) {
    const path = chunkPath(folder, name);
    if (existsSync(path)) continue;
    const bytes = chunk(name);
    if (bytes === undefined) throw damaged(folder, `The chunk ${name} of step ${checkpoint.state.step} is missing`);
    appear(path, bytes);
    written++;
  }
  appear(join(folder, `checkpoint.${checkpoint.state.step}.json`), `${encodeCheckpoint(checkpoint)}\n`);
  return written;
}

/** Steps of the checkpoints in a folder, ascending. */
export function stepsIn(folder: string): number[] {
  const steps = readdirSync(folder).flatMap((name) => NAME.exec(name)?.[1] ?? []);
  return steps.map(Number).sort((a, b) => a - b);
}

/**
 * @throws StoreError STORE_DAMAGED when the file is not one that `writeCheckpoint` wrote for that step, STORE_UNAVAILABLE when
 * it cannot be read
 */
export function readCheckpoint(folder: string, step: number): Checkpoint {
  const path = join(folder, `checkpoint.${step}.json`);
  const bytes = sizeOf(path) <= TEXT_LIMIT ? orUnavailable(path, () => readFileSync(path)) : undefined;
  const checkpoint = bytes && decodeCheckpoint(new TextDecoder().decode(bytes));
  if (checkpoint?.state.step === step) return checkpoint;
  throw damaged(path, "The file is no checkpoint of that step");
}

/**
 * The bytes in a chunk's file, which whoever uses them hashes; undefined where there is none of a chunk's size.
 * @throws StoreError STORE_UNAVAILABLE
 */
export function readChunk(folder: string, name: Hex): Uint8Array | undefined {
  const path = chunkPath(folder, name);
  return sizeOf(path) === PAGE_BYTES ? new Uint8Array(orUnavailable(path, () => readFileSync(path))) : undefined;
}

/** Chunks that have a name of their own, each once. */
export function namesOf({ sections }: Checkpoint): ReadonlySet<Hex> {
  const names = new Set(sections.flatMap(({ chunks }) => chunks));
  names.delete("zero");
  names.delete("image");
  return names as Set<Hex>;
}

function chunkPath(folder: string, name: Hex): string {
  return join(folder, "chunks", `${name.slice(2)}.bin`);
}

function appear(path: string, content: string | Uint8Array): void {
  const draft = `${path}.${process.pid}.draft`;
  orUnavailable(path, () => {
    writeFileSync(draft, content);
    renameSync(draft, path);
  });
}

/** Bytes of a file; infinitely many where there is none, and of what is no file. */
function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true ? found.size : Infinity;
}

function orUnavailable<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw unavailable(path, cause);
  }
}
