import { expect } from "chai";
import { describe, it } from "mocha";
import { moveDeadline } from "../../src/rollup/query.ts";
import { tell, TOY, type Story } from "../../scripts/lib/story.ts";
import { Calls } from "../../src/chain/calls.ts";
import { select } from "../../src/dispute/dissection.ts";
import { madeUp } from "../../bench/lib/court.ts";
import { onAnvil, startAnvil } from "./lib/l1Anvil.ts";
import { mine, sign } from "./lib/l1Chain.ts";
import { deliver } from "./lib/l1Swap.ts";

/*
 * Attack: L1's time itself: blocks hours apart, several blocks of one second at a deadline, a halt longer than a side's whole
 * clock or than all windows (field: clock gaming; winner's clock run out so that nobody can be paid).
 * Stops it: half-open intervals, so that of a move and a timeout just one is good at any second. Nothing stops a halt: the mover
 * loses its turn; who comes back within W + G claims again, who comes back later has lost the batch. docs/dispute.md assumes
 * that transactions are included within `minimum`; what follows where that fails is shown here.
 * Costs: a halt is nobody's to buy; the honest side loses a bond to one that is longer than its clock.
 */

/** It leads to another output, and so to another result. */
const LIE = { 1: { kind: "output", step: 700 } } as const;

describe("hostile: hours between blocks", () => {
  it("before and after a dispute change nothing", async () => {
    await tell("timestampEdges", TOY, {}, async (story) => {
      const [liar, honest] = [await story.sequencer(LIE), await story.challenger()];
      await story.stage.chain.advance(5 * 3600);
      await story.post(liar, "a batch");
      await story.stage.chain.advance(5 * 3600);
      await story.settle(liar, honest);
      await story.stage.chain.advance(9 * 3600);
      await story.settle(honest);
      await story.expect({ final: 1, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5 } });
    });
  });

  it("at the honest side's turn lose the dispute; within W + G it claims again and wins", async () => {
    await tell("timestampEdges", { ...TOY, court: { window: 1000, grace: 500 } }, {}, async (story) => {
      const [honest, liar] = await honestTurn(story);
      await story.stage.chain.advance(story.stage.court.allowance);
      await story.settle(liar);
      expect(statuses(await story.view())).to.deep.equal(["refuted", "standing"]);
      await story.settle(honest, liar);
      await story.runOutClocks(honest);
      await story.closeWindows(honest, liar);
      await story.expect({ final: 1, refuted: ["sequencer", "liar"], earned: { sequencer: -0.5, liar: -0.5 } });
    });
  });

  it("longer than clock, W and G together make the lie final, and every honest agent says so and stops", async () => {
    const setting = { ...TOY, court: { window: 40, grace: 20 } };
    const told = tell("timestampEdges", setting, {}, async (story) => {
      const [honest, liar] = await honestTurn(story);
      await story.stage.chain.advance(story.stage.court.allowance);
      await story.settle(liar);
      await story.settle(honest);
    });
    // The story's own audit re-executes the batch and finds the false result final.
    const code = await told.then(
      () => "nothing",
      (error: { code: string }) => error.code,
    );
    expect(code).to.equal("FALSE_RESULT_FINAL");
  });
});

onAnvil("hostile: several blocks of one second", () => {
  it("a second before the deadline moves are good and timeouts are not, at the deadline the other way round", async () => {
    await tell("timestampEdges", { ...TOY, start: startAnvil }, {}, async (story) => {
      const { stage } = story;
      const [liar, honest] = [await story.sequencer(LIE), await story.challenger()];
      await story.post(liar, "a batch");
      for (const actor of [liar, honest, honest]) await actor.tick();
      const view = await story.view();
      const [dispute] = [...view.disputes.values()];
      const [calls, due] = [new Calls(story.court.facts), moveDeadline(dispute!, story.court.facts.timing)];
      const words = madeUp(dispute!.hashes[0]!, 16, dispute!.hashes[0]!, 1).slice(1);
      const move = (): Promise<string> => send(0, calls.move(dispute!, select(dispute!.hashes, 0), words));
      const timeout = (): Promise<string> => send(2, calls.resolve(dispute!, view.claims.get(dispute!.responder)!));
      const send = async (who: number, call: Parameters<typeof sign>[2]) =>
        deliver(stage, await sign(stage, who, call), at);
      let at = due - 1;
      for (let i = 0; i < 3; i++) {
        await mine(stage, at);
        expect(await timeout()).to.equal("TimeIsLeft");
      }
      at = due;
      for (let i = 0; i < 3; i++) {
        await mine(stage, at);
        expect(await move()).to.equal("TimeIsOver");
      }
      expect(await timeout()).to.equal("");
      await story.closeWindows(honest);
      await story.expect({ final: 1, refuted: ["sequencer"], earned: "checked by itself" });
    });
  });
});

/** An honest sequencer, sued by a liar, and its turn. */
async function honestTurn(story: Story) {
  const honest = await story.sequencer();
  const liar = await story.liar("liar", LIE);
  await story.post(honest, "a batch");
  await honest.tick();
  for (const actor of [liar, liar]) await actor.tick();
  const [dispute] = [...(await story.view()).disputes.values()];
  expect(dispute?.position.openerMoves).to.equal(false);
  return [honest, liar] as const;
}

function statuses({ claims }: Awaited<ReturnType<Story["view"]>>): string[] {
  return [...claims.values()].map(({ status }) => status);
}
