import { expect } from "chai";
import { decodeBody } from "../../src/ledger/body.ts";
import { KIND_QUEUE } from "../../src/ledger/constants.ts";
import { execute } from "../../src/ledger/execution.ts";
import { GENESIS } from "../../src/ledger/state.ts";
import { Dice } from "./dice.ts";
import { RandomBatches } from "./randomBatch.ts";

/**
 * A chain of random batches from genesis. After each: the sum of all balances and of all messages ever sent is what
 * queue batches have deposited, and sequence numbers have neither gap nor repetition. Now and then a batch comes to
 * nothing, as a void run or a claim that is refuted does, and the chain goes on from the state before it.
 */
export function conserve(seed: number, batches: number): { deposited: bigint; sent: bigint; dropped: number } {
  const dice = new Dice(seed);
  const source = new RandomBatches(dice);
  let state = GENESIS;
  let deposited = 0n;
  let pending = 0n;
  let dropped = 0;
  for (let i = 0; i < batches; i++) {
    const indices = Array.from({ length: state.accounts }, (_, index) => index);
    const batch = source.next(state, indices);
    const { state: next, messages, outcomes } = execute(state, batch);
    if (dice.chance(10)) {
      dropped++;
      continue;
    }
    const items = batch.header[0] === KIND_QUEUE ? decodeBody(batch.body).filter(({ kind }) => kind === "deposit") : [];
    for (const item of items) deposited += item.kind === "deposit" ? item.amount : 0n;
    for (let leaf = 0; BigInt(leaf) < next.messages - state.messages; leaf++) {
      const message = messages.get(leaf)!;
      expect(message.sequence).to.equal(state.messages + BigInt(leaf));
      pending += message.amount;
    }
    expect(messages.get(Number(next.messages - state.messages))).to.equal(undefined);
    const where = `seed ${seed}, batch ${i}: ${outcomes.map(({ effect }) => effect).join(", ")}`;
    const held = Array.from({ length: next.accounts }, (_, index) => next.tree.get(index)!.balance);
    expect(held.reduce((sum, balance) => sum + balance, 0n) + pending, where).to.equal(deposited);
    state = next;
  }
  return { deposited, sent: state.messages, dropped };
}
