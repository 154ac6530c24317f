import { expect } from "chai";
import type { Batch } from "../../../src/ledger/body.ts";
import { commitments, evaluations, triplesOf } from "../../../src/ledger/commitment.ts";
import { execute } from "../../../src/ledger/execution.ts";
import { GENESIS, type LedgerState, outputOf, stateRoot } from "../../../src/ledger/state.ts";
import { type Segment, segmentsOf } from "../../../src/validity/witness.ts";
import { toBytes } from "../../../src/types/hex.ts";
import type { Vector } from "../../ledger/vectorFile.ts";
import type { Gadget } from "../gadget.ts";

export const RECORDS = 4;

/** The state that a vector starts from, and its batch. */
export function sceneOfVector({ before, header, body }: Vector): { state: LedgerState; batch: Batch } {
  const accounts = before.accounts.map(({ index, key, balance, nonce, exitAddress }) => {
    const point = { x: BigInt(key.x), y: BigInt(key.y) };
    return [index, { key: point, balance: BigInt(balance), nonce, exitAddress: BigInt(exitAddress) }] as const;
  });
  const tree = GENESIS.tree.with(new Map(accounts));
  return {
    state: { tree, accounts: before.accountCount, messages: BigInt(before.messageCount) },
    batch: { header: header.map(BigInt), body: toBytes(body) },
  };
}

/**
 * The segments of a batch, after each has been shown to have a witness that satisfies the circuit, and all together to
 * lead where src/ledger says: from anchor to output, with the batch's c and y.
 */
export function provable(gadget: Gadget, state: LedgerState, batch: Batch, z: bigint, parentMessages = 17n): Segment[] {
  const segments = segmentsOf(state, batch, { records: RECORDS, z, parentMessages });
  for (const { inputs } of segments) gadget.witness(inputs);
  const statements = segments.map(({ statement }) => statement);
  const triples = triplesOf(batch);
  expect(statements.map((statement) => statement.in)).to.deep.equal([
    outputOf(stateRoot(state), parentMessages),
    ...statements.slice(0, -1).map((statement) => statement.out),
  ]);
  expect(statements.at(-1)).to.deep.include({
    out: execute(state, batch).output,
    c: commitments(triples).at(-1),
    y: evaluations(triples, z).at(-1),
  });
  for (const { c, y } of statements.slice(0, -1)) expect([c, y]).to.deep.equal([0n, 0n]);
  return segments;
}
