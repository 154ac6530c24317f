import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "./report.ts";
import { problemsOf, run } from "./tool.ts";

const builds = new Map<string, Promise<Report>>();

/** The contracts compile, and without a warning. Checks that read build output await this first; it runs once. */
export function contracts(root: string): Promise<Report> {
  const build = builds.get(root) ?? compile(root);
  builds.set(root, build);
  return build;
}

async function compile(root: string): Promise<Report> {
  if (!existsSync(join(root, "hardhat.config.ts"))) return { problems: [] };
  const outcome = await run(root, "hardhat", ["build"]);
  const warned = /^Warning: /m.test(outcome.output);
  return { problems: warned ? [outcome.output] : problemsOf(outcome) };
}
