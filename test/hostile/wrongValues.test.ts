/*
 * Money that does not fit: bonds too large, too small or missing, ether along with calls that take none, ether forced upon the
 * contract by selfdestruct, as a block's reward or before it existed. Seen: books kept by `address(this).balance`, which one
 * forced wei upset for good. Stopped by: the exact value or none; what is owed is counted, never read off the balance. Costs the
 * attacker what it forces in: nothing pays that out again.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import { as, endState, keyOf, sent } from "../../bench/lib/court.ts";
import { root } from "../../src/dispute/dissection.ts";
import { pack } from "../../src/dispute/position.ts";
import * as court from "./lib/courtRoom.ts";

const { accuse, answering, BOND, BURNT, ethers, honest, mallory, nary, refuses, REWARD, room, says, trudy, words } =
  court;
const OTHER_THAN_A_BOND = [0n, 1n, BOND - 1n, BOND + 1n, 2n * BOND];
const FORCED = 7n;

describe("hostile: wrong values", () => {
  it("of bonds and locks are refused, each to the wei", async () => {
    const at = await room();
    const rollup = as(at.rollup, mallory);
    for (const value of OTHER_THAN_A_BOND) {
      await refuses(at, rollup.claim(at.genesis, at.batch, endState(1), { value }), "WrongBond");
    }
    const [lie, truth, other] = [await says(at, mallory, 2), await says(at, honest, 1), await says(at, trudy, 3)];
    const open = (rival: court.Side, value: bigint) =>
      rollup.open(lie.made.claim, rival.made.claim, words(nary - 1), { value });
    for (const value of [1n, BOND - 1n, BOND, BOND + 1n]) await refuses(at, open(truth, value), "WrongBond");
    await sent(open(truth, 0n));
    for (const value of OTHER_THAN_A_BOND) await refuses(at, open(other, value), "WrongBond");
    await sent(open(other, BOND));
    expect(await court.held(at)).to.equal(4n * BOND);
  });

  it("sent along with calls that take none, or with no call at all, are refused", async () => {
    const at = await room();
    const [truth, lie] = [await says(at, honest, 1), await says(at, mallory, 2)];
    const { board, standing } = await accuse(at, truth, lie);
    const selected = answering({ board, standing });
    const end = [keyOf(board), pack(standing.position), root(standing.last.hashes), lie.made.claim];
    const calls: [string, readonly unknown[]][] = [
      ["move", [...selected, words(nary)]],
      ["prove", [...selected, "0x", truth.made.claim]],
      ["resolve", end],
      ["finalize", [truth.made.claim]],
      ["abandon", [at.genesis]],
      ["collect", [truth.made.claim]],
      ["withdraw", []],
    ];
    const payments = calls.map(([name, args]) => ({
      to: at.address,
      data: at.rollup.interface.encodeFunctionData(name, args),
    }));
    const previous = await at.inbox.accumulator(1n);
    payments.push({
      to: await at.inbox.getAddress(),
      data: at.inbox.interface.encodeFunctionData("post", [previous, "0x"]),
    });
    for (const to of [at.address, await at.inbox.getAddress(), await at.programs.getAddress()]) {
      payments.push({ to, data: "0x" }, { to, data: "0x12345678" });
    }
    for (const payment of payments) {
      for (const who of [mallory, at.sequencer]) {
        await expect(who.sendTransaction({ ...payment, value: 1n })).to.be.revertedWithoutReason(ethers);
      }
    }
    // The same move without the ether is taken.
    await sent(as(at.rollup, mallory).move(...selected, words(nary)));
  });

  it("forced in by selfdestruct, as a block's reward and before the contract was made move nobody's account", async () => {
    const deployments = await ethers.provider.getTransactionCount(court.sequencer);
    // The rollup is the third contract that the deployment creates.
    const future = ethers.getCreateAddress({ from: court.sequencer.address, nonce: deployments + 3 });
    await court.pays(mallory, { to: future, value: FORCED });
    const at = await room();
    expect(at.address).to.equal(future);
    const [truth, lie] = [await says(at, honest, 1), await says(at, mallory, 2)];
    const init = `0x73${at.address.slice(2)}ff`;
    await court.pays(mallory, { data: init, value: FORCED });
    expect(await court.held(at)).to.equal(2n * BOND + 2n * FORCED);
    await court.networkHelpers.setCoinbase(at.address);
    await court.pays(trudy, { to: trudy.address, maxPriorityFeePerGas: 1n, maxFeePerGas: 1n });
    await court.networkHelpers.setCoinbase(ethers.ZeroAddress);
    const forced = (await court.held(at)) - 2n * BOND;
    expect(forced > 2n * FORCED).to.equal(true);

    const wei = await court.earned([honest, mallory], async () => {
      await court.beat(at, truth, lie);
      await court.closeWindows(at);
      await at.rollup.finalize(truth.made.claim);
      await court.cashUp(at, [truth, lie]);
    });
    expect(wei).to.deep.equal([BOND + REWARD, 0n]);
    expect(await court.held(at)).to.equal(BURNT + forced);
    for (const who of [honest, mallory, trudy]) await refuses(at, as(at.rollup, who).withdraw(), "NoCredit");
  });
});
