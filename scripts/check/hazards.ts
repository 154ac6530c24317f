import { filesIn } from "./files.ts";
import { allowed as accepted } from "./hazards/allowed.ts";
import { resolve, type Routine } from "./hazards/ast.ts";
import { routineRules, type Rule, variableRules } from "./hazards/rules.ts";
import type { Report } from "./report.ts";

/** What no contract that ships does, but for what `hazards/allowed.ts` lists with its reason; solhint looks for other things. */
export async function hazards(root: string, allowed: Readonly<Record<string, string>> = accepted): Promise<Report> {
  const paths = filesIn(root, "contracts", ".sol").filter((path) => !path.startsWith("contracts/mocks/"));
  if (paths.length === 0) return { problems: [] };
  const program = resolve(root, paths);
  const unused = new Set(Object.keys(allowed));
  const problems: string[] = [];
  const look = (rules: readonly Rule[], places: readonly Routine[]): void => {
    for (const { name, why, found } of rules) {
      for (const place of places.filter((at) => found(at, program))) {
        const excuses = [place.name, place.path].map((at) => `${name}: ${at}`).filter((key) => key in allowed);
        for (const key of excuses) unused.delete(key);
        if (excuses.length === 0) problems.push(`${place.path}: ${name}: ${place.name} (${why})`);
      }
    }
  };
  look(routineRules, program.routines);
  look(variableRules, program.variables);
  for (const key of unused)
    problems.push(`scripts/check/hazards/allowed.ts: "${key}" excuses nothing any more; remove it`);
  return { problems };
}
