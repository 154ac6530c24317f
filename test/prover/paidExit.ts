import { expect } from "chai";
import { AIRGAP, provenCircuit } from "../../scripts/lib/devLane.ts";
import { forgingCircuit } from "../../scripts/lib/forger.ts";
import { LedgerStage, person } from "../../scripts/lib/ledgerStage.ts";
import { account } from "../../scripts/lib/stage.ts";
import { amountOf } from "../../src/ledger/amount.ts";
import { TO_EXIT } from "../../src/ledger/constants.ts";
import { lineageOf } from "../../scripts/lib/provers.ts";
import type { Place } from "../../src/prover/lineage.ts";
import { hire } from "./hand.ts";

const ETHER = 10n ** 18n;
/** 1.2 ether as a record has it. */
const AMOUNT = 12n + (17n << 35n);

/** Two deposits, a batch with a transfer and an exit, both final by proofs; then the exit is claimed and paid on L1. */
export async function expectPaidExit({ forgesDeposits }: { readonly forgesDeposits: boolean }): Promise<void> {
  const { circuit } = await provenCircuit();
  const ledger = await LedgerStage.open();
  try {
    const [anna, bert] = [person(1), person(2)];
    const payee = "0x00000000000000000000000000000000000ca511";
    await ledger.send(2, ledger.deposit(anna, 3n * ETHER, account(2).address));
    await ledger.send(3, ledger.deposit(bert, ETHER, payee));
    await ledger.send(1, await ledger.queueBatch(0n));
    const forger = await hire(ledger, forgingCircuit(), 2);
    if (forgesDeposits) await forger.work();
    const records = [
      ledger.signed(anna, 0, { from: 0, to: 1, amount: AMOUNT, fee: 0n }),
      ledger.signed(bert, 0, { from: 1, to: TO_EXIT, amount: AMOUNT, fee: 0n }),
    ];
    await ledger.send(0, await ledger.batch(1, records));
    const { view } = await ledger.look();
    const [, place] = await (await lineageOf(ledger.court)).advance(view);

    const real = await hire(ledger, circuit, 1);
    await real.work();
    await ledger.stage.chain.advance(AIRGAP);
    await real.work();
    const deposits = forgesDeposits ? [] : ["commit 1", "prove 1"];
    expect(real.told.toSorted()).to.deep.equal([...deposits, "prove 2", "settle 1", "settle 2"].toSorted());
    await expectPaid(ledger, place!, payee);
  } finally {
    await ledger.stage.close();
  }
}

async function expectPaid(ledger: LedgerStage, place: Place, payee: `0x${string}`): Promise<void> {
  const { view } = await ledger.look();
  const { batch: number, opening } = view.results.get(view.head)!;
  expect([number, opening.output]).to.deep.equal([2, place.output]);

  const { exitAddress, amount, from } = place.messages.get(0)!;
  expect([exitAddress, amount, from]).to.deep.equal([BigInt(payee), amountOf(AMOUNT), 1]);
  await ledger.send(3, ledger.exit(opening, place, 0));
  await ledger.send(3, ledger.calls.pay(payee));
  expect(await ledger.stage.l1.client.getBalance({ address: payee })).to.equal(amount);
  expect(await ledger.inbox.read.held()).to.equal(4n * ETHER - amount);
}
