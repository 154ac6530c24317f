/**
 * Writes test/vectors/ledger.json: small batches, each about one rule of docs/ledger.md, with everything that an
 * implementation computes on the way. `--check` writes nothing and fails when the file is not what it would write.
 */
import { pack } from "../../src/crypto/babyjub.ts";
import { ORDER } from "../../src/crypto/babyjub.ts";
import { toBigEndian } from "../../src/crypto/field.ts";
import { keccak256 } from "../../src/crypto/keccak.ts";
import { type Account, accountHash } from "../../src/ledger/account.ts";
import { challengePoint, commitments, evaluations, triplesOf } from "../../src/ledger/commitment.ts";
import { Execution } from "../../src/ledger/execution.ts";
import { progressOf } from "../../src/ledger/progress.ts";
import { counters, type LedgerState, NO_MESSAGES, outputOf, stateRoot } from "../../src/ledger/state.ts";
import type { Outcome } from "../../src/ledger/transition.ts";
import { type Hex, toHex } from "../../src/types/hex.ts";
import { emit } from "./emit.ts";
import { bodyCases } from "./ledgerCases/bodies.ts";
import { batchOf, type LedgerCase } from "./ledgerCases/case.ts";
import { transactionCases } from "./ledgerCases/transactions.ts";
import { accountOf, keyOf, seedOf, stateOf } from "./ledgerCases/world.ts";

const hex = (value: bigint): Hex => toHex(toBigEndian(value));

function vector(test: LedgerCase): object {
  const batch = batchOf(test);
  const start = stateOf(test.scene);
  const triples = triplesOf(batch);
  const c = commitments(triples);
  const inputRoot = toHex(keccak256(batch.body));
  const inputLength = 256 + batch.body.length;
  const z = challengePoint(inputRoot, inputLength, c.at(-1)!);
  const y = evaluations(triples, z);
  const binding = { triples, commitments: c, evaluations: y };

  const execution = new Execution(start, batch);
  const progress = [hex(progressOf(execution, binding))];
  const records: object[] = [];
  for (let outcome = execution.step(); outcome !== undefined; outcome = execution.step()) {
    records.push(described(outcome));
    progress.push(hex(progressOf(execution, binding)));
  }
  const messages = execution.draft.messages;
  const touched = touchedIndices(test, execution);
  const { state, messages: tree, output } = execution.finish();
  return {
    name: test.name,
    before: {
      accounts: test.scene.seats.map((seat) => ({
        index: seat.index,
        seed: toHex(seedOf(seat.person)),
        secret: hex((keyOf(seat.person).scalar >> 3n) % ORDER),
        ...account(accountOf(seat)),
      })),
      ...roots(start, NO_MESSAGES.root),
    },
    header: batch.header.map(hex),
    body: toHex(batch.body),
    records,
    after: {
      accounts: touched.map((index) => ({ index, ...account(state.tree.get(index)!) })),
      messages: messages.map(({ sequence, exitAddress, amount, from }) => ({
        sequence: hex(sequence),
        exitAddress: hex(exitAddress),
        amount: hex(amount),
        from,
      })),
      ...roots(state, tree.root),
    },
    output: hex(output),
    inputRoot,
    inputLength,
    c: hex(c.at(-1)!),
    z: hex(z),
    y: hex(y.at(-1)!),
    progress,
  };
}

function described(outcome: Outcome): object {
  return "fee" in outcome ? { ...outcome, fee: hex(outcome.fee) } : outcome;
}

/** Accounts of the scene and those that the batch has made. */
function touchedIndices({ scene }: LedgerCase, { draft }: Execution): number[] {
  const made = Array.from({ length: draft.accounts - stateOf(scene).accounts }, (_, i) => stateOf(scene).accounts + i);
  return [...scene.seats.map(({ index }) => index), ...made];
}

function account(value: Account): object {
  const { key, balance, nonce, exitAddress } = value;
  return {
    key: { x: hex(key.x), y: hex(key.y), packed: hex(pack(key)) },
    balance: hex(balance),
    nonce,
    exitAddress: hex(exitAddress),
    leaf: hex(accountHash(value)),
  };
}

function roots(state: LedgerState, messagesRoot: bigint): object {
  return {
    accountCount: state.accounts,
    messageCount: hex(state.messages),
    accountsRoot: hex(state.tree.root),
    counters: hex(counters(state)),
    stateRoot: hex(stateRoot(state)),
    messagesRoot: hex(messagesRoot),
    output: hex(outputOf(stateRoot(state), messagesRoot)),
  };
}

const text = JSON.stringify([...transactionCases, ...bodyCases].map(vector));
await emit([{ path: "test/vectors/ledger.json", text }]);
