import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorClasses, ROOMS } from "../generate/lib/error-classes.ts";
import { filesIn } from "./files.ts";
import type { Report } from "./report.ts";

/**
 * Typed errors: a code belongs to one class, is SCREAMING_SNAKE, and is raised somewhere; nothing in src throws a bare Error.
 * That docs/ERRORS.md has each code is the freshness check's business: the page is generated.
 */
export async function errors(root: string): Promise<Report> {
  const files = [
    ...ROOMS.flatMap((room) => filesIn(root, room, ".ts")),
    ...filesIn(root, "scripts", "scenario.ts", "bench.ts"),
  ];
  const sources = files.map((file) => [file, readFileSync(join(root, file), "utf8")] as const);
  const problems = sources
    .filter(([file]) => file.startsWith("src/"))
    .flatMap(([file, text]) => bareErrors(file, text));
  const owner = new Map<string, string>();
  for (const { name, file, codes } of errorClasses(root)) {
    if (codes.length === 0) problems.push(`${file}: no code of ${name} found; keep the union of literals in this file`);
    for (const code of codes) {
      const other = owner.get(code);
      if (other !== undefined) problems.push(`${file}: ${code} of ${name} is a code of ${other} too`);
      owner.set(code, name);
      if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code)) problems.push(`${file}: ${code} is not SCREAMING_SNAKE`);
      const uses = sources.reduce((count, [, text]) => count + text.split(`"${code}"`).length - 1, 0);
      if (uses < 2) problems.push(`${file}: nothing raises ${code}; remove it or raise it`);
    }
  }
  return { problems, notes: [`${owner.size} codes`] };
}

function bareErrors(file: string, text: string): string[] {
  return text.split("\n").flatMap((line, index) => {
    return /\bnew (Type|Range)?Error\(/.test(line)
      ? [`${file}:${index + 1} raises a bare Error; use the room's typed one`]
      : [];
  });
}
