/** Reads a store to its end: `node probe.ts <folder>`. Exit code 0 if everything in it is what was written (lmdb.ts). */
import { AssizeError } from "../types/error.ts";
import { openUnchecked } from "./lmdb.ts";

try {
  let read = 0;
  for (const [key, value] of openUnchecked(process.argv[2]!).entries("")) read += key.length + value.length;
  process.exit(read >= 0 ? 0 : 1);
} catch (error) {
  console.error(error instanceof AssizeError ? error.what : (error as Error).message);
  process.exit(1);
}
