import { CHUNK_DEPTH, MEMORY_DEPTH, PAGE_BYTES } from "../isa.ts";
import { depth, type Section } from "../section.ts";

/** Hashes that the root of one chunk takes: a node for each two leaves. */
const CHUNK_HASHES = 2 ** CHUNK_DEPTH - 1;

/**
 * Hashes of 64 bytes that bring the roots of a range of memory up to date once a span.
 * @param spans for each span the chunks written in it, ascending, as numbers in the range that holds them
 * @param from the first chunk of the range
 */
export function sectionHashes(spans: readonly (readonly number[])[], from: number, pages: number): number {
  const levels = depth(pages) - CHUNK_DEPTH;
  let hashes = 0;
  for (const chunks of spans) hashes += pathHashes(chunks, from, from + pages, levels);
  return hashes;
}

/** Hashes that the root over the sections' roots takes. */
export function memoryHashes(sections: number): number {
  let hashes = 0;
  for (let level = 1; level <= MEMORY_DEPTH; level++) hashes += Math.ceil(sections / 2 ** level);
  return hashes;
}

/** Chunks of a section. */
export function pagesOf({ size }: Pick<Section, "size">): number {
  return size / PAGE_BYTES;
}

/** The chunks of [from, to) among `chunks`, and every node above them once. */
function pathHashes(chunks: readonly number[], from: number, to: number, levels: number): number {
  let [count, hashes] = [0, 0];
  for (let level = 0; level <= levels; level++) {
    let last = -1;
    count = 0;
    for (const chunk of chunks) {
      if (chunk < from || chunk >= to) continue;
      const node = (chunk - from) >>> level;
      if (node !== last) count++;
      last = node;
    }
    if (count === 0) return 0;
    hashes += level === 0 ? count * CHUNK_HASHES : count;
    if (count === 1) return hashes + levels - level;
  }
  return hashes;
}
