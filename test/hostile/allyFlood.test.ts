/*
 * A flood of allies: a hundred claims for one end state, so that the other side must meet each of them, or a liar that harasses
 * a hundred honest ones. Seen: games where defending was paid for by the attacked. Stopped by: no call looks at a list of
 * claims; of the disputes that a claim has opened each beyond the first locks a bond until it ends. Costs a flooding liar a bond
 * for each claim, and a harassing one a bond for each ally it attacks.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import { makeMove, openDispute } from "../../bench/lib/court.ts";
import * as court from "./lib/courtRoom.ts";

const { BOND, BURNT, honest, mallory, oscar, REWARD, room, says } = court;
const FLOOD = 100;
/** Gas by which two equal calls may differ: a zero byte of a hash or a moment is cheaper than another. */
const HASHES_DIFFER = 400;

describe("hostile: a flood of allies", () => {
  it(`of ${FLOOD} lies pays half a bond for each of them to one honest claim, at the same gas for each`, async () => {
    const at = await room();
    const wei = await court.earned([honest, mallory], async () => {
      const truth = await says(at, honest, 1);
      const lies = [];
      for (let i = 0; i < FLOOD; i++) lies.push(await says(at, mallory, 2));
      expectLevel(lies.slice(1).map(({ made }) => made.gas));
      const gas = await fight(
        at,
        lies.map((lie) => [truth, lie] as const),
      );
      expectLevel(gas.opened.slice(2));
      expectLevel(gas.resolved.slice(2, -1));
      await finish(at, truth);
      await court.cashUp(at, [truth, ...lies]);
    });
    expect(wei).to.deep.equal([BigInt(FLOOD) * REWARD, BigInt(-FLOOD) * BOND]);
    expect(await court.held(at)).to.equal(BigInt(FLOOD) * BURNT);
  });

  it(`sued by one lie costs it a bond for each of ${FLOOD}, and each of them is half a bond better off`, async () => {
    const at = await room();
    const wei = await court.earned([honest, oscar, mallory], async () => {
      const allies = [];
      for (let i = 0; i < FLOOD; i++) allies.push(await says(at, i % 2 === 0 ? honest : oscar, 1));
      const lie = await says(at, mallory, 2);
      const pairs = allies.map((ally) => [lie, ally] as const);
      const gas = await fight(at, pairs, answered);
      expectLevel(gas.opened.slice(2));
      expectLevel(gas.resolved.slice(2, -1));
      await finish(at, allies[0]);
      await court.cashUp(at, [lie, ...allies]);
    });
    // The first ally wins half of the claim's bond, each of the others half of the lock of its own dispute.
    expect(wei).to.deep.equal([BigInt(FLOOD / 2) * REWARD, BigInt(FLOOD / 2) * REWARD, BigInt(-FLOOD) * BOND]);
    expect(await court.held(at)).to.equal(BigInt(FLOOD) * BURNT);
  });
});

type Turn = (dispute: court.Dispute) => Promise<court.Dispute>;

/** The responder's turn stays: it is gone. */
const silent: Turn = (dispute) => Promise.resolve(dispute);

/** The responder answers, and the opener is gone. */
const answered: Turn = async ({ board, standing }) => {
  return { board, standing: await makeMove(board, standing, 0, court.talk(standing, 0, 16)) };
};

/** All disputes at once, each but the first with a lock. @returns gas of each opening and of each end */
async function fight(at: court.Room, pairs: readonly (readonly [court.Side, court.Side])[], turn = silent) {
  const gas: { opened: number[]; resolved: number[] } = { opened: [], resolved: [] };
  const disputes: court.Dispute[] = [];
  for (const [i, [opener, responder]] of pairs.entries()) {
    const board = court.boardOf(at, opener, responder);
    const { receipt, ...standing } = await openDispute(board, i === 0 ? 0n : at.bond);
    gas.opened.push(Number(receipt.gasUsed));
    disputes.push(await turn({ board, standing }));
  }
  for (const dispute of disputes) gas.resolved.push(Number((await court.runOut(at, dispute)).gasUsed));
  return gas;
}

async function finish(at: court.Room, { made }: court.Side): Promise<void> {
  await court.closeWindows(at);
  await at.rollup.finalize(made.claim);
}

/** The last of the flood pays what the first does. */
function expectLevel(gas: readonly number[]): void {
  for (const one of gas) expect(one).to.be.closeTo(gas[0], HASHES_DIFFER);
}
