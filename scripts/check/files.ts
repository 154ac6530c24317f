import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";

/** Never ours: fetched, built or generated elsewhere. */
const foreign = new Set(["node_modules", "artifacts", "cache", "dist", "coverage", "types", ".git"]);

/**
 * Every file under `root/folder` whose name ends with one of `endings`, as sorted paths relative to `root`; an absolute folder
 * gives absolute paths.
 * A folder that does not exist holds no file.
 */
export function filesIn(root: string, folder: string, ...endings: string[]): string[] {
  if (!existsSync(resolve(root, folder))) return [];
  const found: string[] = [];
  for (const entry of readdirSync(resolve(root, folder), { withFileTypes: true })) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !isForeign(path)) found.push(...filesIn(root, path, ...endings));
    if (entry.isFile() && endings.some((ending) => entry.name.endsWith(ending))) found.push(path);
  }
  return found.toSorted();
}

/** `types/` at the top is Hardhat's output; `src/types` and `contracts/types` are rooms of ours. */
function isForeign(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name === "types" ? path === "types" : foreign.has(name);
}
