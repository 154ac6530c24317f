import { expect } from "chai";
import { it } from "mocha";
import { getContract, parseEther, toHex } from "viem";
import { tell } from "../../scripts/lib/story.ts";
import { account, Stage } from "../../scripts/lib/stage.ts";
import { programsAbi } from "../../src/chain/abi.ts";
import { Calls } from "../../src/chain/calls.ts";
import { readDeployed } from "../../src/chain/deployment.ts";
import { onAnvil, startAnvil } from "./lib/l1Anvil.ts";
import { sign } from "./lib/l1Chain.ts";
import { deliver } from "./lib/l1Swap.ts";
import { asks, HASH_STEP, PUPPET } from "./lib/l1Puppet.ts";

/*
 * Attack: parameters and steps that make a call dearer than any transaction may be, so that the honest side has an answer and
 * cannot send it (field: factory denial of service; EIP-7825 caps a transaction at 2^24 gas, whatever a block may hold).
 * Stops it: no call loops over anything but one list of at most 128 hashes and one proof, whose length has a bound.
 * Costs: nobody anything. The largest post is measured in largestBatchAtItsLastLeaf.test.ts.
 */

const CAP = 2 ** 24;
/** Six leaves, each with the longest path that memory allows; 40 gas for each byte, and what hashing them takes. */
const LONGEST_PROOF = 6 * (32 * 29 * 40 + 29 * 300);
const SETTING = {
  guest: PUPPET,
  terms: { kind: "anchored", maxSteps: 2 ** 48, worstSeconds: 1 },
  court: { nary: 128, bond: parseEther("1") },
  start: startAnvil,
} as const;
const LIES = [{ 1: { kind: "memory", step: HASH_STEP } }, { 1: { kind: "output", step: HASH_STEP } }] as const;

onAnvil("hostile: the gas cap of a transaction", () => {
  it("is in force here, and no call comes near it: 2^48 steps, nary 128, the dearest ecall", async () => {
    await tell("gasCap", SETTING, {}, async (story) => {
      const { stage } = story;
      const calls = new Calls(story.court.facts);
      const above = await sign(stage, 4, calls.withdraw(), { gas: BigInt(CAP + 1) });
      const refused = await deliver(stage, above).then(String, String);
      expect(refused).to.match(/gas/);

      const [liar, honest] = [await story.sequencer(LIES[0]), await story.challenger()];
      const other = await story.liar("liar", LIES[1]);
      await story.post(liar, asks("hash5"));
      await other.tick();
      await story.settle(liar, honest);
      // Neither it nor its claim is there to defend itself: what it says dies with its branch.
      await story.runOutClocks(honest);
      await story.closeWindows(honest);
      await story.settle(honest, other);
      const dearest = new Map<string, number>();
      for (const { action, gas } of story.events) {
        const kind = action.split(" ")[0]!;
        dearest.set(kind, Math.max(dearest.get(kind) ?? 0, Number(gas)));
      }
      expect([...dearest.keys()]).to.include.members([
        "posts",
        "claims",
        "opens",
        "dissects",
        "proves",
        "makes",
        "collects",
      ]);
      for (const [kind, gas] of dearest) expect(gas, kind).to.be.below(CAP / 16);
      expect((dearest.get("proves") ?? 0) + LONGEST_PROOF).to.be.below(CAP / 8);
      await story.expect({ final: 1, refuted: ["liar", "sequencer"], earned: "checked by itself" });

      const lost = [...(await story.view()).results.values()].find(({ status }) => status === "claimed");
      const buried = await sign(stage, 4, calls.abandon(lost!.opening), { gas: BigInt(CAP / 16) });
      expect(await deliver(stage, buried)).to.equal("");
    });
  });

  it("holds the deployment of every contract and a program of the most sections", async () => {
    const stage = await Stage.open(SETTING);
    try {
      const { address } = await readDeployed(stage.folder, "Programs", stage.l1);
      const rows = Array.from({ length: 16 }, (_, i) => [0, 0, 0, i, 0, 0, 1, i === 0 ? 1 : 3]);
      const entries = toHex(Uint8Array.from(rows.flat()));
      const roots = Array.from({ length: 16 }, (_, i) => toHex(i + 1, { size: 32 }));
      const programs = getContract({ address, abi: programsAbi, client: stage.l1.client });
      const args = [entries, roots, 0, 2n ** 48n, 0, 1] as const;
      expect(Number(await programs.estimateGas.register(args, { account: account(4).address }))).to.be.below(CAP / 16);

      let deployments = 0;
      for (let number = 1n; number <= (await stage.l1.client.getBlockNumber()); number++) {
        const { transactions } = await stage.l1.client.getBlock({ blockNumber: number });
        for (const hash of transactions) {
          const { gasUsed, contractAddress } = await stage.l1.client.getTransactionReceipt({ hash });
          expect(Number(gasUsed)).to.be.below(CAP / 2);
          if (contractAddress) deployments += 1;
        }
      }
      expect(deployments).to.be.at.least(6);
    } finally {
      await stage.close();
    }
  });
});
