/*
 * The truth lost on purpose in the window's last second, while a lie stands: one block in which the lie is claimed for the first
 * time and the only true claim falls to it by a false dissection. Seen: last-second moves against every protocol whose windows
 * close for both sides at once. Stopped by: an end state claimed in W, refuted or not, can be claimed again in G, which is longer
 * than an honest agent takes, and the agent claims as soon as anything false was. Costs one bond of two, half of it burnt, and the lie.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import { Calls } from "../../src/chain/calls.ts";
import type { Call } from "../../src/chain/sender.ts";
import { select } from "../../src/dispute/dissection.ts";
import { pass } from "../../src/dispute/position.ts";
import { answer, dissect } from "../../src/dispute/strategy.ts";
import type { Trace } from "../../src/dispute/trace.ts";
import type { Execution } from "../../src/rollup/execution.ts";
import { claimId, disputeId } from "../../src/rollup/ids.ts";
import type { Claim, ClaimRecord, DisputeRecord } from "../../src/rollup/view.ts";
import { tell, TOY, type Story } from "../../scripts/lib/story.ts";
import { departing, execution, Hand } from "./lib/courtHand.ts";
import { block, refusalOf, sign } from "./lib/l1Chain.ts";

const LIE = { kind: "register", step: 700 } as const;
/** The stage's account of whoever is introduced first after the sequencer. */
const TRAITOR = 1;

describe("hostile: a truth lost on purpose in the last second of W", () => {
  it("is claimed again in G by an agent that held no claim, and wins", async () => {
    await tell("last-second", TOY, {}, async (story) => {
      const { traitor, fates } = await betray(story, -1);
      expect(fates).to.deep.equal(["", "", "", "", ""]);
      story.require((await claims(story)) === "refuted by step,standing", `the claims are ${await claims(story)}`);

      const challenger = await story.challenger();
      await story.settle(challenger);
      await story.runOutClocks(challenger);
      await story.closeWindows(challenger);
      await traitor.cashUp();
      await story.expect({ final: 1, refuted: ["traitor", "traitor"], earned: "checked by itself" });
      const { bond, accounts, burnt } = await story.outcome();
      const won = accounts.find(({ who }) => who === "challenger")?.earned;
      // Of three bonds paid in, the challenger has its own back and half of the lie's, the traitor half of its own.
      expect([won, burnt]).to.deep.equal([bond / 2n, bond]);
    });
  });

  it("a second later is refused, and with it all that was to follow", async () => {
    await tell("too-late", TOY, {}, async (story) => {
      const { fates } = await betray(story, 0);
      expect(fates).to.deep.equal(["WindowIsOver", "NotStanding", "NotOpen", "NotOpen", "NotOpen"]);
      story.require((await claims(story)) === "standing", `the claims are ${await claims(story)}`);
    });
  });
});

/** The traitor claims the truth and, `late` seconds after the last of W, does all the rest in one block. */
async function betray(story: Story, late: number): Promise<{ traitor: Hand; fates: string[] }> {
  await story.post(await story.sequencer(), "a batch");
  const traitor = new Hand(story, "traitor");
  const [truth, lie] = [await execution(story), await execution(story, LIE)];
  const mine = await traitor.claim(truth);
  // Nothing false has been claimed: an agent that only watches has no reason to stand up.
  story.require((await (await story.stage.challenger(4)).tick()) === 0, "the agent acts although nobody lies");
  const opened = (await story.view()).results.get(mine.parent)?.openedAt ?? 0;
  const at = opened + story.stage.court.window + late;
  const raws: `0x${string}`[] = [];
  const first = await story.stage.l1.client.getTransactionCount({
    address: story.stage.sender(TRAITOR).account.address,
  });
  for (const [i, call] of (await plan(story, mine, lie, departing(truth.trace, 0), at)).entries()) {
    raws.push(await sign(story.stage, TRAITOR, call, { nonce: first + i, gas: 3_000_000n }));
  }
  const receipts = await block(story.stage, raws, at);
  return { traitor, fates: await Promise.all(receipts.map((receipt) => refusalOf(story.stage, receipt))) };
}

/** The lie, the dispute, and every move of it, all at one moment. */
async function plan(story: Story, mine: ClaimRecord, lie: Execution, junk: Trace, at: number): Promise<Call[]> {
  const { facts } = story.court;
  const { maxSteps, nary } = facts.rules;
  const calls = new Calls(facts);
  const { parent, end, result } = lie.belief;
  const other: Claim = { parent, start: mine.start, end, result, owner: mine.owner, nonce: 0 };
  const [opener, responder] = [mine.id, claimId(other)];
  const { hashes } = await dissect(junk, 0, maxSteps, nary);
  const list = [mine.start, ...hashes.slice(1, -1), mine.end];
  const planned = [calls.claim(lie.parent, lie.batch, lie.end), calls.open(mine, other, list.slice(1, -1), false)];
  const spent = { openerSpent: 0, responderSpent: 0, openerMoves: false, locked: false };
  const position = { start: 0, length: maxSteps, movedAt: at, ...spent };
  const id = disputeId(opener, responder);
  let dispute: DisputeRecord = { id, opener, responder, position, hashes: list, proved: false, over: false };
  for (;;) {
    const trace = dispute.position.openerMoves ? junk : lie.trace;
    const found = await answer({ ...dispute.position, hashes: dispute.hashes }, trace, nary);
    if (found.kind === "agree") throw new Error("the liar must be the one to prove the last step");
    const selection = select(dispute.hashes, found.index);
    if (found.kind === "prove") return [...planned, calls.prove(dispute, selection, found.proof, mine)];
    const { start, length, hashes: next } = found.dissection;
    planned.push(calls.move(dispute, selection, next.slice(1)));
    dispute = { ...dispute, position: pass(dispute.position, start, length, at), hashes: next };
  }
}

async function claims(story: Story): Promise<string> {
  const all = [...(await story.view()).claims.values()];
  return all.map(({ status, lostBy }) => (lostBy === undefined ? status : `${status} by ${lostBy}`)).join();
}
