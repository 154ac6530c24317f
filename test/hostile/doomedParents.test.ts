/*
 * Doomed parents: whole trees of claims on a result that is false. Seen: games whose children had to be fought one by one, or
 * whose clearing ran out of gas. Stopped by: nobody disputes what is built on a lie; the true result's children never hear of
 * it; a dead generation is declared so by one call of constant size, and bonds that were merely misplaced go home. Costs the
 * attacker one lost bond for the lie itself, and the time value of the others.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import { as, endState, openingAfter, sent, type Opening } from "../../bench/lib/court.ts";
import * as court from "./lib/courtRoom.ts";

const { anyone, BOND, BURNT, honest, mallory, refuses, REWARD, room, says } = court;
const [WIDTH, DEPTH] = [12, 6];
/** Gas by which calls of the same size may differ: zero bytes of hashes in calldata. */
const HASHES_DIFFER = 300;

/** A result that somebody claimed, and all the claims made on it. */
type Generation = { readonly opening: Opening; readonly claims: readonly court.Side[] };

describe("hostile: doomed parents", () => {
  it(`of ${DEPTH} generations, ${WIDTH} claims each, hold up nothing and cost one call each to clear`, async () => {
    const at = await room();
    let gas: bigint[] = [];
    const wei = await court.earned([honest, mallory], async () => {
      const [truth, lie] = [await says(at, honest, 1), await says(at, mallory, 2)];
      const later: court.Room[] = [];
      for (let i = 0; i < DEPTH; i++) later.push(await court.nextBatch(at, `0x0${i}`));
      const doomed = await buildOn(openingAfter(lie.made.claim, at.batch, endState(2)), later);
      const child = await says(later[0], honest, 3, openingAfter(truth.made.claim, at.batch, endState(1)));

      await court.beat(at, truth, lie);
      await court.closeWindows(at);
      // The true chain goes on while every one of the others still stands.
      await at.rollup.finalize(truth.made.claim);
      await at.rollup.finalize(child.made.claim);
      expect(await at.rollup.head()).to.equal(child.made.claim.result);
      for (const { claims } of doomed) await refuses(at, at.rollup.collect(claims[0].made.claim), "NothingDue");

      gas = await clear(at, doomed);
      await court.cashUp(at, [truth, lie, child, ...doomed.flatMap(({ claims }) => claims)]);
    });
    for (const one of gas) expect(Number(one)).to.be.closeTo(Number(gas[0]), HASHES_DIFFER);
    expect(wei).to.deep.equal([REWARD, -BOND]);
    expect(await court.held(at)).to.equal(BURNT);
  });

  it("die from the top: a generation before the one that it builds on cannot be cleared", async () => {
    const at = await room();
    const [truth, lie] = [await says(at, honest, 1), await says(at, mallory, 2)];
    const later = [await court.nextBatch(at, "0x02"), await court.nextBatch(at, "0x03")];
    const doomed = await buildOn(openingAfter(lie.made.claim, at.batch, endState(2)), later, 1);
    await refuses(at, at.rollup.abandon(doomed[0].opening), "StillPossible");
    await court.beat(at, truth, lie);
    await refuses(at, at.rollup.abandon(doomed[0].opening), "StillPossible");
    await court.closeWindows(at);
    await refuses(at, at.rollup.abandon(doomed[1].opening), "StillPossible");
    await clear(at, doomed);
    const late = as(at.rollup, mallory).claim(doomed[1].opening, later[1].batch, endState(9), { value: at.bond });
    await refuses(at, late, "ParentClosed");
  });
});

/** Claims for every batch, `width` rivals each, the next generation on the first of them. */
async function buildOn(opening: Opening, later: readonly court.Room[], width = WIDTH): Promise<Generation[]> {
  const doomed: Generation[] = [];
  let parent = opening;
  for (const at of later) {
    const claims = [];
    for (let tag = 10; tag < 10 + width; tag++) claims.push(await says(at, mallory, tag, parent));
    doomed.push({ opening: parent, claims });
    parent = openingAfter(claims[0].made.claim, at.batch, endState(10));
  }
  return doomed;
}

/** Declares each generation dead, the oldest first. @returns the gas of each call */
async function clear(at: court.Room, doomed: readonly Generation[]): Promise<bigint[]> {
  const gas = [];
  for (const { opening } of doomed) gas.push((await sent(as(at.rollup, anyone).abandon(opening))).gasUsed);
  return gas;
}
