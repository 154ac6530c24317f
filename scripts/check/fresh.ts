import { contracts } from "./contracts.ts";
import { filesIn } from "./files.ts";
import type { Report } from "./report.ts";
import { problemsOf, run } from "./tool.ts";

/**
 * What is committed is what its generator makes today. Every program in scripts/generate takes `--check`: it writes
 * nothing and exits with 1, naming the stale file, if its output would differ.
 */
export async function fresh(root: string): Promise<Report> {
  await contracts(root);
  const programs = filesIn(root, "scripts/generate", ".ts").filter((path) => path.split("/").length === 3);
  const outcomes = await Promise.all(programs.map((program) => run(root, process.execPath, [program, "--check"])));
  return { problems: outcomes.flatMap(problemsOf), notes: [`${programs.length} programs`] };
}
