import { expect } from "chai";
import { describe, it } from "mocha";
import type { Contract } from "ethers";
import { as, eventOf, sent } from "../../bench/lib/court.ts";
import { poseidon } from "../../src/crypto/poseidon.ts";
import { messageHash } from "../../src/ledger/message.ts";
import {
  AIRGAP,
  anyone,
  balanceOf,
  childOf,
  ethers,
  one,
  pointOf,
  post,
  prove,
  scene,
  type Scene,
  sequencer,
  settle,
  time,
  two,
} from "../validity/scene.ts";

const FEE = 1000n;
const CREATE = 0xffff_fffe;
const KEY = ethers.id("key");
const DEPTH = 6;
const WORST = 60;

async function bridged(): Promise<Scene> {
  const [t3, t5] = [await ethers.deployContract("PoseidonT3"), await ethers.deployContract("PoseidonT5")];
  return scene({ bridge: { t3: await t3.getAddress(), t5: await t5.getAddress(), itemFee: FEE } });
}

/** Deposits, and gives the item's record as the ledger reads it. */
async function deposit(at: Scene, amount: bigint, to = CREATE): Promise<string> {
  await as(at.inbox, one).deposit(to, KEY, two.address, { value: amount + FEE });
  const types = ["uint32", "uint32", "uint96", "bytes32", "address", "bytes6"];
  return ethers.solidityPacked(types, [CREATE, to, amount, KEY, two.address, "0x000000000000"]);
}

async function postQueue(at: Scene, records: readonly string[], c = 0n) {
  const previous = await at.inbox.accumulator(await at.inbox.count());
  return as(at.inbox, anyone).postQueue(previous, await time.latest(), ethers.concat(records), c);
}

