import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ValidityError } from "./error.ts";

/** A circuit that can be compiled: `template(records)` of `file`, a path below `circuits/`. */
export type EntryPoint = { readonly file: string; readonly template: string; readonly records: number };

/**
 * The entry point of that name in circuits.json.
 * @throws ValidityError CIRCUIT_UNKNOWN
 */
export function readEntryPoint(circuits: string, name: string): EntryPoint {
  const path = join(circuits, "circuits.json");
  const entries = JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, EntryPoint>>;
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (entry !== undefined) return entry;
  throw new ValidityError("CIRCUIT_UNKNOWN", {
    what: `No circuit is called ${name}`,
    where: path,
    fix: `Choose one of ${Object.keys(entries).join(", ")}`,
  });
}
