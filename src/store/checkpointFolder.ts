import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Checkpoint } from "../machine/checkpoint.ts";
import type { Hex } from "../types/hex.ts";
import { damaged } from "./error.ts";
import { decodeCheckpoint, encodeCheckpoint } from "./manifest.ts";

/*
 * Checkpoints of one run as files that can be copied anywhere: `checkpoint.<step>.json`, and in `chunks` a file for each chunk,
 * named by its Merkle root. A file appears under its name with all that is in it, the JSON of a checkpoint after its chunks.
 */

const NAME = /^checkpoint\.(\d{1,15})\.json$/;

/**
 * Writes a checkpoint; chunks that are there already are left. @returns chunks that were not there
 * @throws StoreError STORE_DAMAGED when a chunk is missing
 */
export function writeCheckpoint(
  folder: string,
  checkpoint: Checkpoint,
  chunk: (name: Hex) => Uint8Array | undefined,
): number {
  mkdirSync(join(folder, "chunks"), { recursive: true });
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

/** @throws StoreError STORE_DAMAGED when the file is not one that `writeCheckpoint` wrote for that step */
export function readCheckpoint(folder: string, step: number): Checkpoint {
  const path = join(folder, `checkpoint.${step}.json`);
  const checkpoint = decodeCheckpoint(readFileSync(path, "utf8"));
  if (checkpoint?.state.step === step) return checkpoint;
  throw damaged(path, "The file is no checkpoint of that step");
}

/** The bytes in a chunk's file, which whoever uses them hashes; undefined where there is none. */
export function readChunk(folder: string, name: Hex): Uint8Array | undefined {
  const path = chunkPath(folder, name);
  return existsSync(path) ? new Uint8Array(readFileSync(path)) : undefined;
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
  writeFileSync(draft, content);
  renameSync(draft, path);
}
