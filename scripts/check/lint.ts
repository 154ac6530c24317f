import { filesIn } from "./files.ts";
import type { Report } from "./report.ts";
import { problemsOf, run } from "./tool.ts";

/**
 * oxlint for TypeScript (.oxlintrc.json) and solhint for Solidity (.solhint.json in each of the two folders: tests may
 * name, call and require as tests do). A warning is a problem.
 */
export async function lint(root: string): Promise<Report> {
  const problems = problemsOf(await run(root, "oxlint", ["--deny-warnings", "--format", "unix"]));
  for (const [folder, config] of [
    ["contracts", ".solhint.json"],
    ["test", "test/.solhint.json"],
  ]) {
    const files = filesIn(root, folder, ".sol");
    const args = ["--noPoster", "--disc", "--max-warnings", "0", "--config", config, ...files];
    if (files.length > 0) problems.push(...problemsOf(await run(root, "solhint", args)));
  }
  return { problems };
}
