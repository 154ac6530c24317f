import { keccak256 } from "../../src/crypto/keccak.ts";
import { toHex, type Hex } from "../../src/types/hex.ts";

/*
 * A second, slow maker of one-step proofs, written from docs/machine.md alone. It takes states that the machine itself would
 * refuse (tables that overlap, two inputs, unknown kinds), executes nothing, and shares only keccak with src/machine.
 */

/** One row of the section table and what lies there; missing bytes are zero. */
export type Region = { startPage: number; pages: number; kind: number; bytes: Uint8Array };

/** A whole state, every field writable so that a test can say "the same, but". */
export type Guest = {
  pc: number;
  registers: number[];
  status: number;
  exitCode: number;
  anchor: Uint8Array;
  output: Uint8Array;
  sections: Region[];
};

/** An entry of the access list: a leaf that is read or written, or the children of POSEIDON_OPEN. */
export type Access = { read: number } | { write: number; leaf: Uint8Array } | { children: bigint[] };

const ZERO_ROOTS: Uint8Array[] = [new Uint8Array(32)];
for (let level = 0; level < 32; level++) ZERO_ROOTS.push(keccak256(ZERO_ROOTS[level]!, ZERO_ROOTS[level]!));

export function bigEndian(value: number | bigint, length: number): Uint8Array {
  const digits = BigInt.asUintN(8 * length, BigInt(value))
    .toString(16)
    .padStart(2 * length, "0");
  return Uint8Array.from(Buffer.from(digits, "hex"));
}

export function littleEndian(value: number | bigint, length: number): Uint8Array {
  return bigEndian(value, length).reverse();
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/** A deep copy, to be changed. */
export function copy(guest: Guest): Guest {
  return structuredClone(guest);
}

export function stateHash(guest: Guest): Hex {
  const inputs = guest.sections.filter(({ kind }) => kind === 4).map(sectionRoot);
  const slots = guest.sections.map((section) => (section.kind === 4 ? ZERO_ROOTS[0]! : sectionRoot(section)));
  const fixed = keccak256(guest.anchor, inputs[0] ?? ZERO_ROOTS[0]!, keccak256(table(guest)));
  const cpuHash = keccak256(cpu(guest));
  const end = concat(bigEndian(guest.exitCode, 4), bigEndian(guest.status, 1));
  return toHex(keccak256(fixed, guest.output, treeRoot(slots, 0, 4), cpuHash, end));
}

/** The proof of a step from `guest` whose accesses are these, in order. `guest` is left alone. */
export function prove(guest: Guest, accesses: readonly Access[]): Uint8Array {
  const now = copy(guest);
  return concat(head(guest), ...accesses.map((access) => take(now, access)));
}

export function head(guest: Guest): Uint8Array {
  const roots = guest.sections.map(sectionRoot);
  const state = [guest.anchor, guest.output, cpu(guest), bigEndian(guest.status, 1), bigEndian(guest.exitCode, 4)];
  return concat(...state, bigEndian(guest.sections.length, 1), table(guest), ...roots);
}

/** The leaf that holds `address`, as it is. */
export function leafAt(guest: Guest, address: number): Uint8Array {
  const { section, index } = locate(guest, address);
  return leaf(section, index);
}

/** Puts bytes where `address` is, within one section. */
export function poke(guest: Guest, address: number, bytes: Uint8Array): void {
  const { section } = locate(guest, address);
  const offset = address - 4096 * section.startPage;
  const wanted = Math.max(section.bytes.length, offset + bytes.length);
  const grown = new Uint8Array(wanted);
  grown.set(section.bytes);
  grown.set(bytes, offset);
  section.bytes = grown;
}

function take(guest: Guest, access: Access): Uint8Array {
  if ("children" in access) return concat(...access.children.map((child) => bigEndian(child, 32)));
  const address = "read" in access ? access.read : access.write;
  const { section, index } = locate(guest, address);
  const taken = path(section, index);
  if ("write" in access) poke(guest, address - (address % 32), access.leaf);
  return taken;
}

function path(section: Region, index: number): Uint8Array {
  let zeros = 0;
  const siblings: Uint8Array[] = [];
  for (let level = 0; level < depth(section); level++) {
    const neighbour = Math.floor(index / 2 ** level) % 2 === 0 ? 1 : -1;
    const sibling = subtree(section, Math.floor(index / 2 ** level) + neighbour, level);
    if (Buffer.compare(sibling, ZERO_ROOTS[level]!) === 0) zeros += 2 ** level;
    else siblings.push(sibling);
  }
  return concat(leaf(section, index), bigEndian(zeros, 4), ...siblings);
}

/** The first section that holds `address`, as the machine looks for it. */
function locate(guest: Guest, address: number): { section: Region; index: number } {
  const page = Math.floor(address / 4096);
  const section = guest.sections.find(({ startPage, pages }) => page >= startPage && page < startPage + pages);
  if (section === undefined) throw new RangeError(`0x${address.toString(16)} is in no section`);
  return { section, index: Math.floor((address - 4096 * section.startPage) / 32) };
}

function depth({ pages }: Region): number {
  let levels = 7;
  while (2 ** (levels - 7) < pages) levels++;
  return levels;
}

function sectionRoot(section: Region): Uint8Array {
  return subtree(section, 0, depth(section));
}

/** Node number `index` of a level of the section's tree. */
function subtree(section: Region, index: number, level: number): Uint8Array {
  const first = index * 2 ** level;
  if (32 * first >= section.bytes.length) return ZERO_ROOTS[level]!;
  if (level === 0) return leaf(section, first);
  return keccak256(subtree(section, 2 * index, level - 1), subtree(section, 2 * index + 1, level - 1));
}

function treeRoot(leaves: Uint8Array[], index: number, level: number): Uint8Array {
  if (level === 0) return leaves[index] ?? ZERO_ROOTS[0]!;
  return keccak256(treeRoot(leaves, 2 * index, level - 1), treeRoot(leaves, 2 * index + 1, level - 1));
}

function leaf(section: Region, index: number): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes.set(section.bytes.subarray(32 * index, 32 * index + 32));
  return bytes;
}

function cpu(guest: Guest): Uint8Array {
  const words = [guest.pc, ...guest.registers.slice(1)];
  return concat(...words.map((word) => bigEndian(word, 4)));
}

function table(guest: Guest): Uint8Array {
  return concat(
    ...guest.sections.map(({ startPage, pages, kind }) =>
      concat(bigEndian(startPage, 4), bigEndian(pages, 3), bigEndian(kind, 1)),
    ),
  );
}
