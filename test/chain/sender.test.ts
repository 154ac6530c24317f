import { expect } from "chai";
import { after, afterEach, before, beforeEach, describe, it } from "mocha";
import { encodeFunctionData, parseGwei, type Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { account, Stage } from "../../scripts/lib/stage.ts";
import { Calls } from "../../src/chain/calls.ts";
import { connect } from "../../src/chain/client.ts";
import type { Court } from "../../src/chain/court.ts";
import { Sender, type Call } from "../../src/chain/sender.ts";
import { codeOf } from "./codeOf.ts";

const CAP = parseGwei("20");

describe("chain: sender", () => {
  let [stage, court, calls]: [Stage, Court, Calls] = [undefined!, undefined!, undefined!];
  let snapshot: unknown;
  const request = (method: string, params: unknown[] = []): Promise<unknown> =>
    stage.chain.provider.request({ method, params });

  before(async () => {
    stage = await Stage.open({ guest: "toy", terms: { kind: "anchored", maxSteps: 64, worstSeconds: 1 } });
    court = await stage.openCourt();
    calls = new Calls(court.facts);
    snapshot = await request("evm_snapshot");
  });
  afterEach(async () => {
    await request("evm_setAutomine", [true]);
    await request("evm_revert", [snapshot]);
    snapshot = await request("evm_snapshot");
  });
  after(() => stage.close());

  const post = async (body: Hex): Promise<Call> => calls.post(await court.lastAccumulator(), body);
  const count = (block: "latest" | "pending" = "latest"): Promise<number> =>
    stage.l1.client.getTransactionCount({ address: account(0).address, blockTag: block });
  const bodies = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const { transaction } of (await (await stage.openCourt()).sync()).view.batches) {
      found.push((await court.calldata(transaction)).slice(10 + 3 * 64, 10 + 3 * 64 + 2));
    }
    return found;
  };

  it("sends, and tells what it cost", async () => {
    const { gasUsed, gasPrice, hash } = await stage.sender(0).send(await post("0x01"));
    const receipt = await stage.l1.client.getTransactionReceipt({ hash });
    expect([gasUsed, gasPrice]).to.deep.equal([receipt.gasUsed, receipt.effectiveGasPrice]);
  });

  it("sends nothing that would revert", async () => {
    const block = await stage.l1.client.getBlockNumber();
    expect(await codeOf(() => stage.sender(1).send(calls.withdraw()))).to.equal("CALL_REVERTED");
    const poor = new Sender(stage.l1, privateKeyToAccount(`0x${"77".repeat(32)}`), CAP);
    expect(await codeOf(() => poor.send(calls.post(`0x${"00".repeat(32)}`, "0x")))).to.equal("CALL_REVERTED");
    expect(await stage.l1.client.getBlockNumber()).to.equal(block);
  });

  it("says when the account cannot pay", async () => {
    const call = await post("0x01");
    await request("hardhat_setBalance", [account(0).address, "0x1000"]);
    expect(await codeOf(() => stage.sender(0).send(call))).to.equal("FUNDS_INSUFFICIENT");
    expect(await count()).to.equal(await count("pending"));
  });

  it("knows whether a block shows all that it has sent, and sends nothing on one that does not", async () => {
    const sender = stage.sender(0);
    const { block } = await sender.send(await post("0x02"));
    expect(await sender.resumeAt(block)).to.equal(true);
    expect(await sender.resumeAt(block - 1n)).to.equal(false);
    // Decided all the same on the old block: it takes the place of what has landed, which is to say none.
    const before = await count();
    expect(await codeOf(async () => sender.send(await post("0x03")))).to.equal("TRANSACTION_REPLACED");
    expect([await count(), await count("pending")]).to.deep.equal([before, before]);
  });

  describe("while blocks come one by one", () => {
    /** Faster than the chain's own polling. */
    const hasty = async (): Promise<Sender> =>
      new Sender(await connect(stage.chain.url, 31337, 0.002), account(0), CAP);
    /** Mines once the pool has what `call` says, and on until `work` ends. */
    const mineUntil = async (work: Promise<unknown>, call: Call): Promise<unknown> => {
      const state = { ended: false };
      void work.finally(() => (state.ended = true)).catch(() => {});
      while (!state.ended && !(await inPool(call))) await pause();
      for (; !state.ended; await pause()) await request("evm_mine");
      return work;
    };
    const feeInPool = async (call: Call): Promise<Hex | undefined> => {
      const pending = (await request("eth_pendingTransactions")) as { input: Hex; maxFeePerGas: Hex }[];
      return pending.find(({ input }) => input === encodeFunctionData(call))?.maxFeePerGas;
    };
    const inPool = async (call: Call): Promise<boolean> => (await feeInPool(call)) !== undefined;
    const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
    /** What a killed agent left in the pool: the next transaction of the account, at a fee of its own. */
    const leave = async (body: Hex, maxFeePerGas: bigint): Promise<void> => {
      const call = await post(body);
      const [to, data] = [call.address, encodeFunctionData(call)];
      const fees = { maxFeePerGas, maxPriorityFeePerGas: 1n, gas: 500_000n, type: "eip1559" } as const;
      const raw = await account(0).signTransaction({ ...fees, to, data, nonce: await count(), chainId: 31337 });
      await request("eth_sendRawTransaction", [raw]);
    };
    beforeEach(() => request("evm_setAutomine", [false]));

    it("outbids what a killed agent left in the pool at too low a fee, and only one of the two lands", async () => {
      await leave("0xaa", parseGwei("0.0001"));
      await request("evm_mine");
      expect([await inPool(await post("0xaa")), await bodies()]).to.deep.equal([true, []]);
      const sender = await hasty();
      expect(await sender.resumeAt(await stage.l1.client.getBlockNumber())).to.equal(true);
      const call = await post("0xbb");
      await mineUntil(sender.send(call), call);
      expect(await bodies()).to.deep.equal(["bb"]);
      expect(await count("pending")).to.equal(await count());
    });

    it("outbids it at any fee below the cap, finding that in a few steps", async () => {
      await leave("0xaa", parseGwei("9"));
      const call = await post("0xbb");
      await mineUntil((await hasty()).send(call), call);
      expect(await bodies()).to.deep.equal(["bb"]);
    });

    it("pays no more than the cap to outbid it, and says so; one of the two still lands", async () => {
      await leave("0xaa", parseGwei("19"));
      const call = await post("0xbb");
      const sender = await hasty();
      expect(await codeOf(() => sender.send(call))).to.equal("FEE_CAP_REACHED");
      await request("evm_mine");
      expect(await bodies()).to.deep.equal(["aa"]);
    });

    it("takes the same transaction a second time for sent", async () => {
      const [first, second] = [await hasty(), await hasty()];
      const call = await post("0xcc");
      const both = Promise.all([first.send(call), second.send(call)]);
      await mineUntil(both, call);
      const [one, other] = await both;
      expect(one.hash).to.equal(other.hash);
      expect(await bodies()).to.deep.equal(["cc"]);
    });

    it("raises its fee when blocks come without it, and is in the end in one", async () => {
      const call = await post("0xdd");
      const work = (await hasty()).send(call);
      while (!(await inPool(call))) await pause();
      // A spike: what was offered before it is too low, and what is offered after it is not.
      const first = (await feeInPool(call))!;
      while ((await feeInPool(call)) === first) {
        await request("hardhat_setNextBlockBaseFeePerGas", [`0x${parseGwei("10").toString(16)}`]);
        await request("evm_mine");
        await pause();
      }
      await mineUntil(work, call);
      expect(await bodies()).to.deep.equal(["dd"]);
    });

    it("sends nothing while the base fee exceeds the cap, and does so when it has fallen", async () => {
      await request("hardhat_setNextBlockBaseFeePerGas", [`0x${(CAP + 1n).toString(16)}`]);
      await request("evm_mine");
      const sender = await hasty();
      const call = await post("0xee");
      expect(await codeOf(() => sender.send(call))).to.equal("FEE_CAP_REACHED");
      expect(await count("pending")).to.equal(await count());
      await request("hardhat_setNextBlockBaseFeePerGas", ["0x3b9aca00"]);
      await request("evm_mine");
      await mineUntil(sender.send(call), call);
      expect(await bodies()).to.deep.equal(["ee"]);
    });
  });
});
