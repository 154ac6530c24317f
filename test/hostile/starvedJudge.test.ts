import { expect } from "chai";
import { describe, it } from "mocha";
import { ContractFunctionRevertedError, type BaseError } from "viem";
import { Executor } from "../../src/agent/executor.ts";
import { account } from "../../scripts/lib/stage.ts";
import { tell, type Story } from "../../scripts/lib/story.ts";
import { Calls } from "../../src/chain/calls.ts";
import type { Call } from "../../src/chain/sender.ts";
import { select } from "../../src/dispute/dissection.ts";
import { sign } from "./lib/l1Chain.ts";
import { deliver } from "./lib/l1Swap.ts";
import { asks, HASH_STEP, PUPPET } from "./lib/l1Puppet.ts";

/*
 * Attack: `prove` is called with so little gas that the judge, or a hash library that the judge calls, runs out of it while the
 * caller, with the 64th part that it keeps, goes on and takes the failure for an answer (field: gas griefing by 63/64).
 * Stops it: every inner call is one that passes failure on; nothing is decided unless the whole step was executed.
 * Costs: the attacker its gas, whatever amount it chooses.
 */

const SETTING = {
  guest: PUPPET,
  terms: { kind: "anchored", maxSteps: 2 ** 10, worstSeconds: 1 },
  court: { nary: 128 },
} as const;
const LIE = { 1: { kind: "memory", step: HASH_STEP } } as const;
const [LEAST, MOST, STEP] = [120_000, 320_000, 8_000];

describe("hostile: a judge that is starved of gas", () => {
  it("never contradicts a true step, whatever gas it is given", async () => {
    await tell("starvedJudge", SETTING, {}, async (story) => {
      const honest = await story.sequencer();
      const liar = await story.liar("liar", LIE);
      await story.post(honest, asks("hash5"));
      for (const actor of [honest, liar, liar, honest]) await actor.tick();
      const answers = await atEveryGas(story, 2, await proof(story));
      expect(new Set(answers)).to.deep.equal(new Set(["out of gas", "StepAgrees"]));
      expect(answers.at(-1)).to.equal("StepAgrees");
      await story.settle(honest, liar);
      await story.runOutClocks(honest);
      await story.closeWindows(honest);
      await story.expect({ final: 1, refuted: ["liar"], earned: { sequencer: 0.5, liar: -1 } });
    });
  });

  it("decides with enough gas and reverts with a unit less: nothing in between", async () => {
    await tell("starvedJudge", SETTING, {}, async (story) => {
      const [liar, honest] = [await story.sequencer(LIE), await story.challenger()];
      await story.post(liar, asks("hash5"));
      for (const actor of [liar, honest, honest, liar]) await actor.tick();
      const call = await proof(story);
      const answers = await atEveryGas(story, 1, call);
      expect(new Set(answers)).to.deep.equal(new Set(["out of gas", "done"]));
      let [low, high] = [LEAST + STEP * answers.lastIndexOf("out of gas"), LEAST + STEP * answers.indexOf("done")];
      expect(low).to.be.below(high);
      while (high - low > 1) {
        const middle = (low + high) >>> 1;
        if ((await answerOf(story, 1, call, middle)) === "done") high = middle;
        else low = middle;
      }
      const before = [...(await story.view()).disputes.values()];
      await deliver(story.stage, await sign(story.stage, 3, call, { gas: BigInt(low) }));
      expect([...(await story.view()).disputes.values()]).to.deep.equal(before);
      expect(await deliver(story.stage, await sign(story.stage, 3, call, { gas: BigInt(high) }))).to.equal("");
      await story.settle(honest);
      await story.closeWindows(honest);
      await story.expect({ final: 1, refuted: ["sequencer"], earned: "checked by itself" });
    });
  });
});

/** The call that proves the hashing step in the one dispute there is, with the true trace behind it. */
async function proof({ court, stage }: Story): Promise<Call> {
  const { view } = await court.sync();
  const [dispute] = [...view.disputes.values()];
  const [execution] = await new Executor(court, stage.program).path(view);
  const { position, hashes, opener, responder } = dispute!;
  expect(position.length).to.equal(8);
  const loser = view.claims.get(position.openerMoves ? responder : opener)!;
  const selection = select(hashes, HASH_STEP - position.start);
  return new Calls(court.facts).prove(dispute!, selection, await execution!.trace.proofAt(HASH_STEP), loser);
}

async function atEveryGas(story: Story, who: number, call: Call): Promise<string[]> {
  const answers: string[] = [];
  for (let gas = LEAST; gas <= MOST; gas += STEP) answers.push(await answerOf(story, who, call, gas));
  return answers;
}

/** What the call comes to with this much gas: done, the name of its error, or out of gas. */
async function answerOf({ stage }: Story, who: number, call: Call, gas: number): Promise<string> {
  try {
    await stage.l1.client.simulateContract({ ...call, account: account(who).address, gas: BigInt(gas) } as never);
    return "done";
  } catch (error) {
    const reverted = (error as BaseError).walk((cause) => cause instanceof ContractFunctionRevertedError);
    const name = reverted instanceof ContractFunctionRevertedError ? reverted.data?.errorName : undefined;
    return name ?? "out of gas";
  }
}
