import { expect } from "chai";
import { describe, it } from "mocha";
import { PoseidonTree } from "../../src/tree/poseidonTree.ts";
import { toBytes } from "../../src/types/hex.ts";
import { type Account, accountPreimages } from "../../src/ledger/account.ts";
import { challengePoint, commitments, evaluations, triplesOf } from "../../src/ledger/commitment.ts";
import { ACCOUNTS_DEPTH } from "../../src/ledger/constants.ts";
import { Execution, execute } from "../../src/ledger/execution.ts";
import { progressOf } from "../../src/ledger/progress.ts";
import { GENESIS, genesisOutput, type LedgerState, NO_MESSAGES, outputOf, stateRoot } from "../../src/ledger/state.ts";
import type { Outcome } from "../../src/ledger/transition.ts";
import { type Side, type Vector, vectors } from "./vectorFile.ts";

const hex = (value: bigint): string => `0x${value.toString(16).padStart(64, "0")}`;

describe("ledger execution", () => {
  for (const vector of vectors) {
    it(vector.name, () => {
      const start = stateOf(vector.before);
      const batch = { header: vector.header.map(BigInt), body: toBytes(vector.body) };
      expect(hex(stateRoot(start))).to.equal(vector.before.stateRoot);
      const { outcomes, state, messages, output } = execute(start, batch);
      expect(outcomes.map(described)).to.deep.equal(vector.records);
      expect([stateRoot(state), messages.root, output].map(hex)).to.deep.equal([
        vector.after.stateRoot,
        vector.after.messagesRoot,
        vector.output,
      ]);
      compareSegments(vector, new Execution(start, batch));
    });
  }

  it("begins where nothing was", () => {
    expect(genesisOutput()).to.equal(outputOf(stateRoot(GENESIS), NO_MESSAGES.root));
    expect(hex(genesisOutput())).to.equal("0x22fa8f5d6d1f75249745382bbc2a1ec86d16694c9d2ec8b784c5d739e492b07d");
  });

  it("stops at a state that lacks an account it says it has", () => {
    const lost: LedgerState = { ...GENESIS, accounts: 1 };
    const batch = { header: [1n, 1n, 1n], body: new Uint8Array(26 + 78) };
    expect(() => execute(lost, batch))
      .to.throw()
      .with.property("code", "ACCOUNT_UNKNOWN");
  });
});

/** Commitment, evaluation and the progress after each record. */
function compareSegments(vector: Vector, execution: Execution): void {
  const triples = triplesOf(execution.batch);
  const c = commitments(triples);
  const z = challengePoint(vector.inputRoot, vector.inputLength, c.at(-1)!);
  const y = evaluations(triples, z);
  expect([c.at(-1)!, z, y.at(-1)!].map(hex)).to.deep.equal([vector.c, vector.z, vector.y]);
  const binding = { triples, commitments: c, evaluations: y };
  const progress = [progressOf(execution, binding)];
  while (execution.step() !== undefined) progress.push(progressOf(execution, binding));
  expect(progress.map(hex)).to.deep.equal(vector.progress);
  expect(hex(execution.finish().output)).to.equal(vector.output);
}

function described(outcome: Outcome): Vector["records"][number] {
  return "fee" in outcome ? { effect: outcome.effect, fee: hex(outcome.fee) } : outcome;
}

function stateOf({ accounts, accountCount, messageCount }: Side): LedgerState {
  const read = accounts.map(({ index, key, balance, nonce, exitAddress }): [number, Account] => {
    const point = { x: BigInt(key.x), y: BigInt(key.y) };
    return [index, { key: point, balance: BigInt(balance), nonce, exitAddress: BigInt(exitAddress) }];
  });
  const tree = PoseidonTree.empty(ACCOUNTS_DEPTH, accountPreimages).with(new Map(read));
  return { tree, accounts: accountCount, messages: BigInt(messageCount) };
}
