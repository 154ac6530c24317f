/*
 * Somebody always a transaction ahead: the same end state claimed just before the honest claim, whose id then is another; each
 * dispute that it is about to open, opened the other way round with nonsense in it; one more lie each time. Seen: contests keyed
 * by what is contested, which whoever came first could own. Stopped by: a claim's id has its owner in it and is taken from the
 * event, never guessed; a dispute opened by the liar is that dispute. Costs the lies, and the gas of being first.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import type { TransactionReceipt } from "viem";
import { Sender, type Call } from "../../src/chain/sender.ts";
import type { Stage } from "../../scripts/lib/stage.ts";
import { tell, TOY, type Story } from "../../scripts/lib/story.ts";
import { departing, execution, Hand } from "./lib/courtHand.ts";

const LIES = 3;

describe("hostile: claim squatting", () => {
  it("changes the id of the honest claim and who opens its disputes, and neither how they end nor who pays", async () => {
    await tell("squatting", TOY, {}, async (story) => {
      await story.post(await story.sequencer(), "a batch");
      const squatter = new Squatter(story);
      outrun(story.stage, (call) => squatter.beforehand(call));
      const challenger = await story.challenger();
      await squatter.lie();

      // A call that came too late is no reason to stop looking.
      for (let look = 0; look < 3 * LIES; look++) await challenger.tick();
      const { claims, disputes } = await story.view();
      const honest = [...claims.values()].findLast(({ end }) => end === squatter.truth)!;
      story.require(honest.nonce === 1, `the honest claim has nonce ${honest.nonce}: nobody was ahead of it`);
      const sued = [...disputes.values()].every(({ responder }) => responder === honest.id);
      story.require(sued && disputes.size === LIES, `${disputes.size} disputes, not all opened by the squatter`);
      const late = await reverted(story.stage);
      story.require(late.length === LIES, `${late.length} calls came too late`);

      await story.runOutClocks(challenger);
      await story.closeWindows(challenger);
      await squatter.hand.cashUp();
      const refuted = Array<string>(LIES).fill("squatter");
      await story.expect({ final: 1, refuted, earned: "checked by itself" });
      const { accounts, bond } = await story.outcome();
      const wei = Object.fromEntries(accounts.map(({ who, earned }) => [who, earned]));
      const lost = late.reduce((sum, { gasUsed, effectiveGasPrice }) => sum + gasUsed * effectiveGasPrice, 0n);
      expect(wei.squatter).to.equal(BigInt(-LIES) * bond);
      expect(wei.challenger).to.equal((BigInt(LIES) * bond) / 2n - lost);
      expect(lost < bond / 100n).to.equal(true);
    });
  });
});

/** Sees what the challenger is about to do, and is there before it. */
class Squatter {
  readonly hand: Hand;
  readonly #story: Story;
  #lies = 0;
  truth: string | undefined;

  constructor(story: Story) {
    this.#story = story;
    this.hand = new Hand(story, "squatter");
  }

  async lie(): Promise<void> {
    if (this.#lies === LIES) return;
    const cpuHash = `0x${(++this.#lies).toString(16).padStart(64, "6")}` as const;
    const on = await execution(this.#story);
    await this.hand.claim(on, { ...on.end, cpuHash });
  }

  async beforehand({ functionName, args }: Call): Promise<void> {
    const on = await execution(this.#story);
    if (functionName === "claim") this.truth = (await this.hand.claim(on)).end;
    if (functionName !== "open") return;
    const [mine, rival] = args as Parameters<Hand["open"]>;
    await this.hand.open(rival, mine, departing(on.trace, 0));
    await this.lie();
  }
}

/** Whoever gets account 1 of the stage is found out when it has made up its mind, and before its transaction is mined. */
function outrun(stage: Stage, beforehand: (call: Call) => Promise<void>): void {
  const honest = stage.sender.bind(stage);
  class Outrun extends Sender {
    override async estimate(call: Call): Promise<bigint> {
      const gas = await super.estimate(call);
      await beforehand(call);
      return gas;
    }
  }
  stage.sender = (index) => {
    const { account, feeCap } = honest(index);
    return index === 1 ? new Outrun(stage.l1, account, feeCap) : honest(index);
  };
}

/** Transactions that were mined too late to do anything, and paid for all the same. */
async function reverted({ l1 }: Stage): Promise<TransactionReceipt[]> {
  const found: TransactionReceipt[] = [];
  for (let number = await l1.client.getBlockNumber(); number > 0n; number--) {
    const { transactions } = await l1.client.getBlock({ blockNumber: number });
    for (const hash of transactions) found.push(await l1.client.getTransactionReceipt({ hash }));
  }
  return found.filter(({ status }) => status === "reverted");
}
