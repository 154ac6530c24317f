import { grouped } from "../../src/cli/format.ts";
import { ScenarioError } from "../lib/scenarioError.ts";

export function title(text: string): void {
  console.log(`\n${text}`);
}

/** One line of somebody's: what was done, and what it cost. */
export function tell(who: string, what: string, cost?: bigint | number): void {
  const price =
    cost === undefined ? "" : typeof cost === "bigint" ? `  (${grouped(cost)} gas)` : `  (${cost.toFixed(1)} s)`;
  console.log(`  ${who.padEnd(11)} ${what}${price}`);
}

/** Runs `work`. @returns what it gives, and the seconds that it took */
export async function timed<Result>(work: () => Promise<Result>): Promise<readonly [Result, number]> {
  const started = performance.now();
  return [await work(), (performance.now() - started) / 1_000];
}

export function wrong(how: string): ScenarioError {
  const fix = "This is a bug of Assize or of the demo: compare the lines above with docs/settlement.md";
  return new ScenarioError("SCENARIO_WRONG", { what: `The demo ended otherwise than it must: ${how}`, fix });
}
