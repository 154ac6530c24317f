import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packagePath } from "../../src/chain/package.ts";

/** Path of a file under `guest/`. */
export function guest(path: string): string {
  return packagePath(join("guest", path));
}

export const GUESTS = {
  toy: guest("toy/toy.elf"),
  sort: guest("sort/sort.elf"),
  bank: guest("bank/bank.elf"),
} as const;

/** Gives `work` a folder of its own, which is gone afterwards. */
export async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "assize-cli-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
