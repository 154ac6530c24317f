import { keccak256 } from "../crypto/keccak.ts";
import { root, zeroRoots } from "../tree/merkle.ts";
import { MachineError } from "./error.ts";
import { CHUNK_DEPTH, KIND_INPUT, KIND_NONE, LEAF_BYTES, MEMORY_DEPTH, PAGE_BYTES } from "./isa.ts";

/** A range of the guest's memory. Both numbers are multiples of 4096, `start + size <= 2^32`. */
export type Section = {
  /** Address of the first byte. */
  readonly start: number;
  /** Bytes, not zero. */
  readonly size: number;
  readonly kind: number;
};

/** The section table: 1 to 16 sections sorted by start, without overlap. */
export type Layout = readonly Section[];

/** Depth of the Merkle tree of a section of `pages` pages, in levels above its 32-byte leaves. */
export function depth(pages: number): number {
  return CHUNK_DEPTH + (pages > 1 ? 32 - Math.clz32(pages - 1) : 0);
}

/** Index of the section that holds `address`, or -1. */
export function find(layout: Layout, address: number): number {
  const unsigned = address >>> 0;
  return layout.findIndex(({ start, size }) => unsigned >= start && unsigned - start < size);
}

/** Kind of the section that holds `address`, or KIND_NONE. */
export function kind(layout: Layout, address: number): number {
  return layout[find(layout, address)]?.kind ?? KIND_NONE;
}

/** Index of the leaf that holds `address`, in the tree of `section`, which holds that address. */
export function leafIndex(section: Section, address: number): number {
  return Math.floor(((address >>> 0) - section.start) / LEAF_BYTES);
}

/** keccak256 of the entries `startPage u32 | pages u24 | kind u8`, big-endian. */
export function layoutHash(layout: Layout): Uint8Array {
  return keccak256(packLayout(layout));
}

/**
 * Root of the input section; zero when there is none. `roots` are the section roots in layout order.
 * @throws MachineError PROOF_SECOND_INPUT_SECTION: nothing would bind the root of one of them
 */
export function inputRoot(layout: Layout, roots: readonly Uint8Array[]): Uint8Array {
  const inputs = roots.filter((_, i) => layout[i]!.kind === KIND_INPUT);
  if (inputs.length > 1) {
    const what = `The section table has ${inputs.length} input sections`;
    throw new MachineError("PROOF_SECOND_INPUT_SECTION", { what, fix: "Take a layout with at most one" });
  }
  return inputs[0] ?? zeroRoots()[0]!;
}

/** Root over 16 slots. The input section's slot is zero: its root has a place of its own in the state hash. */
export function memoryRoot(layout: Layout, roots: readonly Uint8Array[]): Uint8Array {
  const slots = roots.map((sectionRoot, i) => (layout[i]!.kind === KIND_INPUT ? zeroRoots()[0]! : sectionRoot));
  return root(slots, MEMORY_DEPTH);
}

/** The bytes under `layoutHash`, 8 for each section. */
export function packLayout(layout: Layout): Uint8Array {
  const packed = new Uint8Array(8 * layout.length);
  const view = new DataView(packed.buffer);
  for (const [i, { start, size, kind }] of layout.entries()) {
    view.setUint32(8 * i, start / PAGE_BYTES);
    view.setUint32(8 * i + 4, (size / PAGE_BYTES) * 256 + kind);
  }
  return packed;
}
