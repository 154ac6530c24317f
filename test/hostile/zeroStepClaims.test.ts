/*
 * Claims that say next to nothing: the end is the start, the machine halts at once, a halted state goes on, the end is void with
 * junk where nothing counts. Seen: zero-step and padded assertions that a protocol took for progress, and two spellings of one
 * outcome that passed each other. Stopped by: the contract makes the start itself, every end is a rival of every other, whatever
 * it leads to, and steps after the end are steps like any other, which repeat. Costs a bond for each claim.
 */
import { describe, it } from "mocha";
import { STATUS_HALTED, STATUS_RUNNING, STATUS_TRAPPED } from "../../src/machine/isa.ts";
import type { Execution } from "../../src/rollup/execution.ts";
import type { EndState } from "../../src/rollup/view.ts";
import type { Actor } from "../../scripts/lib/stage.ts";
import { tell, TOY, type Story } from "../../scripts/lib/story.ts";
import { departing, execution, Hand } from "./lib/courtHand.ts";

/** Keeps the counter busy beyond its 4,096 steps. */
const POISON = new Uint8Array(3_000).fill(1);
const JUNK = `0x${"5a".repeat(32)}` as const;

/** A false end, and the step behind which the trace that defends it has it. */
type Lie = { readonly end: EndState; readonly from: number };

describe("hostile: zero-step and padded claims", () => {
  it("about a run that halts are refuted at the step that they skip or invent", async () => {
    await refuteAll("a batch", (truth) => {
      const start = truth.trace.stateAt(0);
      const end = truth.trace.stateAt(truth.trace.maxSteps);
      return [
        // Nothing has happened: the end hash is the start hash.
        { end: start, from: 0 },
        { end: { ...start, status: STATUS_HALTED }, from: 0 },
        // The machine halted long ago, and runs again, traps, fails, or thinks better of its output.
        { end: { ...end, status: STATUS_RUNNING }, from: truth.steps + 1 },
        { end: { ...end, status: STATUS_TRAPPED, exitCode: 3 }, from: 3_000 },
        { end: { ...end, exitCode: 0xffff_ffff }, from: 4_094 },
        { end: { ...end, output: JUNK }, from: 4_095 },
      ];
    });
  });

  it("about a void run are rivals of the truth although they lead to the same result", async () => {
    await refuteAll(POISON, (truth) => {
      const end = truth.trace.stateAt(truth.trace.maxSteps);
      return [
        { end: { ...end, output: JUNK }, from: 100 },
        { end: { ...end, memoryRoot: JUNK }, from: 2_000 },
        { end: { ...end, exitCode: 9 }, from: 4_095 },
        { end: { ...end, status: STATUS_TRAPPED, exitCode: 77 }, from: 4_095 },
      ];
    });
  });
});

/** One owner claims all these ends and sues the sequencer's true claim with each; the judge refutes all of them. */
async function refuteAll(body: string | Uint8Array, lies: (truth: Execution) => Lie[]): Promise<void> {
  await tell("zero-step", TOY, {}, async (story) => {
    const sequencer = await story.sequencer();
    await story.post(sequencer, body);
    await sequencer.tick(); // claims the truth
    const truth = await execution(story);
    const told = lies(truth);
    for (const lie of told) await refute(story, sequencer, truth, lie);
    await story.closeWindows(sequencer);
    const owners = Array<string>(told.length).fill("forger");
    await story.expect({ final: 1, refuted: owners, earned: { sequencer: told.length / 2, forger: -told.length } });
  });
}

async function refute(story: Story, honest: Actor, truth: Execution, { end, from }: Lie): Promise<void> {
  const forger = new Hand(story, "forger");
  const [mine] = (await story.view()).claims.values();
  const lie = await forger.claim(truth, end);
  const trace = departing(truth.trace, from, () => lie.end);
  const dispute = await forger.open(lie, mine, trace);
  for (let answered = true; answered; answered = await forger.answer(dispute, trace)) await honest.tick();
  const { status, lostBy } = (await story.view()).claims.get(lie.id)!;
  story.require(status === "refuted" && lostBy === "step", `a claim that departs at step ${from} is ${status}`);
}
