/*
 * A claim owned by a contract that refuses ether. Seen: games that paid their players while they resolved, so that one payee
 * that reverted kept everybody's bond for ever. Stopped by: nothing pays anybody by the way; collecting credits, and only
 * `withdraw` sends, to its caller. Costs the attacker what it refuses to take.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import { as, sent } from "../../bench/lib/court.ts";
import { HostilePayee } from "./lib/courtPayee.ts";
import * as court from "./lib/courtRoom.ts";

const { BOND, BURNT, honest, mallory, oscar, REWARD, room, says, trudy } = court;

describe("hostile: a payee that reverts", () => {
  it("as a loser and as an ally of the truth hinders nobody", async () => {
    const at = await room();
    const payee = await HostilePayee.deploy();
    await payee.arm("refuse");
    const wei = await court.earned([honest, oscar, mallory], async () => {
      const [truth, ally] = [await says(at, honest, 1), await says(at, oscar, 1)];
      const [lie, same] = [await says(at, payee, 2), await says(at, payee, 1)];
      await court.beat(at, truth, lie);
      await court.closeWindows(at);
      await at.rollup.finalize(same.made.claim);
      await court.cashUp(at, [truth, ally]);
      await at.rollup.collect(same.made.claim);
    });
    expect(wei).to.deep.equal([REWARD, 0n, -2n * BOND]);
    expect(await court.held(at)).to.equal(BURNT + BOND);
  });

  it("as a winner loses nothing either: its credit waits until it takes it", async () => {
    const at = await room();
    const payee = await HostilePayee.deploy();
    await payee.arm("refuse");
    const [won, lie] = [await says(at, payee, 1), await says(at, trudy, 2)];
    await court.beat(at, won, lie);
    await court.closeWindows(at);
    await at.rollup.finalize(won.made.claim);
    await at.rollup.collect(won.made.claim);

    await court.refuses(at, as(at.rollup, payee).withdraw(), "PaymentRefused");
    expect(await at.rollup.credit(payee)).to.equal(BOND + REWARD);
    expect(await court.held(at)).to.equal(BOND + REWARD + BURNT);
    await payee.arm("none");
    const [taken] = await court.earned([payee], async () => void (await sent(as(at.rollup, payee).withdraw())));
    expect(taken).to.equal(BOND + REWARD);
    await court.refuses(at, as(at.rollup, payee).withdraw(), "NoCredit");
    expect(await court.held(at)).to.equal(BURNT);
  });
});
