import { expect } from "chai";
import { it } from "mocha";
import type { Actor } from "../../scripts/lib/stage.ts";
import { tell, TOY, type Outcome, type Story } from "../../scripts/lib/story.ts";
import { Calls } from "../../src/chain/calls.ts";
import { select } from "../../src/dispute/dissection.ts";
import { madeUp } from "../../bench/lib/court.ts";
import { onAnvil, startAnvil } from "./lib/l1Anvil.ts";
import { block, heightOf, mine, rawsSince, refusalOf, sign, takeBack, timeOf } from "./lib/l1Chain.ts";

/*
 * Attack: L1 takes back 1 to 3 blocks behind each thing that an agent does in a dispute, and drops, repeats or replaces what
 * was in them (field: reorg between moves; agents that remember a move as made, or answer one that is gone).
 * Stops it: agents keep nothing that L1 does not have, and a call names the very position that it answers.
 * Costs: the honest side the gas of doing it again; the attacker a reorganisation of L1.
 */

const SETTING = { ...TOY, court: { nary: 4 }, start: startAnvil };
const LIE = { 1: { kind: "register", step: 700 } } as const;

/** What becomes of the content of the blocks that were taken back. */
type Fate = "dropped" | "repeated";

onAnvil("hostile: a reorganisation between moves", () => {
  let undisturbed: Ending | undefined;

  for (const fate of ["dropped", "repeated"] as const) {
    for (const depth of [1, 2, 3]) {
      it(`behind every step of the agents, ${depth} deep, what it held ${fate}: the end is that of the undisturbed run`, async () => {
        undisturbed ??= endingOf(await play(0, fate));
        expect(undisturbed).to.include({ final: 1, refuted: "sequencer" });
        expect(endingOf(await play(depth, fate))).to.deep.equal(undisturbed);
      });
    }
  }

  it("the liar's move is replaced by another one: the answer to the first is refused, the second is answered", async () => {
    await tell("reorgBetweenMoves", SETTING, {}, async (story) => {
      const { stage } = story;
      const [liar, honest] = [await story.sequencer(LIE), await story.challenger()];
      await story.post(liar, "a batch");
      for (const actor of [liar, honest, honest]) await actor.tick();
      const before = await heightOf(stage);
      const [dispute] = [...(await story.view()).disputes.values()];
      await liar.tick();
      await honest.tick();
      await takeBack(stage, (await heightOf(stage)) - before);
      // It had answered segment 0 by the truth as far as it goes; now it makes everything up, in another segment.
      const { hashes } = dispute!;
      const [index, calls] = [hashes.length - 2, new Calls(story.court.facts)];
      const words = madeUp(hashes[index]!, 4, hashes[0]!, 1).slice(1);
      const [receipt] = await block(stage, [await sign(stage, 0, calls.move(dispute!, select(hashes, index), words))]);
      expect(await refusalOf(stage, receipt!)).to.equal("");
      await story.settle(honest, liar);
      await story.runOutClocks(honest);
      await story.closeWindows(honest);
      await story.expect({ final: 1, refuted: ["sequencer"], earned: "checked by itself" });
    });
  });
});

type Ending = Pick<Outcome, "final" | "output" | "burnt"> & { readonly refuted: string };

function endingOf({ final, output, burnt, refuted }: Outcome): Ending {
  return { final, output, burnt, refuted: refuted.join() };
}

/** A lie, its refutation and the end of its windows, with `depth` blocks taken back behind every step. */
function play(depth: number, fate: Fate): Promise<Outcome> {
  return tell("reorgBetweenMoves", SETTING, {}, async (story) => {
    const [liar, honest] = [await story.sequencer(LIE), await story.challenger()];
    await story.post(liar, "a batch");
    // The batch itself is out of reach: nobody would post it again.
    for (let i = 0; i < 3; i++) await mine(story.stage);
    await settle(story, [liar, honest], depth, fate);
    await story.stage.chain.advance(story.stage.court.allowance);
    await settle(story, [honest], depth, fate);
    await story.stage.chain.advance(story.stage.court.window + story.stage.court.grace);
    await settle(story, [honest], depth, fate);
  });
}

/** Of `depth` + 1 steps the last `depth` are taken back, so that one remains and each is once the newest. */
async function settle({ stage }: Story, actors: readonly Actor[], depth: number, fate: Fate): Promise<void> {
  let steps = 0;
  for (let acted = true; acted;) {
    acted = false;
    for (const actor of actors) {
      if ((await actor.tick()) === 0) continue;
      acted = true;
      steps += 1;
      if (depth === 0 || steps % (depth + 1) > 0) continue;
      const [gone, time] = [await rawsSince(stage, (await heightOf(stage)) - depth), await timeOf(stage)];
      await takeBack(stage, depth);
      // As many blocks again, of later seconds, so that not all of what is repeated is good again.
      for (let i = 0; i < depth; i++) {
        const repeated = fate === "repeated" ? gone.slice(i, i + 1) : [];
        await block(stage, repeated, time + 1 + i);
      }
    }
  }
}
