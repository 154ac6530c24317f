import { expect } from "chai";
import { it } from "mocha";
import { parseTransaction, type Hex } from "viem";
import { tell, TOY } from "../../scripts/lib/story.ts";
import { Calls } from "../../src/chain/calls.ts";
import { onAnvil, startAnvil } from "./lib/l1Anvil.ts";
import { resign, sign, takeBack, timeOf } from "./lib/l1Chain.ts";
import { deliver, signed, spread } from "./lib/l1Swap.ts";

/*
 * Attack: L1 drops its last blocks and has the same calls of two disputes in another order, so that a move, a proof or a
 * timeout signed for one of them meets the other, or the same one at another time (field: reorg between moves).
 * Stops it: a call names both claims by content, the list it answers and the position with the second of the last move.
 * Costs: the attacker a reorganisation of L1, its victim the gas of calls that revert; the agents answer anew.
 */

onAnvil("hostile: a reorganisation swaps two disputes", () => {
  for (const depth of [1, 2, 3]) {
    it(`${depth} deep: no open, move, proof or timeout hits the other, and the honest side wins both`, async () => {
      // With nary 8 the opener has the last word, so that proofs are among the calls.
      const setting = { ...TOY, court: { nary: 8 }, start: startAnvil };
      await tell("reorgSwapsDisputes", setting, {}, async (story) => {
        const { stage } = story;
        const honest = await story.sequencer();
        const lie = { 1: { kind: "register", step: 700 } } as const;
        const liars = [await story.liar("one", lie), await story.liar("two", lie)];
        await story.post(honest, "a batch");
        await honest.tick();
        const calls = new Calls(story.court.facts);

        /** Plays what `actors` do, in another order first: what `others` then signed for this order is refused in that one. */
        const play = async (actors: readonly Actor[], others: readonly Actor[], refusal: string): Promise<void> => {
          const raws = await signed(stage, ...actors);
          expect(raws).to.have.length(2);
          const from = (await timeOf(stage)) + 2;
          await spread(stage, raws, depth, from);
          const meant = await signed(stage, ...others);
          expect(meant).to.have.length(2);
          const timeouts = await Promise.all((await openDisputes()).map((call, i) => sign(stage, 3 + i, call)));
          await takeBack(stage, depth);

          // In one block the order changes no clock: there the block itself comes a second later.
          await spread(stage, await mirrored(raws), depth, depth === 1 ? from + 1 : from);
          for (const raw of meant) expect(await deliver(stage, raw)).to.equal(refusal);
          const late = from + stage.court.allowance + depth;
          for (const raw of timeouts) expect(await deliver(stage, raw, late)).to.equal("NotCommitted");
          await takeBack(stage, depth + meant.length + timeouts.length);
          await spread(stage, raws, depth, from);
        };
        /** A timeout of each dispute, at the position that it has now. */
        const openDisputes = async () => {
          const view = await story.view();
          return [...view.disputes.values()].map((dispute) => {
            const mover = dispute.position.openerMoves ? dispute.opener : dispute.responder;
            return calls.resolve(dispute, view.claims.get(mover)!);
          });
        };

        await play(liars, [honest], "NotStanding");
        await play([honest], liars, "NotCommitted");
        await play(liars, [honest], "NotCommitted");
        await play([honest], liars, "NotCommitted");
        await play(liars, [honest], "NotCommitted");
        await story.settle(honest, ...liars);
        await story.closeWindows(honest);
        const earned = "checked by itself";
        await story.expect({ final: 1, refuted: ["one", "two"], earned });
        expect((await story.view()).claims.size).to.equal(3);
      });
    });
  }
});

type Actor = { tick(): Promise<number> };

/** Two calls in the other order: of one account with each other's nonce and value, of two as they are. */
async function mirrored([first, second]: readonly Hex[]): Promise<Hex[]> {
  const [a, b] = [parseTransaction(first!), parseTransaction(second!)];
  if (a.nonce === b.nonce || b.nonce !== a.nonce! + 1) return [second!, first!];
  const [before, after] = [
    { nonce: a.nonce!, value: a.value ?? 0n },
    { nonce: b.nonce, value: b.value ?? 0n },
  ];
  return [await resign(second!, before), await resign(first!, after)];
}
