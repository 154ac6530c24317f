/*
 * Bonds recycled by Sybils: one owner on both sides of a dispute, so that what is lost comes back. Seen: games whose loser's
 * whole bond went to the winner, which made delay free. Stopped by: the larger half of a lost bond is burnt, of a claim as of a
 * lock. Costs the attacker that half, each time a claim falls; odd bonds lose the odd wei too.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import { endState } from "../../bench/lib/court.ts";
import { Random } from "../../scripts/lib/random.ts";
import * as court from "./lib/courtRoom.ts";

const { accuse, BOND, BURNT, mallory, oscar, REWARD, room, says, trudy } = court;
const SEED = 20_251_121;
const GAMES = 12;
const gang = [mallory, trudy, oscar];

describe("hostile: bonds recycled by Sybils", () => {
  it("lost to a friend, come back less than half", async () => {
    const at = await room();
    const wei = await court.earned(gang, async () => {
      const [winner, loser] = [await says(at, mallory, 1), await says(at, trudy, 2)];
      await court.beat(at, winner, loser);
      await court.closeWindows(at);
      await at.rollup.finalize(winner.made.claim);
      await court.cashUp(at, [winner, loser]);
    });
    expect(wei).to.deep.equal([REWARD, -BOND, 0n]);
    expect(2n * BURNT >= BOND && BURNT > REWARD).to.equal(true);
  });

  it("in a ring, each claim against the next, lose half for every claim that falls", async () => {
    const at = await room();
    const wei = await court.earned(gang, async () => {
      const ring = [await says(at, mallory, 1), await says(at, trudy, 2), await says(at, oscar, 3)];
      const disputes = [];
      for (const [i, opener] of ring.entries()) disputes.push(await accuse(at, opener, ring[(i + 1) % 3]));
      // The first dispute takes the second's opener with it, so that one closes without a loser; the third goes on.
      for (const dispute of disputes) await court.runOut(at, dispute);
      await court.closeWindows(at);
      await at.rollup.finalize(ring[2].made.claim);
      await court.cashUp(at, ring);
    });
    expect(wei).to.deep.equal([REWARD - BOND, -BOND, REWARD]);
    expect(await court.held(at)).to.equal(2n * BURNT);
  });

  it(`in random quarrels among friends, locks included, never raise a wei: seed ${SEED}`, async () => {
    const random = new Random(SEED);
    for (let game = 0; game < GAMES; game++) {
      const at = await room();
      let fallen = 0n;
      const wei = await court.earned(gang, async () => {
        fallen = await quarrel(at, random);
      });
      const sum = wei.reduce((a, b) => a + b);
      expect(-sum).to.equal(await court.held(at), `game ${game}: what the gang lost is what stays`);
      expect(-sum >= fallen * BURNT, `game ${game}: ${fallen} claims fell, ${-sum} wei lost`).to.equal(true);
    }
  });
});

/** Friends claim, sue each other in a random order, let each other win, and cash up. @returns claims refuted */
async function quarrel(at: court.Room, random: Random): Promise<bigint> {
  const sides = [];
  for (let i = 0; i < 6; i++) sides.push(await says(at, random.pick(gang), endState(1 + random.below(4))));
  const disputes: court.Dispute[] = [];
  for (let tries = 0; tries < 12; tries++) {
    const [opener, responder] = [random.pick(sides), random.pick(sides)];
    const met = disputes.some(({ board }) =>
      [board.opener, board.responder].every((side) => side === opener || side === responder),
    );
    if (met || opener.made.claim.end === responder.made.claim.end) continue;
    const { opened } = await at.rollup.claimant(opener.made.id);
    disputes.push(await accuse(at, opener, responder, opened > 0n ? 1n : 0n));
  }
  while (disputes.length > 0) await court.runOut(at, disputes.splice(random.below(disputes.length), 1)[0]);
  await settle(at, sides);
  await court.cashUp(at, sides);
  const fates = await Promise.all(sides.map((side) => court.standingOf(at, side)));
  return BigInt(fates.filter((fate) => fate === "refuted").length);
}

/** Who still stands has not met and fights it out; then the last one's result becomes final. */
async function settle(at: court.Room, sides: readonly court.Side[]): Promise<void> {
  const standing = [];
  for (const side of sides) if ((await court.standingOf(at, side)) === "standing") standing.push(side);
  const [last] = standing;
  const rivals = standing.filter(({ made }) => made.claim.end !== last.made.claim.end);
  for (const rival of rivals) await court.beat(at, last, rival);
  await court.closeWindows(at);
  await at.rollup.finalize(last.made.claim);
}
