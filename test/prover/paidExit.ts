import { expect } from "chai";
import { account } from "../../scripts/lib/stage.ts";
import { amountOf } from "../../src/ledger/amount.ts";
import { TO_EXIT } from "../../src/ledger/constants.ts";
import { execute } from "../../src/ledger/execution.ts";
import type { Message } from "../../src/ledger/message.ts";
import { stateRoot } from "../../src/ledger/state.ts";
import { circuitOf } from "../../src/prover/circuit.ts";
import type { Place } from "../../src/prover/lineage.ts";
import { forgingCircuit, hire, lineageOf } from "./forger.ts";
import { circuitFiles, LedgerCourt, person, RECORDS } from "./ledgerCourt.ts";

const ETHER = 10n ** 18n;
/** 1.2 ether as a record has it. */
const AMOUNT = 12n + (17n << 35n);

/** Two deposits, a batch with a transfer and an exit, both final by proofs; then the exit is claimed and paid on L1. */
export async function expectPaidExit({ forgesDeposits }: { readonly forgesDeposits: boolean }): Promise<void> {
  const files = await circuitFiles();
  const ledger = await LedgerCourt.open(files);
  try {
    const [anna, bert] = [person(1), person(2)];
    const payee = "0x00000000000000000000000000000000000ca511";
    await ledger.postQueue([
      await ledger.deposit(2, anna, 3n * ETHER, account(2).address),
      await ledger.deposit(3, bert, ETHER, payee),
    ]);
    const forger = await hire(ledger, forgingCircuit(files.key), 2);
    if (forgesDeposits) await forger.work();
    await ledger.post(1, [
      ledger.signed(anna, 0, { from: 0, to: 1, amount: AMOUNT, fee: 0n }),
      ledger.signed(bert, 0, { from: 1, to: TO_EXIT, amount: AMOUNT, fee: 0n }),
    ]);
    const { view } = await ledger.look();
    const [, place] = await (await lineageOf(ledger.court)).advance(view);

    const real = await hire(ledger, circuitOf(files.wasm, files.key, RECORDS), 1);
    await real.work();
    await ledger.chain.advance(ledger.airgap);
    await real.work();
    const deposits = forgesDeposits ? [] : ["commit 1", "prove 1"];
    expect(real.told.toSorted()).to.deep.equal([...deposits, "prove 2", "settle 1", "settle 2"].toSorted());
    await expectPaid(ledger, place!, payee);
  } finally {
    await ledger.close();
  }
}

async function expectPaid(
  ledger: LedgerCourt,
  { before, ledger: batch, output }: Place,
  payee: `0x${string}`,
): Promise<void> {
  const { view } = await ledger.look();
  const { batch: number, opening } = view.results.get(view.head)!;
  expect([number, opening.output]).to.deep.equal([2, output]);

  const { state, messages } = execute(before, batch);
  const { sequence, exitAddress, amount, from } = messages.get(0) as Message;
  expect([exitAddress, amount, from]).to.deep.equal([BigInt(payee), amountOf(AMOUNT), 1]);
  const proof = { stateRoot: stateRoot(state), index: 0, siblings: messages.siblings(0) };
  await ledger.call(3, "exit", [opening, { sequence, exitAddress: payee, amount, from }, proof]);
  await ledger.call(3, "pay", [payee]);
  expect(await ledger.l1.client.getBalance({ address: payee })).to.equal(amount);
  expect(await ledger.inbox.read.held()).to.equal(4n * ETHER - amount);
}
