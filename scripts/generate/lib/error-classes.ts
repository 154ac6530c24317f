import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesIn } from "../../check/files.ts";
import { withoutComments } from "../../check/source.ts";

/** One room's error class: where it is, its one-line description and its codes in order. */
export type ErrorClass = {
  readonly name: string;
  readonly file: string;
  readonly description: string;
  readonly codes: readonly string[];
};

const heading = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?export class (\w+) extends AssizeError<([^>]*)>/g;

/** Where errors are raised that a user meets. */
export const ROOMS = ["src", "scripts/lib", "examples"];

/**
 * Every subclass of AssizeError in the rooms of `root`. Its codes are a union of literals: in the brackets of the class
 * itself, or of a type that stands in the same file.
 */
export function errorClasses(root: string): ErrorClass[] {
  return ROOMS.flatMap((room) => filesIn(root, room, ".ts")).flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return [...text.matchAll(heading)].map(([, comment = "", name, union]) => ({
      name,
      file,
      description: comment.replace(/\s*\n\s*\*\s*/g, " ").trim(),
      codes: codesOf(union.trim(), text),
    }));
  });
}

function codesOf(union: string, text: string): string[] {
  const named = /^\w+$/.test(union) ? new RegExp(`type ${union} =([^;]*);`).exec(text)?.[1] : union;
  return [...withoutComments(named ?? "").matchAll(/"(\w+)"/g)].map((match) => match[1]);
}
