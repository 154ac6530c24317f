import { AssizeError } from "../types/error.ts";

/** What a program keeps on disk cannot be used. All of it can be made again. */
export class StoreError extends AssizeError<
  "STORE_FOREIGN" | "STORE_DAMAGED" | "STORE_OF_ANOTHER_COURT" | "STORE_UNAVAILABLE"
> {}

/** @param where the folder, or the file */
export function damaged(where: string, what: string, cause?: unknown): StoreError {
  const fix = "Remove it: everything in it can be made again";
  return new StoreError("STORE_DAMAGED", { what, where, fix, cause });
}

/** Not of this version, or of no version. */
export function foreign(where: string, what: string, cause?: unknown): StoreError {
  const fix = "Name another folder, or remove this one: everything in it can be made again";
  return new StoreError("STORE_FOREIGN", { what, where, fix, cause });
}

/** The system does not let it be read or written. */
export function unavailable(where: string, cause: unknown): StoreError {
  const what = `The store cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`;
  const fix = "Check the folder, its rights and the space on the disk, or name another one";
  return new StoreError("STORE_UNAVAILABLE", { what, where, fix, cause });
}
