import { expect } from "chai";
import { anchorOf, nodesOf, runBatch } from "../../bench/lib/ledgerGuest.ts";
import { type Seat, stateOf } from "../../scripts/generate/ledgerCases/world.ts";
import { twisted } from "../../scripts/generate/ledgerCases/keys.ts";
import type { Batch } from "../../src/ledger/body.ts";
import { BALANCE_LIMIT, LAST_NONCE, MAX_ACCOUNTS } from "../../src/ledger/constants.ts";
import { execute } from "../../src/ledger/execution.ts";
import { GENESIS, genesisOutput, type LedgerState } from "../../src/ledger/state.ts";
import type { Outcome } from "../../src/ledger/transition.ts";
import { STATUS_HALTED } from "../../src/machine/isa.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import { toHex } from "../../src/types/hex.ts";
import { Dice } from "../ledger/dice.ts";
import { RandomBatches } from "../ledger/randomBatch.ts";

/** Batches in a row on one state. */
const ROW = 4;

/** How often each thing came to pass. */
export type Tally = Map<string, number>;

type Made = { readonly state: LedgerState; readonly output: bigint };

/** Random batches on random states, from whose nodes the guest is given what it may open. */
export function expectAgreement(seed: number, count: number, tally: Tally = new Map()): Tally {
  const dice = new Dice(seed);
  const batches = new RandomBatches(dice);
  let made: Made | undefined;
  for (let i = 0; i < count; i++) {
    const state = i % ROW === 0 || made === undefined ? randomState(dice) : made.state;
    const batch = batches.next(state, indicesOf(state));
    made = expectSame(state, batch, anchorOf(state), nodesOf(state), `seed ${seed}, batch ${i}`, tally);
  }
  return tally;
}

/** Random batches one after another from genesis on, with nothing to open but what the guest has hashed on the way. */
export function expectLineage(seed: number, count: number, tally: Tally = new Map()): Tally {
  const dice = new Dice(seed);
  const batches = new RandomBatches(dice);
  const nodes = new NodeStore();
  let made: Made = { state: GENESIS, output: genesisOutput() };
  for (let i = 0; i < count; i++) {
    const batch = batches.next(made.state, indicesOf(made.state));
    made = expectSame(made.state, batch, made.output, nodes, `lineage of seed ${seed}, batch ${i}`, tally);
  }
  expect(made.state.accounts, "accounts made").to.be.greaterThan(0);
  return tally;
}

function expectSame(
  state: LedgerState,
  batch: Batch,
  anchor: bigint,
  nodes: NodeStore,
  where: string,
  tally: Tally,
): Made {
  const wanted = execute(state, batch);
  const end = runBatch(batch, anchor, nodes);
  const what = `${where}: header ${batch.header.join()}, body ${toHex(batch.body)}`;
  expect([end.status, end.exitCode, end.output], what).to.deep.equal([STATUS_HALTED, 0, wanted.output]);
  for (const outcome of wanted.outcomes) tally.set(nameOf(outcome), (tally.get(nameOf(outcome)) ?? 0) + 1);
  return wanted;
}

const nameOf = (outcome: Outcome): string => (outcome.effect === "void" ? outcome.reason : outcome.effect);

/** A few people with balances and nonces at their edges, in a tree with room or without. */
function randomState(dice: Dice): LedgerState {
  const seats = Array.from({ length: 1 + dice.below(6) }, (_, index): Seat => {
    const person = dice.below(10);
    return {
      index,
      person,
      balance: dice.of([0n, 1000n, 10n ** 20n, 10n ** 24n, BALANCE_LIMIT - 1n, BALANCE_LIMIT - 500n, dice.wide(128)]),
      nonce: dice.of([0, 1, LAST_NONCE, LAST_NONCE - 1, Number(dice.wide(39))]),
      ...(person % 2 === 1 && { key: twisted(person) }),
    };
  });
  const accounts = dice.chance(4) ? MAX_ACCOUNTS - dice.below(3) : seats.length;
  return stateOf({ seats, accounts, messages: dice.of([0n, 2n ** 32n - 1n, dice.wide(63)]) });
}

/** Indices that hold an account: the first ones. */
function indicesOf({ tree, accounts }: LedgerState): number[] {
  return Array.from({ length: Math.min(accounts, 40) }, (_, index) => index).filter((index) => tree.get(index));
}
