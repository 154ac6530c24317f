import type { Report } from "./report.ts";
import { problemsOf, run } from "./tool.ts";

/** TypeScript's own verdict on everything that tsconfig.json includes. */
export async function types(root: string): Promise<Report> {
  return { problems: problemsOf(await run(root, "tsc", ["-p", "tsconfig.json"])) };
}
