import { expect } from "chai";
import { toHex } from "viem";
import { describe, it } from "mocha";
import { LedgerStage, person } from "../../scripts/lib/ledgerStage.ts";
import { insolvencies } from "../../scripts/lib/solvency.ts";
import { account } from "../../scripts/lib/stage.ts";

const ETHER = 10n ** 18n;

describe("insolvencies", () => {
  it("finds a wei that one of the two contracts has too few or too many of, and what events and contracts say differently", async () => {
    const ledger = await LedgerStage.open();
    const { stage, court } = ledger;
    const { rollup, inbox } = court.facts;
    try {
      await ledger.send(2, ledger.deposit(person(1), ETHER, account(2).address));
      const sequencer = await stage.sequencer();
      await ledger.send(1, await ledger.queueBatch());
      // Waits in the queue, so that the fee for its place lies in the bridge.
      await ledger.send(3, ledger.deposit(person(2), ETHER, account(3).address));
      await stage.settle(sequencer);
      const { view } = await court.sync();
      const set = async (address: string, change: bigint): Promise<void> => {
        const balance = await stage.l1.client.getBalance({ address: address as typeof rollup });
        await stage.chain.provider.request({
          method: "hardhat_setBalance",
          params: [address, toHex(balance + change)],
        });
      };
      expect(await insolvencies(court, view)).to.deep.equal([]);
      for (const [address, change, found] of [
        [rollup, -1n, /the rollup holds \d+ wei and owes \d+ for bonds/],
        [inbox, -1n, /the bridge holds \d+ wei and owes \d+/],
        [inbox, 1n, /the bridge holds \d+ wei and owes \d+/],
      ] as const) {
        await set(address, change);
        expect((await insolvencies(court, view)).join("; ")).to.match(found);
        await set(address, -change);
      }
      const blind = { ...view, deposits: [] };
      expect((await insolvencies(court, blind)).join("; ")).to.match(/the bridge has 2 items, the view 0/);
    } finally {
      await stage.close();
    }
  });
});
