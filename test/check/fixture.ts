import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Path -> text of a small tree to run a check on. */
export type Files = Readonly<Record<string, string>>;

/** Writes the files into a folder of their own, hands its path to `look` and removes it again. */
export async function inTree<T>(files: Files, look: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), "assize-check-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return await look(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}
