import { expect } from "chai";
import { it } from "mocha";
import { decodeFunctionData, parseTransaction, type Hex } from "viem";
import { account, type Actor } from "../../scripts/lib/stage.ts";
import { tell, TOY, type Story } from "../../scripts/lib/story.ts";
import { rollupAbi } from "../../src/chain/abi.ts";
import { onAnvil, startAnvil } from "./lib/l1Anvil.ts";
import { ask, mine, refusalOf } from "./lib/l1Chain.ts";

/*
 * Attack: somebody reads the honest side's transactions in the mempool and sends the same calls first at a higher fee, to take
 * the reward of its proof, to make its moves, or to have its calls fail (field: mempool front-running, push payments).
 * Stops it: a proof rewards the side it is made for, whoever makes it; open and move are the owner's; a copied claim is an ally
 * with a bond of its own; what the copy has done need not be done again.
 * Costs: the copyist the gas of everything, and a bond for as long as the window is open; the victim the gas of one revert.
 */

const SETTING = { ...TOY, court: { nary: 8 }, start: () => startAnvil("fees") };
const LIE = { 1: { kind: "register", step: 700 } } as const;
const COPYIST = 4;

onAnvil("hostile: front-running", () => {
  it("takes nothing from the honest side: moves are refused, claims are allies, and a copied proof is its own", async () => {
    await tell("frontRunning", SETTING, {}, async (story) => {
      const { stage } = story;
      const [liar, honest] = [await story.sequencer(LIE), await story.challenger()];
      await story.post(liar, "a batch");
      await liar.tick();
      const refusals: Record<string, string> = {};
      for (let proved = false; !proved;) {
        const [copies, acted] = await copied(story, honest);
        for (const { name, refusal } of copies) refusals[name] = refusal;
        proved = "prove" in refusals;
        // Only the proof has nothing left to prove.
        expect(acted).to.equal(proved ? 0 : copies.length);
        // Its turn comes once there is a dispute; it also sues the copyist, who has nothing to say.
        if ("open" in refusals) await liar.tick();
      }
      expect(refusals).to.deep.equal({ claim: "", open: "NotOwner", move: "NotOwner", prove: "" });
      // The proof was the copyist's transaction, the victory is not.
      const claims = [...(await story.view()).claims.values()];
      expect(claims.map(({ status, lostBy, rewards }) => [status, lostBy, rewards])).to.deep.equal([
        ["refuted", "step", 0],
        ["standing", undefined, 0],
        ["standing", undefined, 1],
      ]);
      expect(claims[2]?.owner).to.equal(account(1).address.toLowerCase());
      await story.settle(honest, liar);
      await story.closeWindows(honest);
      await story.expect({ final: 1, refuted: ["sequencer"], earned: "checked by itself" });
      // The ally's bond is still there for it to collect, and nothing else.
      const burnt = stage.court.bond / 2n;
      expect((await story.outcome()).burnt).to.equal(burnt + stage.court.bond);
    });
  });
});

type Pool = Readonly<Record<string, Readonly<Record<string, { readonly hash: Hex }>>>>;
type Copy = { readonly name: string; readonly refusal: string };

/** Lets the actor act while each of its transactions is copied and overtaken in the block that it is mined in. */
async function copied({ stage }: Story, actor: Actor): Promise<[copies: Copy[], acted: number]> {
  await ask(stage, "evm_setAutomine", false);
  const acting = actor.tick();
  const copies: Copy[] = [];
  for (;;) {
    const seen = await Promise.race([acting, firstWaiting()]);
    if (typeof seen === "number") {
      await ask(stage, "evm_setAutomine", true);
      return [copies, seen];
    }
    if (seen !== undefined) copies.push(await overtake(seen));
  }

  async function firstWaiting(): Promise<Hex | undefined> {
    const { pending } = await ask<{ pending: Pool }>(stage, "txpool_content");
    return Object.values(pending).flatMap((byNonce) => Object.values(byNonce))[0]?.hash;
  }

  async function overtake(hash: Hex): Promise<Copy> {
    const raw = await ask<Hex>(stage, "eth_getRawTransactionByHash", hash);
    const { to, data, value, gas } = parseTransaction(raw);
    const [copyist, fee] = [account(COPYIST), 10n ** 12n];
    const nonce = await stage.l1.client.getTransactionCount({ address: copyist.address });
    const fees = { maxFeePerGas: fee, maxPriorityFeePerGas: fee };
    const call = { type: "eip1559", chainId: 31337, nonce, to, data, value, gas: gas! + 100_000n, ...fees } as const;
    const copy = await ask<Hex>(stage, "eth_sendRawTransaction", await copyist.signTransaction(call));
    await mine(stage);
    const receipt = await stage.l1.client.getTransactionReceipt({ hash: copy });
    const { functionName: name } = decodeFunctionData({ abi: rollupAbi, data: data! });
    return { name, refusal: await refusalOf(stage, receipt) };
  }
}
