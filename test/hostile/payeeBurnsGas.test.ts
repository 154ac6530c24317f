/*
 * A payee that burns all the gas it is given, or answers with a megabyte for the payer to copy. Seen: push payments that ran
 * out of gas and took the resolution of a game with them. Stopped by: `withdraw` pays its own caller and nobody else, so who
 * burns gas burns its own. Costs the attacker the gas.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import { as, sent } from "../../bench/lib/court.ts";
import { HostilePayee } from "./lib/courtPayee.ts";
import * as court from "./lib/courtRoom.ts";

const { BOND, BURNT, honest, REWARD, room, says } = court;
/** What one transaction may use since Fusaka. */
const CAP = 2n ** 24n;
/** Gas by which two equal calls may differ: a zero byte of a hash or a moment is cheaper than another. */
const HASHES_DIFFER = 200;

describe("hostile: a payee that burns gas", () => {
  for (const attack of ["burnGas", "longAnswer"] as const) {
    it(`burns its own, and nobody pays more for anything because of it: ${attack}`, async () => {
      const [peace, war] = [await play("none"), await play(attack)];
      for (const [i, gas] of war.entries()) expect(Number(gas)).to.be.closeTo(Number(peace[i]), HASHES_DIFFER);
    });
  }

  /** A contract wins against a liar, its ally gets home too. @returns gas of what others do about them */
  async function play(attack: "none" | "burnGas" | "longAnswer"): Promise<bigint[]> {
    const at = await room();
    const payee = await HostilePayee.deploy();
    await payee.arm(attack);
    const [won, ally, lie] = [await says(at, payee, 1), await says(at, honest, 1), await says(at, honest, 2)];
    const resolved = await court.runOut(at, await court.accuse(at, won, lie));
    await court.closeWindows(at);
    const calls = [resolved, await sent(as(at.rollup, honest).finalize(won.made.claim))];
    for (const { made } of [won, ally]) calls.push(await sent(as(at.rollup, honest).collect(made.claim)));
    calls.push(await sent(as(at.rollup, honest).withdraw()));

    const own = as(at.rollup, payee).withdraw({ gasLimit: CAP });
    if (attack === "burnGas") await court.refuses(at, own, "PaymentRefused");
    else expect((await sent(own)).gasUsed < CAP).to.equal(true);
    const left = attack === "burnGas" ? BOND + REWARD : 0n;
    expect(await at.rollup.credit(payee)).to.equal(left);
    expect(await court.held(at)).to.equal(BURNT + left);
    return calls.map(({ gasUsed }) => gasUsed);
  }
});
