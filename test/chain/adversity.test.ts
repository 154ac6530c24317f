import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import { parseGwei } from "viem";
import { account, Stage, type Actor } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import type { Performed } from "../../src/agent/perform.ts";
import { moveDeadline } from "../../src/rollup/query.ts";
import { Trial, type Verdict } from "./trial.ts";
import { winWithReorganisations } from "./withReorganisations.ts";

/* An L1 that changes its mind, becomes dear, or is nearly out of time; and an account that runs out of money. */

describe("an honest agent in adversity", () => {
  let stage: Stage;
  let snapshot: unknown;
  const request = (method: string, params: unknown[] = []): Promise<unknown> =>
    stage.chain.provider.request({ method, params });

  before(async () => {
    stage = await Stage.open(TOY);
    snapshot = await request("evm_snapshot");
  });
  afterEach(async () => {
    await request("evm_revert", [snapshot]);
    snapshot = await request("evm_snapshot");
  });
  after(() => stage.close());

  const won = (): Omit<Verdict, "earned"> => ({ final: 1, truthful: true, refuted: ["sequencer"], claims: 1 });

  for (const [seed, honest] of [
    [1, "challenger"],
    [2, "sequencer"],
  ] as const) {
    it(`ends as without them when L1 is reorganised again and again: ${honest}, seed ${seed}`, async () => {
      expect(await winWithReorganisations(stage, honest, seed)).to.be.greaterThan(0);
    });
  }

  it("waits while fees exceed the cap, says so, and goes on when they have fallen", async () => {
    const setBaseFee = async (gwei: string): Promise<void> => {
      await request("hardhat_setNextBlockBaseFeePerGas", [`0x${parseGwei(gwei).toString(16)}`]);
      await request("evm_mine");
    };
    const { verdict, setbacks } = await Trial.play(stage, "challenger", stage.chain.url, async (round) => {
      // Falling from 25 gwei by an eighth a block, it is soon below 20 again.
      if (round === 1) await setBaseFee("25");
      if (round > 1 && round < 6) await request("evm_mine");
    });
    expect(verdict).to.deep.equal({ ...won(), earned: stage.court.bond / 2n });
    expect(new Set(setbacks)).to.deep.equal(new Set(["FEE_CAP_REACHED"]));
  });

  it("goes on with a dispute once it has money again, and says that it has none", async () => {
    const { address } = account(1);
    const setBalance = (wei: bigint): Promise<unknown> =>
      request("hardhat_setBalance", [address, `0x${wei.toString(16)}`]);
    let poor = 0;
    const { verdict, setbacks } = await Trial.play(stage, "challenger", stage.chain.url, async () => {
      const { disputes } = (await (await stage.openCourt()).sync()).view;
      if (poor === 0 && disputes.size === 0) return;
      poor += 1;
      if (poor === 1) await setBalance(0n);
      if (poor === 5) await setBalance(stage.court.bond);
    });
    const { earned: _, ...rest } = verdict;
    expect(rest).to.deep.equal(won());
    expect([...new Set(setbacks)]).to.deep.equal(["FUNDS_INSUFFICIENT"]);
  });

  it("bonds nothing that it could not defend", async () => {
    const { address } = account(1);
    await request("hardhat_setBalance", [address, `0x${stage.court.bond.toString(16)}`]);
    const codes: string[] = [];
    const report = { performed() {}, setback: ({ code }: { code: string }) => void codes.push(code) };
    const liar = await stage.sequencer(undefined, new Map([[1, { kind: "register", step: 700 }]]));
    await liar.post(new TextEncoder().encode("a batch"));
    await liar.tick();
    const challenger = await stage.challenger(1, report);
    for (let look = 0; look < 3; look++) expect(await challenger.tick()).to.equal(0);
    expect(codes).to.deep.equal(["FUNDS_INSUFFICIENT"]);
    expect(await stage.balance(1)).to.equal(stage.court.bond);
  });

  describe("with a clock that is nearly out", () => {
    let challenger: Actor;
    let done: string[];

    /** Up to the challenger's turn. @returns when that is over */
    async function itsTurn(): Promise<number> {
      done = [];
      const report = {
        performed: ({ action }: Performed) => void done.push(action.kind),
        setback: ({ code }: { code: string }) => void done.push(code),
      };
      const liar = await stage.sequencer(undefined, new Map([[1, { kind: "register", step: 700 }]]));
      challenger = await stage.challenger(1, report);
      await liar.post(new TextEncoder().encode("a batch"));
      for (const actor of [liar, challenger, challenger, liar]) expect(await actor.tick()).to.equal(1);
      const court = await stage.openCourt();
      const [dispute] = (await court.sync()).view.disputes.values();
      expect(dispute!.position.openerMoves).to.equal(true);
      done = [];
      return moveDeadline(dispute!, court.facts.timing);
    }
    const mineAt = async (time: number): Promise<void> => {
      await request("evm_setNextBlockTimestamp", [time]);
      await request("evm_mine");
    };

    it("answers in the last second", async () => {
      const due = await itsTurn();
      await mineAt(due - 2);
      await request("evm_setNextBlockTimestamp", [due - 1]);
      expect(await challenger.tick()).to.equal(1);
      expect(done).to.deep.equal(["answer"]);
    });

    it("wastes no gas when it is too late", async () => {
      const due = await itsTurn();
      await mineAt(due);
      const before = await stage.balance(1);
      expect(await challenger.tick()).to.equal(0);
      expect([done, await stage.balance(1)]).to.deep.equal([[], before]);
    });

    it("tries at once when the next block may be too late, and says so if it was", async () => {
      const due = await itsTurn();
      await mineAt(due - 1);
      await request("evm_setNextBlockTimestamp", [due]);
      expect(await challenger.tick()).to.equal(0);
      expect(done).to.deep.equal(["TRANSACTION_REVERTED"]);
    });
  });
});
