import type { Command } from "commander";
import { lookAgain, perform, showPerformed, withBench, type Bench } from "../acting.ts";
import type { Performed } from "../../agent/perform.ts";
import { decide, type Action } from "../../rollup/decide.ts";
import { withChain, withExample, type ChainOptions } from "../options.ts";

/** What brings our own money home; what is due to others, or risks a bond, is not done here. */
const COLLECTING: ReadonlySet<Action["kind"]> = new Set(["abandon", "collect", "withdraw"]);

export function defineCollect(command: Command): void {
  withExample(withChain(command), "npx assize collect").action(collect);
}

/** In rounds, because pronouncing a result dead frees bonds, and freed bonds can be withdrawn. */
function collect(options: ChainOptions): Promise<void> {
  return withBench(options, async (first) => {
    const performed: Performed[] = [];
    for (let bench = first, due = dueIn(bench); due.length > 0; bench = await lookAgain(bench), due = dueIn(bench)) {
      for (const action of due) performed.push(await perform(bench, action));
    }
    showPerformed(options, performed, "nothing is due to us");
  });
}

function dueIn({ context, moment: { view, now }, me }: Bench): Action[] {
  const actions = decide(view, [], { address: me, claims: "whenDisputed" }, context.court.facts.timing, now);
  return actions.filter(({ kind }) => COLLECTING.has(kind));
}
