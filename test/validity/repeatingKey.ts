import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createKey, type KeyFile, openKey } from "../../src/validity/keyFile.ts";
import { SectionFile } from "../../src/validity/sections.ts";
import { ZKEY } from "../../src/validity/zkey.ts";

/** Sections of a key beside its header, and the bytes of one item of each. */
export const ITEMS = { ic: 64, coefficients: 44, a: 64, b1: 64, b2: 128, c: 64, h: 64 } as const;

/**
 * A copy of a key in which one point or coefficient is that of its neighbour, and with a manifest that fits: only the powers of
 * tau and the circuit can tell.
 */
export async function repeatingKey(from: string, section: keyof typeof ITEMS, to: string): Promise<KeyFile> {
  const { manifest } = await openKey(from);
  return createKey(to, manifest, async (draft) => {
    copyFileSync(from, draft);
    repeatAnItem(draft, ZKEY[section], ITEMS[section]);
  });
}

/** Overwrites the first item that is not like the one before it. */
function repeatAnItem(path: string, section: number, size: number): void {
  const { offset, size: all } = SectionFile.read(path, "zkey", (file) => file.section(section));
  const bytes = readFileSync(path);
  // Coefficients begin with their number.
  const item = (i: number): Buffer => bytes.subarray(offset + (all % size) + i * size).subarray(0, size);
  let i = 1;
  while (item(i).equals(item(i - 1))) i++;
  item(i).set(item(i - 1));
  writeFileSync(path, bytes);
}
