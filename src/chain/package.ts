import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json: the same from `src/` in the checkout and from `dist/` in an installed package. */
const root = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Absolute path of a file that ships with the package, such as `networks/local.yaml`. */
export function packagePath(file: string): string {
  return join(root, file);
}

function findRoot(folder: string): string {
  return existsSync(join(folder, "package.json")) || dirname(folder) === folder ? folder : findRoot(dirname(folder));
}
