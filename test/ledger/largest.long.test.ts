import { expect } from "chai";
import { describe, it } from "mocha";
import { commitments, evaluations, triplesOf } from "../../src/ledger/commitment.ts";
import { encodeBody } from "../../src/ledger/body.ts";
import { KIND_QUEUE, MAX_RECORDS, TO_EXIT } from "../../src/ledger/constants.ts";
import { Execution } from "../../src/ledger/execution.ts";
import { progressOf } from "../../src/ledger/progress.ts";
import { GENESIS } from "../../src/ledger/state.ts";
import { NOBODY } from "../../scripts/generate/ledgerCases/case.ts";
import { deposit, DOMAIN } from "../../scripts/generate/ledgerCases/world.ts";
import { commitment, evaluation, OracleRun } from "./oracle/ledger.ts";

describe("ledger: the largest batch", () => {
  it("fills the messages tree to the last leaf, and a record more is none", () => {
    const records = Array.from({ length: MAX_RECORDS + 1 }, (_, i) => deposit(0, TO_EXIT, BigInt(i)));
    const body = encodeBody(NOBODY, records);
    const { chainId, rollup } = DOMAIN;
    const header = [KIND_QUEUE, chainId, rollup, 1n, 1n, BigInt(body.length), 0n, 0n];
    const execution = new Execution(GENESIS, { header, body });
    const run = new OracleRun({ accounts: new Map(), count: 0n, sent: 0n }, header, body);
    while (execution.step() !== undefined) run.step();
    const z = 1n << 200n;
    const triples = triplesOf({ header, body });
    const binding = { triples, commitments: commitments(triples), evaluations: evaluations(triples, z) };
    expect(binding.commitments.at(-1)).to.equal(commitment(run.words()));
    expect(binding.evaluations.at(-1)).to.equal(evaluation(run.words(), z));
    expect(progressOf(execution, binding)).to.equal(run.progress(body.length, z));
    const { state, messages, output } = execution.finish();
    expect(output).to.equal(run.finish());
    expect(state.messages).to.equal(BigInt(MAX_RECORDS));
    expect(messages.get(MAX_RECORDS - 1)!.amount).to.equal(BigInt(MAX_RECORDS - 1));
  });
});
