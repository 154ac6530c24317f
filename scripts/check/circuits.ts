import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { compileCircuit, inspectMain, mainOf } from "../../src/validity/compile.ts";
import { hashFile } from "../../src/validity/keyFile.ts";
import { filesIn } from "./files.ts";
import type { Report } from "./report.ts";
import { problemsOf, run } from "./tool.ts";

/** Warnings of circom's that are right to be there, and why. */
const excused: readonly (readonly [warning: RegExp, why: string])[] = [
  [/"BindHeader\(\)": Local signal context\.hasFees /, "no word of the header says it"],
  [/"Progress\(\)": Local signal context\.(chainId|rollup) /, "they are in `domain`"],
  [/"Batch\(\d+\)": .* before\./, "of the record before a segment only the owner matters"],
  [/"Batch\(\d+\)": .* steps\[\d+\]\.(owner\.|isKey )/, "nobody comes after the last record"],
];

/**
 * No signal of the circuits is left out of all constraints of its template (circom's own inspection), every hint is in a
 * constraint of its template (`unboundHints`), the numbers of constraints are those of bench/snapshots, and the keys kept in
 * circuits/keys are for the circuits as they are (test/validity/keptKeys.long.test.ts makes them anew).
 */
export async function circuits(root: string): Promise<Report> {
  const problems = filesIn(root, "circuits", ".circom").flatMap((path) =>
    unboundHints(readFileSync(join(root, path), "utf8")).map((problem) => `${path}: ${problem}`),
  );
  const warnings = await inspectMain("dev", mainOf("dev"));
  problems.push(...warnings.filter((warning) => !excused.some(([pattern]) => pattern.test(warning))));
  for (const [pattern, why] of excused) {
    if (!warnings.some((warning) => pattern.test(warning))) problems.push(`excused and not there: ${pattern} (${why})`);
  }
  const bench = await run(root, process.execPath, ["bench/constraints.ts", "--check"]);
  problems.push(...problemsOf(bench).map((problem) => `${problem}\nto accept the numbers: node bench/constraints.ts`));
  for (const path of filesIn(root, "circuits/keys", ".json")) {
    const { r1cs } = JSON.parse(readFileSync(join(root, path), "utf8")) as { readonly r1cs: string };
    const name = basename(path, ".json");
    if ((await hashFile((await compileCircuit(name)).r1cs)) === r1cs) continue;
    problems.push(`${path}: the key of another circuit\nto make it anew: node scripts/generate/verifiers.ts ${name}`);
  }
  return { problems };
}

/** Signals that a template assigns with `<--` and never names in a `===`. */
export function unboundHints(source: string): string[] {
  const text = source.replace(/\/\/.*|\/\*[^]*?\*\//g, "");
  return text
    .split(/\btemplate\s+/)
    .slice(1)
    .flatMap((body) => {
      const template = /^\w+/.exec(body)?.[0] ?? "";
      const asserted = body.split(";").filter((statement) => /===|<==/.test(statement));
      const hints = [...body.matchAll(/(\w+)(?:\[[^\]]*\])*\s*<--/g)].map(([, name = ""]) => name);
      return hints
        .filter((hint) => !isAsserted(hint, body, asserted))
        .map((hint) => `${template}: nothing constrains the hint ${hint}`);
    });
}

/** In a `===` or `<==` itself, or in a sum that one of them compares. */
function isAsserted(hint: string, body: string, asserted: readonly string[]): boolean {
  const named = (name: string): RegExp => new RegExp(`\\b${name}\\b`);
  if (asserted.some((statement) => named(hint).test(statement))) return true;
  const sums = [...body.matchAll(/(\w+) \+= ([^;]*);/g)].filter(([, , term = ""]) => named(hint).test(term));
  return sums.some(([, sum = ""]) => asserted.some((statement) => named(sum).test(statement)));
}
