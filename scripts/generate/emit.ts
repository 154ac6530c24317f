import { mkdir, readFile, writeFile } from "node:fs/promises";
import prettier from "prettier";

/** A file that a generator owns; `path` is relative to the repository's root. */
export type Output = { readonly path: string; readonly text: string };

/**
 * Formats and writes the files, or, run with `--check`, writes nothing and ends the process with code 1 when one of them
 * on disk is not what would be written.
 */
export async function emit(outputs: readonly Output[]): Promise<void> {
  const check = process.argv.includes("--check");
  for (const { path, text } of outputs) {
    const url = new URL(`../../${path}`, import.meta.url);
    const options = await prettier.resolveConfig(url);
    const { inferredParser } = await prettier.getFileInfo(path);
    const formatted = inferredParser === null ? text : await prettier.format(text, { ...options, filepath: path });
    const current = await readFile(url, "utf8").catch(() => undefined);
    if (current === formatted) continue;
    if (check) {
      console.error(
        `${path} is stale: run \`node ${process.argv[1]?.replace(/^.*\/scripts\//, "scripts/")}\` and commit the result.`,
      );
      process.exitCode = 1;
    } else {
      await mkdir(new URL(".", url), { recursive: true });
      await writeFile(url, formatted);
      console.log(`wrote ${path}`);
    }
  }
}
