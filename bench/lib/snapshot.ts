import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Name -> a number that is the same on every machine: gas, bytes, steps, constraints. */
export type Snapshot = Readonly<Record<string, number>>;

/**
 * Keeps numbers in the repository where a diff shows them. Writes bench/snapshots/<name>.json; called with `--check`
 * on the command line it writes nothing, prints each difference and sets exit code 1 if there is any. To accept new
 * numbers is to run the same program without `--check` and to commit the file.
 */
export function keepSnapshot(name: string, measured: Snapshot): void {
  const file = fileURLToPath(new URL(`../snapshots/${name}.json`, import.meta.url));
  const accepted = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Snapshot) : {};
  const changes = differences(accepted, measured);
  for (const change of changes) console.log(`${name}: ${change}`);
  if (process.argv.includes("--check")) {
    if (changes.length > 0) process.exitCode = 1;
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
}

/** One line for every name whose number is new, gone or another, in the order of the names. */
export function differences(accepted: Snapshot, measured: Snapshot): string[] {
  const names = [...new Set([...Object.keys(accepted), ...Object.keys(measured)])];
  return names.flatMap((name) => {
    const [before, after] = [accepted[name], measured[name]];
    if (before === after) return [];
    if (before === undefined) return [`${name} is new: ${after}`];
    if (after === undefined) return [`${name} is gone: was ${before}`];
    const change = after - before;
    return [`${name} ${change > 0 ? "grew" : "fell"}: ${before} -> ${after} (${change > 0 ? "+" : ""}${change})`];
  });
}
