import { filesIn } from "./files.ts";
import type { Report } from "./report.ts";
import { present, problemsOf, run } from "./tool.ts";

/** Prettier for TypeScript, Solidity, JSON and YAML; clang-format for C, where it is installed. */
export async function format(root: string): Promise<Report> {
  const problems = problemsOf(await run(root, "prettier", ["--check", "--log-level", "warn", "."]));
  const c = filesIn(root, "guest", ".c", ".h");
  if (c.length === 0) return { problems };
  if (!(await present("clang-format"))) return { problems, notes: ["C not looked at: clang-format is absent"] };
  problems.push(...problemsOf(await run(root, "clang-format", ["--dry-run", "--Werror", ...c])));
  return { problems };
}
