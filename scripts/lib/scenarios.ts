import { readdirSync, readFileSync } from "node:fs";
import { ScenarioError } from "./scenarioError.ts";
import type { Options, Outcome } from "./story.ts";

type Scenario = (options: Options) => Promise<Outcome>;

const folder = new URL("../scenarios/", import.meta.url);

/** Names of all scenarios: those of their files. */
export function scenarioNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -3))
    .sort();
}

/** The function that a scenario's file exports: its name in camel case. @throws ScenarioError SCENARIO_UNKNOWN */
export async function loadScenario(name: string): Promise<Scenario> {
  if (!scenarioNames().includes(name)) {
    const fix = `Give one of ${scenarioNames().join(", ")}`;
    throw new ScenarioError("SCENARIO_UNKNOWN", { what: `No scenario is called ${JSON.stringify(name)}`, fix });
  }
  const exported = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return ((await import(new URL(`${name}.ts`, folder).href)) as Record<string, Scenario>)[exported]!;
}

/** What a scenario is about: the comment on its function, on one line. */
export function aboutScenario(name: string): string {
  const comment =
    /\/\*\*([^]*?)\*\/\nexport async/.exec(readFileSync(new URL(`${name}.ts`, folder), "utf8"))?.[1] ?? "";
  return comment.replace(/\s*\n\s*\* ?/g, " ").trim();
}
