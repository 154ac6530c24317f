import { expect } from "chai";
import { commitments, evaluations, triplesOf } from "../../src/ledger/commitment.ts";
import { BALANCE_LIMIT, LAST_NONCE, MAX_ACCOUNTS } from "../../src/ledger/constants.ts";
import { Execution } from "../../src/ledger/execution.ts";
import { progressOf } from "../../src/ledger/progress.ts";
import type { LedgerState } from "../../src/ledger/state.ts";
import { type Scene, type Seat, stateOf } from "../../scripts/generate/ledgerCases/world.ts";
import { twisted } from "../../scripts/generate/ledgerCases/keys.ts";
import { toHex } from "../../src/types/hex.ts";
import { Dice } from "./dice.ts";
import { commitment, evaluation, OracleRun, type OracleState } from "./oracle/ledger.ts";
import { RandomBatches } from "./randomBatch.ts";

/** How often each thing came to pass: a fuzz that never meets a rule does not test it. */
export type Tally = Map<string, number>;

/**
 * Runs `count` random batches, in rows of up to eight on one state, through TypeScript and through the oracle, and
 * compares what they say after each batch; in every tenth batch after each record, progress included.
 */
export function agree(seed: number, count: number, tally: Tally = new Map()): Tally {
  const dice = new Dice(seed);
  const batches = new RandomBatches(dice);
  let [state, mirror] = sceneOf(dice);
  let left = 0;
  for (let i = 0; i < count; i++) {
    if (left-- === 0) {
      [state, mirror] = sceneOf(dice);
      left = dice.below(8);
    }
    const batch = batches.next(state, [...mirror.accounts.keys()]);
    const mine = new Execution(state, batch);
    const run = new OracleRun(mirror, batch.header, batch.body);
    try {
      if (i % 10 === 0) compareBoundaries(mine, run);
      const result = mine.finish();
      expect(result.output).to.equal(run.finish());
      compareAccounts(result.state, run.state);
      [state, mirror] = [result.state, run.state];
    } catch (cause) {
      throw new Error(`seed ${seed}, batch ${i}: header ${batch.header.join()}, body ${toHex(batch.body)}`, { cause });
    }
    for (const outcome of mine.outcomes) {
      const name = outcome.effect === "void" ? outcome.reason : outcome.effect;
      tally.set(name, (tally.get(name) ?? 0) + 1);
    }
  }
  return tally;
}

function compareBoundaries(mine: Execution, run: OracleRun): void {
  const z = 12345678901234567890n ** 3n;
  const { batch } = mine;
  const triples = triplesOf(batch);
  const binding = { triples, commitments: commitments(triples), evaluations: evaluations(triples, z) };
  const words = run.words();
  expect(binding.commitments.at(-1)).to.equal(commitment(words));
  expect(binding.evaluations.at(-1)).to.equal(evaluation(words, z));
  for (;;) {
    expect(progressOf(mine, binding)).to.equal(run.progress(batch.body.length, z));
    const outcome = mine.step();
    if (outcome === undefined) return;
    expect(run.step()).to.equal(outcome.effect === "void" ? "void" : "done");
  }
}

function compareAccounts(state: LedgerState, mirror: OracleState): void {
  expect([BigInt(state.accounts), state.messages]).to.deep.equal([mirror.count, mirror.sent]);
  for (const [index, { key, balance, nonce, exit }] of mirror.accounts) {
    const { key: point, ...rest } = state.tree.get(index)!;
    expect([point.x, point.y]).to.deep.equal(key);
    expect(rest).to.deep.equal({ balance, nonce: Number(nonce), exitAddress: exit });
  }
}

/** A state to start from: none, or a few people at the edges of what an account can hold, in a tree with or without room. */
export function sceneOf(dice: Dice): [LedgerState, OracleState] {
  const seats: Seat[] = Array.from({ length: dice.of([0, 1, 2, 2, 3, 3, 4, 4, 5, 6]) }, (_, index) => {
    const person = dice.below(10);
    return {
      index,
      person,
      balance: dice.of([
        0n,
        1000n,
        10n ** 18n,
        10n ** 20n,
        10n ** 24n,
        BALANCE_LIMIT - 1n,
        BALANCE_LIMIT - 500n,
        dice.wide(128),
      ]),
      nonce: dice.of([0, 0, 1, 7, LAST_NONCE, LAST_NONCE - 1, Number(dice.wide(39))]),
      ...(person % 2 === 1 && { key: twisted(person) }),
    };
  });
  const isFull = seats.length > 0 && dice.chance(4);
  const scene: Scene = {
    seats,
    accounts: isFull ? MAX_ACCOUNTS - dice.below(3) : seats.length,
    messages: dice.of([0n, 1n, 4095n, dice.wide(63)]),
  };
  const state = stateOf(scene);
  const accounts = seats.map(({ index }) => {
    const { key, balance, nonce, exitAddress } = state.tree.get(index)!;
    return [index, { key: [key.x, key.y] as const, balance, nonce: BigInt(nonce), exit: exitAddress }] as const;
  });
  return [state, { accounts: new Map(accounts), count: BigInt(state.accounts), sent: state.messages }];
}