describe("deposits", () => {
  it("wait in order, and are consumed once each, as batches that the ledger reads", async () => {
    const at = await bridged();
    const records = [await deposit(at, 5n), await deposit(at, 6n, 3), await deposit(at, 7n)];
    expect(await at.inbox.items()).to.deep.equal([3n, 0n]);
    expect([await at.inbox.held(), await balanceOf(at.inbox)]).to.deep.equal([18n, 18n + 3n * FEE]);

    const receipt = await sent(postQueue(at, records.slice(0, 2), 99n));
    const { number, inputRoot, inputLength, accumulator, timestamp } = eventOf(at.inbox, receipt, "Posted");
    expect(eventOf(at.inbox, receipt, "Consumed").toArray()).to.deep.equal([1n, 0n, 2n]);
    const body = ethers.getBytes(ethers.concat([new Uint8Array(26), ...records.slice(0, 2)]));
    const header = [2n, 31337n, BigInt(await at.rollup.getAddress()), 1n, timestamp, BigInt(body.length), 0n, 2n];
    const batch = { number, accumulator, inputRoot, inputLength, header, body, gas: 0 };
    expect(await at.inbox.evaluation(1, 99n)).to.equal(pointOf(batch, 99n).y);
    // The same bytes under the same header make the same batch.
    await at.inbox.commit(1, { kind: 2, timestamp, first: 0, count: 2 }, body, 98n);

    for (const wrong of [records.slice(0, 1), records.slice(1, 2)]) {
      await expect(postQueue(at, wrong)).to.be.revertedWithCustomError(at.inbox, "OtherItems").withArgs(2, 1);
    }
    await sent(postQueue(at, records.slice(2)));
    expect(await at.inbox.items()).to.deep.equal([3n, 3n]);
    expect(await at.inbox.due(anyone.address)).to.equal(3n * FEE);
    await expect(at.inbox.pay(anyone.address)).to.changeEtherBalances(
      ethers,
      [anyone, at.inbox],
      [3n * FEE, -3n * FEE],
    );
    await expect(at.inbox.pay(anyone.address)).to.be.revertedWithCustomError(at.inbox, "NothingToPay");
    expect(await balanceOf(at.inbox)).to.equal(await at.inbox.held());
  });

  it("refuses other items, parts of one, more than wait, none, and more than fit in a batch", async () => {
    const at = await bridged();
    const records = [await deposit(at, 5n), await deposit(at, 6n)];
    const altered = records[0]!.replace(/^0xfffffffe/, "0xfffffffd");
    for (const wrong of [[altered], [records[1]!], [records[1]!, records[0]!], [records[0]!, records[0]!]]) {
      await expect(postQueue(at, wrong)).to.be.revertedWithCustomError(at.inbox, "OtherItems");
    }
    for (const wrong of [[], [ethers.dataSlice(records[0]!, 1)], [...records, "0x00"], [...records, records[0]!]]) {
      await expect(postQueue(at, wrong)).to.be.revertedWithCustomError(at.inbox, "WrongItems");
    }
    const other = as(at.inbox, anyone).postQueue(ethers.id("other"), await time.latest(), records[0]!, 0n);
    await expect(other).to.be.revertedWithCustomError(at.inbox, "WrongPrevious");
    await expect(postQueue(at, records, 2n ** 255n)).to.be.revertedWithCustomError(at.inbox, "BadCommitment");

    const many: string[] = [...records];
    for (let i = 2; i < 257; i++) many.push(await deposit(at, 1n));
    await expect(postQueue(at, many)).to.be.revertedWithCustomError(at.inbox, "WrongItems");
    await sent(postQueue(at, many.slice(0, 256)));
  }).timeout(60_000);

  it("carry the fee and something more, and need a bridge", async () => {
    const at = await bridged();
    for (const value of [0n, FEE, FEE + 2n ** 96n]) {
      const call = as(at.inbox, one).deposit(CREATE, KEY, two.address, { value });
      await expect(call).to.be.revertedWithCustomError(at.inbox, "WrongDeposit").withArgs(value, FEE);
    }
    const plain = await scene();
    for (const call of [
      () => plain.inbox.deposit(CREATE, KEY, two.address, { value: 5n }),
      () => plain.inbox.postQueue(ethers.ZeroHash, 0n, "0x", 0n),
      () =>
        plain.inbox.exit(
          plain.genesis,
          { sequence: 0, exitAddress: two.address, amount: 0, from: 0 },
          treeOf([]).proof(0),
        ),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(plain.inbox, "NoBridge");
    }
  });

  it("and the sequencer's batches keep out of each other's share of the Inbox", async () => {
    const at = await bridged();
    const [capacity, share] = [Number(await at.inbox.capacity()), Number(await at.inbox.queueShare())];
    expect([capacity, share]).to.deep.equal([1000, 250]);
    const records: string[] = [];
    for (let i = 0; i < 12; i++) records.push(await deposit(at, 1n));
    const start = (await time.latest()) + 100;
    let now = start;
    const next = () => time.setNextBlockTimestamp(now);
    const full = Math.floor((capacity - share) / WORST);
    for (let i = 0; i < full; i++, now++) {
      await next();
      await post(at);
    }
    await next();
    const previous = await at.inbox.accumulator(full);
    await expect(as(at.inbox, sequencer).post(previous, "0x")).to.be.revertedWithCustomError(at.inbox, "TooMuchWork");
    // The queue's share is free, whatever the sequencer has posted, and holds four batches.
    for (let i = 0; i < 4; i++) {
      now++;
      await next();
      await sent(postQueue(at, [records[i]!]));
    }
    now++;
    await next();
    await expect(postQueue(at, [records[4]!])).to.be.revertedWithCustomError(at.inbox, "TooMuchWork");
    expect(Number(await at.inbox.level())).to.be.at.most(capacity);
    // It drains at a quarter of the rate: the sequencer's three quarters are not the queue's to take.
    now += 4 * (5 * WORST - share) + 4;
    await next();
    await sent(postQueue(at, [records[4]!]));
    now++;
    await next();
    await expect(postQueue(at, [records[5]!])).to.be.revertedWithCustomError(at.inbox, "TooMuchWork");
  });
});

/** The tree of a batch's messages, and where each stands in it. */
function treeOf(leaves: readonly bigint[]) {
  const levels: bigint[][] = [[...leaves]];
  let empty = 0n;
  const empties = [empty];
  for (let level = 0; level < DEPTH; level++) {
    const below = levels[level]!;
    const nodes: bigint[] = [];
    for (let i = 0; i < Math.max(1, Math.ceil(below.length / 4)); i++) {
      nodes.push(poseidon([0, 1, 2, 3].map((j) => below[4 * i + j] ?? empties[level]!)));
    }
    levels.push(nodes);
    empty = poseidon([empty, empty, empty, empty]);
    empties.push(empty);
  }
  const proof = (index: number) => ({
    stateRoot: 4242n,
    index,
    siblings: Array.from({ length: DEPTH }, (_, level) => {
      const place = index >> (2 * level);
      const group = place & ~3;
      return [0, 1, 2, 3]
        .map((j) => group + j)
        .filter((at) => at !== place)
        .map((at) => levels[level]![at] ?? empties[level]!);
    }),
  });
  return { output: poseidon([4242n, levels[DEPTH]![0]!]), proof };
}

describe("exits", () => {
  const message = (sequence: bigint, amount: bigint, from = 3) => ({
    sequence,
    exitAddress: two.address,
    amount,
    from,
  });
  const leafOf = ({ sequence, amount, from }: ReturnType<typeof message>): bigint =>
    messageHash({ sequence, exitAddress: BigInt(two.address), amount, from });

  /** A bridge with 100 wei in it and a final result under which the messages stand. */
  async function leaving(messages: readonly ReturnType<typeof message>[]) {
    const at = await bridged();
    await deposit(at, 100n);
    const tree = treeOf(messages.map(leafOf));
    const batch = await post(at);
    await prove(at, at.genesis, batch, tree.output);
    const result = childOf(at.genesis, batch, tree.output);
    const exit = (i: number, change: object = {}, proof: object = tree.proof(i)) =>
      as(at.inbox, anyone).exit(result, { ...messages[i]!, ...change }, proof);
    const finish = async (): Promise<void> => {
      await time.increase(AIRGAP);
      await settle(at, at.genesis, batch);
    };
    return { at, tree, result, exit, finish };
  }

  it("pay once each, from final results alone, by whoever calls", async () => {
    const messages = Array.from({ length: 20 }, (_, i) => message(250n + BigInt(i), BigInt(i)));
    const { at, exit, finish } = await leaving(messages);
    await expect(exit(7)).to.be.revertedWithCustomError(at.inbox, "NotFinal");
    await finish();
    for (const i of [7, 19, 0]) {
      await expect(exit(i))
        .to.emit(at.inbox, "Exited")
        .withArgs(250 + i, two.address, i);
      await expect(exit(i))
        .to.be.revertedWithCustomError(at.inbox, "AlreadyExited")
        .withArgs(250 + i);
      expect(await at.inbox.exited(250 + i)).to.equal(true);
    }
    expect(await at.inbox.exited(251)).to.equal(false);
    expect([await at.inbox.due(two.address), await at.inbox.held()]).to.deep.equal([26n, 74n]);
    await expect(at.inbox.pay(two.address)).to.changeEtherBalance(ethers, two, 26n);
    expect(await balanceOf(at.inbox)).to.equal(74n + FEE);
  });

  it("are refused for any other message, place, path or output", async () => {
    const messages = Array.from({ length: 5 }, (_, i) => message(BigInt(i), 10n));
    const { at, tree, result, exit, finish } = await leaving(messages);
    await finish();
    for (const change of [{ sequence: 9n }, { exitAddress: one.address }, { amount: 11n }, { from: 4 }]) {
      await expect(exit(2, change)).to.be.revertedWithCustomError(at.inbox, "NotInOutput");
    }
    const right = tree.proof(2);
    const siblings = right.siblings.map((row, level) => (level === 3 ? [row[1]!, row[0]!, row[2]! + 1n] : row));
    for (const proof of [
      { ...right, index: 3 },
      { ...right, index: 2 + 1024 },
      { ...right, stateRoot: 1n },
      { ...right, siblings },
    ]) {
      await expect(exit(2, {}, proof)).to.be.revertedWithCustomError(at.inbox, "NotInOutput");
    }
    await expect(exit(2, {}, { ...right, index: 2 + 4096 })).to.be.revertedWithCustomError(at.inbox, "IndexBeyondTree");
    const other = at.inbox.exit({ ...result, memoryRoot: ethers.id("?") }, messages[2]!, right);
    await expect(other).to.be.revertedWithCustomError(at.inbox, "NotFinal");
    await exit(2);
  });

  it("never pay more than was deposited: not fees, and not what somebody else is owed", async () => {
    const { at, exit, finish } = await leaving([message(0n, 60n), message(1n, 41n), message(2n, 40n)]);
    await finish();
    await exit(0);
    await expect(exit(1)).to.be.revertedWithCustomError(at.inbox, "MoreThanHeld").withArgs(41, 40);
    await exit(2);
    expect(await at.inbox.held()).to.equal(0n);
    await at.inbox.pay(two.address);
    expect(await balanceOf(at.inbox), "the fee of the waiting item").to.equal(FEE);
  });

  it("wait for a payee that refuses, and pay nobody twice who calls again from the payment", async () => {
    const at = await bridged();
    const payee = (await ethers.deployContract("HostilePayee")) as unknown as Contract;
    const records = [await deposit(at, 5n), await deposit(at, 5n)];
    const data = at.inbox.interface.encodeFunctionData("postQueue", [
      ethers.ZeroHash,
      await time.latest(),
      ethers.concat(records),
      0n,
    ]);
    await payee.act(at.inbox, data);
    await payee.arm(1, []);
    await expect(at.inbox.pay(payee)).to.be.revertedWithCustomError(at.inbox, "PayeeRefused");
    expect(await at.inbox.due(payee)).to.equal(2n * FEE);
    await payee.arm(2, [at.inbox.interface.encodeFunctionData("pay", [await payee.getAddress()])]);
    await at.inbox.pay(payee);
    expect(await payee.wentThrough()).to.deep.equal([false]);
    expect([await balanceOf(payee), await balanceOf(at.inbox)]).to.deep.equal([2n * FEE, 10n]);
  });
});
