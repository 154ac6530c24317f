import { contracts } from "./contracts.ts";
import { filesIn } from "./files.ts";
import type { Report } from "./report.ts";
import { problemsOf, run } from "./tool.ts";

/** No gas figure differs from the committed snapshot: bench/*-gas.ts measure again and compare (`--check`). */
export async function gas(root: string): Promise<Report> {
  await contracts(root);
  const programs = filesIn(root, "bench", "-gas.ts");
  const problems: string[] = [];
  for (const program of programs) {
    const found = problemsOf(await run(root, process.execPath, [program, "--check"]));
    problems.push(...found.map((problem) => `${problem}\nto accept the new figures: node ${program}`));
  }
  return { problems };
}
