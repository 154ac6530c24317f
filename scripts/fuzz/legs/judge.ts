import { deployJudge, type Judge } from "../judge.ts";
import type { Leg } from "./leg.ts";

/** The contract, at each step. */
export async function judgeLeg(): Promise<Leg> {
  return judgeLegOn(await deployJudge());
}

/** The same on a judge that is already deployed. */
export function judgeLegOn(judge: Judge): Leg {
  return {
    name: "judge",
    async check(runs) {
      const cases = runs.flatMap((run) => run.steps.map((proven, step) => ({ ...proven, run, step })));
      const seen = new Set<unknown>();
      return (await judge.surprises(cases)).flatMap(({ number, outcome }) => {
        const { run, step, poststate } = cases[number];
        if (seen.has(run)) return [];
        seen.add(run);
        const what = `says ${outcome.poststate ?? outcome.error}, recorded ${poststate}`;
        return [{ leg: "judge", run, step, what }];
      });
    },
  };
}
