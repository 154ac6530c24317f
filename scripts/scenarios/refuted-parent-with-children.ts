import { Calls } from "../../src/chain/calls.ts";
import { STATUS_HALTED } from "../../src/machine/isa.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import { Story, tell, TOY, type Options, type Outcome } from "../lib/story.ts";

/**
 * A believer builds on a false result: it claims the next batch on it, and the one after on its own claim. When the false
 * result falls, nobody has to dispute what was built on it: those claims were about a world that does not exist. They are
 * pronounced dead, one generation after the other, and their bonds go home.
 */
export async function refutedParentWithChildren(options: Options = {}): Promise<Outcome> {
  return tell("refuted-parent-with-children", TOY, options, async (story) => {
    const sequencer = await story.sequencer({ 1: { kind: "output", step: 1_200 } });
    const challenger = await story.challenger();
    for (const body of ["one", "two", "three"]) await story.post(sequencer, body);

    await sequencer.tick(); // claims falsely about batch 1
    const lie = await claimed(story, 1);
    await build(story, lie, 2);
    await build(story, await claimed(story, 2), 3);

    await story.settle(challenger, sequencer);
    await story.runOutClocks(challenger);
    await story.closeWindows(challenger, sequencer);

    const believer = await story.challenger("believer");
    await story.closeWindows(believer, sequencer, challenger);
    await story.closeWindows(believer, sequencer, challenger);
    const dead = [...(await story.view()).results.values()].filter(({ status }) => status === "dead").length;
    story.require(dead === 2, `${dead} results are dead, not the false one and the one built on it`);
    await story.expect({ final: 3, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5, believer: 0 } });
  });
}

/** The result that somebody has claimed for a batch. */
async function claimed(story: Story, batch: number): Promise<ResultId> {
  const results = [...(await story.view()).results.values()];
  return results.findLast((result) => result.batch === batch)!.id;
}

/** The believer claims some end of batch `number` on `parent`. */
async function build(story: Story, parent: ResultId, number: number): Promise<void> {
  const view = await story.view();
  const word = `0x${number.toString(16).padStart(64, "0")}` as const;
  const end = { status: STATUS_HALTED, exitCode: 0, output: word, memoryRoot: word, cpuHash: word };
  const call = new Calls(story.court.facts).claim(view.results.get(parent)!.opening, view.batches[number - 1]!, end);
  await story.call("believer", `claims batch ${number} on the false result`, call);
}
