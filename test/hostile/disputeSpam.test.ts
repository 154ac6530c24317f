/*
 * One liar, many claims, all of them suing the one honest claim at once. Seen: challenges that each cost the defender a stake, or
 * a whole proof, so that a richer attacker won by asking often enough. Stopped by: a claim's bond covers its defence in any
 * number of disputes; answers are two small transactions each, the nearest deadline first. Costs the liar a bond for each claim;
 * half of each goes to the defender, more than all of its gas at the price cap.
 */
import { describe, it } from "mocha";
import { sideGas } from "../../src/dispute/bond.ts";
import { definition } from "../../src/dispute/search.ts";
import type { ClaimRecord, DisputeRecord } from "../../src/rollup/view.ts";
import { tell, TOY } from "../../scripts/lib/story.ts";
import { departing, execution, Hand } from "./lib/courtHand.ts";

const SPAM = 32;
/** Each lie departs from the truth at a step of its own, by which its proof is known. */
const stepOf = (lie: number): number => 3 + 97 * lie;

describe("hostile: dispute spam", () => {
  it(`of ${SPAM} disputes at once against one claim is answered in time, by one bond and bounded gas`, async () => {
    await tell("spam", TOY, {}, async (story) => {
      const sequencer = await story.sequencer();
      await story.post(sequencer, "a batch");
      await story.settle(sequencer); // claims the truth
      const [mine] = (await story.view()).claims.values();
      const spammer = new Hand(story, "spammer");
      const truth = await execution(story);
      const traces = [];
      const disputes: DisputeRecord[] = [];
      const lies: ClaimRecord[] = [];
      for (let i = 0; i < SPAM; i++) {
        const cpuHash = `0x${(i + 1).toString(16).padStart(64, "6")}` as const;
        lies.push(await spammer.claim(truth, { ...truth.end, cpuHash }));
        traces.push(departing(truth.trace, stepOf(i), () => lies[i].end));
      }
      for (const [i, lie] of lies.entries()) disputes.push(await spammer.open(lie, mine, traces[i]));
      await story.settle(sequencer);
      // The liar answers in the opposite order: so runs the time of the last answers.
      for (let i = SPAM - 1; i >= 0; i--) await spammer.answer(disputes[i], traces[i]);
      await story.settle(sequencer);

      const proved = story.events.filter(({ action }) => action.startsWith("proves")).map(({ action }) => action);
      const due = Array.from({ length: SPAM }, (_, i) => `proves step ${stepOf(SPAM - 1 - i)}`);
      story.require(proved.join() === due.join(), `the answers came in the order: ${proved.join()}`);
      await story.expect({
        final: 0,
        refuted: Array<string>(SPAM).fill("spammer"),
        earned: { sequencer: -1, spammer: -SPAM },
      });
      const { accounts, nary } = await story.outcome();
      const { maxSteps } = story.court.facts.rules;
      const gas = accounts.find(({ who }) => who === "sequencer")!.gas;
      const bound = BigInt(SPAM * sideGas(definition(maxSteps, nary)));
      story.require(gas < bound, `${gas} gas, more than ${bound}`);

      await story.closeWindows(sequencer);
      await story.expect({
        final: 1,
        refuted: Array<string>(SPAM).fill("spammer"),
        earned: { sequencer: SPAM / 2, spammer: -SPAM },
      });
    });
  });
});
