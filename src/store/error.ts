import { AssizeError } from "../types/error.ts";

/** What a program keeps on disk cannot be used. All of it can be had again from L1. */
export class StoreError extends AssizeError<
  "STORE_FOREIGN" | "STORE_DAMAGED" | "STORE_OF_ANOTHER_COURT" | "STORE_UNAVAILABLE"
> {}

/** @param where the folder */
export function damaged(where: string, what: string, cause?: unknown): StoreError {
  const fix = "Remove the folder: everything in it is made again from L1";
  return new StoreError("STORE_DAMAGED", { what, where, fix, cause });
}

/** Not of this version, or of no version. */
export function foreign(where: string, what: string, cause?: unknown): StoreError {
  const fix = "Name another folder, or remove this one: everything in a store can be had again from L1";
  return new StoreError("STORE_FOREIGN", { what, where, fix, cause });
}
