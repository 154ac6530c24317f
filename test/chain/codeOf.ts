import { AssizeError } from "../../src/types/error.ts";

/** The code of the typed error that `work` ends with, or what it gave instead. */
export async function codeOf(work: () => unknown): Promise<unknown> {
  try {
    return { gave: await work() };
  } catch (error) {
    if (error instanceof AssizeError) return error.code;
    throw error;
  }
}
