/*
 * Leaving twice with the same money: the same message again, from inside its own payment, under a result that lost, in another
 * place of the tree, or with a sequence number that differs in bits that are not looked at. Seen: bridges emptied through a
 * withdrawal that was replayed, or re-entered before it was written down. Stopped by: the sequence number is the nullifier and
 * is spent before anything is credited, only a final result's messages count, and a payment hands out what was credited before.
 */
import { expect } from "chai";
import type { Contract } from "ethers";
import { describe, it } from "mocha";
import { as } from "../../bench/lib/court.ts";
import type { Message } from "../../src/ledger/message.ts";
import { NO_MESSAGES, outputOf } from "../../src/ledger/state.ts";
import * as lane from "../validity/scene.ts";

const { ethers, anyone, one } = lane;
const [FEE, HELD, STATE_ROOT] = [1000n, 100n, 4242n];

/** A bridge with HELD wei deposited, and two results of one batch, which send `messages` and `others`. */
async function bridge(messages: readonly Message[], others: readonly Message[]) {
  const [t3, t5] = [await ethers.deployContract("PoseidonT3"), await ethers.deployContract("PoseidonT5")];
  const at = await lane.scene({ bridge: { t3: await t3.getAddress(), t5: await t5.getAddress(), itemFee: FEE } });
  await as(at.inbox, one).deposit(0xffff_fffe, ethers.id("key"), one.address, { value: HELD + FEE });
  const batch = await lane.post(at);
  const leaving = (list: readonly Message[]) => {
    const tree = NO_MESSAGES.with(new Map(list.map((message, i) => [i, message])));
    const output = outputOf(STATE_ROOT, tree.root);
    const result = lane.childOf(at.genesis, batch, output);
    const args = (i: number, index = i): unknown[] => {
      const { exitAddress, ...rest } = list[i]!;
      const proof = { stateRoot: STATE_ROOT, index, siblings: tree.siblings(i) };
      return [result, { ...rest, exitAddress: ethers.toBeHex(exitAddress, 20) }, proof];
    };
    return { output, args };
  };
  const [won, lost] = [leaving(messages), leaving(others)];
  await lane.say(at, one, at.genesis, batch, lane.ending(lost.output));
  await lane.prove(at, at.genesis, batch, won.output);
  await lane.time.increase(lane.AIRGAP);
  await lane.settle(at, at.genesis, batch);
  const exit = (args: readonly unknown[]) => as(at.inbox, anyone).getFunction("exit")(...args);
  return { at, won, lost, exit };
}

const message = (sequence: bigint, exitAddress: string, amount: bigint): Message => ({
  sequence,
  exitAddress: BigInt(exitAddress),
  amount,
  from: 3,
});

describe("hostile: an exit again", () => {
  it("is refused whoever asks, wherever, and under a result that lost", async () => {
    const high = 1n << 40n;
    const messages = [
      message(5n, one.address, 10n),
      message(5n + 256n, one.address, 11n),
      message(5n + high, one.address, 12n),
    ];
    const { at, won, lost, exit } = await bridge(messages, [message(5n, anyone.address, 90n)]);
    await expect(exit(lost.args(0))).to.be.revertedWithCustomError(at.inbox, "NotFinal");
    for (const i of [0, 1, 2]) {
      await exit(won.args(i));
      await expect(exit(won.args(i))).to.be.revertedWithCustomError(at.inbox, "AlreadyExited");
      await expect(exit(won.args(i, i + 3))).to.be.revertedWithCustomError(at.inbox, "NotInOutput");
      await expect(exit(won.args(i, i + 4096))).to.be.revertedWithCustomError(at.inbox, "IndexBeyondTree");
    }
    expect([await at.inbox.due(one.address), await at.inbox.held()]).to.deep.equal([33n, HELD - 33n]);
  });

  it("is refused from inside its own payment, and what else is called there does what it would do alone", async () => {
    const payee = (await ethers.deployContract("HostilePayee")) as unknown as Contract;
    const address = await payee.getAddress();
    const { at, won, exit } = await bridge([message(0n, address, 10n), message(1n, address, 7n)], []);
    await exit(won.args(0));
    const call = (name: string, args: readonly unknown[]): string => at.inbox.interface.encodeFunctionData(name, args);
    const [again, pay, second] = [call("exit", won.args(0)), call("pay", [address]), call("exit", won.args(1))];
    await payee.arm(2, [pay, again, second, second, pay, pay]);
    await at.inbox.pay(address);
    expect(await payee.wentThrough()).to.deep.equal([false, false, true, false, true, false]);
    expect(await lane.balanceOf(payee)).to.equal(17n);
    expect(await at.inbox.held()).to.equal(HELD - 17n);
    expect(await lane.balanceOf(at.inbox)).to.equal(HELD - 17n + FEE);
  });
});
