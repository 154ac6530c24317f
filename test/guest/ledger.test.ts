import { expect } from "chai";
import { describe, it } from "mocha";
import {
  anchorOf,
  type End,
  machineOf,
  MAX_BODY,
  nodesOf,
  PHASES,
  program,
  runBatch,
} from "../../bench/lib/ledgerGuest.ts";
import { workOf } from "../../bench/lib/ledgerBatches.ts";
import { fromLittleEndian } from "../../src/crypto/field.ts";
import { type Batch, encodeBody } from "../../src/ledger/body.ts";
import { execute } from "../../src/ledger/execution.ts";
import { genesisOutput, type LedgerState } from "../../src/ledger/state.ts";
import { STATUS_HALTED } from "../../src/machine/isa.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import { PoseidonTree } from "../../src/tree/poseidonTree.ts";
import { type Account, accountPreimages } from "../../src/ledger/account.ts";
import { ACCOUNTS_DEPTH, KIND_QUEUE } from "../../src/ledger/constants.ts";
import { NOBODY, THREE } from "../../scripts/generate/ledgerCases/case.ts";
import { deposit, DOMAIN, signedBy, stateOf as stateOfScene } from "../../scripts/generate/ledgerCases/world.ts";
import { type Side, type Vector, vectors } from "../ledger/vectorFile.ts";
import { expectAgreement, expectLineage } from "./ledgerAgreement.ts";
import { Random } from "./random.ts";

const SEED = 20_261_121;

/** The state of a vector; what it does not list is empty, whatever the counters say. */
function stateOf({ accounts, accountCount, messageCount }: Side): LedgerState {
  const leaves = accounts.map(({ index, key, balance, nonce, exitAddress }) => {
    const point = { x: BigInt(key.x), y: BigInt(key.y) };
    return [index, { key: point, balance: BigInt(balance), nonce, exitAddress: BigInt(exitAddress) }] as const;
  });
  const tree = PoseidonTree.empty<Account>(ACCOUNTS_DEPTH, accountPreimages).with(new Map(leaves));
  return { tree, accounts: accountCount, messages: BigInt(messageCount) };
}

const batchOf = ({ header, body }: Vector): Batch => ({
  header: header.map(BigInt),
  body: Buffer.from(body.slice(2), "hex"),
});

const posted = (body: Uint8Array, changes: Readonly<Record<number, bigint>> = {}): Batch => {
  const { chainId, rollup } = DOMAIN;
  const header = [1n, chainId, rollup, 1n, 1n, BigInt(body.length), 0n, 0n];
  return { header: header.map((value, i) => changes[i] ?? value), body };
};

function expectHalted(end: End): void {
  expect([end.status, end.exitCode]).to.deep.equal([STATUS_HALTED, 0]);
}

describe("guest/ledger: the vectors", () => {
  for (const vector of vectors) {
    it(vector.name, () => {
      const state = stateOf(vector.before);
      const nodes = nodesOf(state);
      const [anchor] = nodes.add([BigInt(vector.before.stateRoot), BigInt(vector.before.messagesRoot)]);
      const end = runBatch(batchOf(vector), anchor!, nodes);
      expectHalted(end);
      expect(end.output).to.equal(BigInt(vector.output));
    });
  }
});

describe("guest/ledger", () => {
  it("begins from genesis without a single known node", () => {
    const end = runBatch(posted(new Uint8Array(0)), genesisOutput(), new NodeStore());
    expectHalted(end);
    expect(end.output).to.equal(genesisOutput());
  });

  it("opens only what batches before it have hashed", () => {
    expectLineage(SEED, 24);
  });

  it("agrees with src/ledger over random batches", () => {
    expectAgreement(SEED + 1, 48);
  });

  it("takes any bytes, up to a full input section whose last record is cut off", () => {
    const random = new Random(SEED + 2);
    const { state } = workOf("transfer", 2);
    for (const length of [0, 1, 25, 26, 27, 26 + 78, 26 + 79, 1000, MAX_BODY]) {
      const batch = posted(random.bytes(length), { 0: length % 2 === 0 ? 1n : 2n });
      const end = runBatch(batch, anchorOf(state), nodesOf(state));
      expectHalted(end);
      expect(end.output, `${length} bytes`).to.equal(execute(state, batch).output);
    }
  });

  it("reads every power of ten, of amounts and of fees", () => {
    const seats = [0, 1].map((index) => ({
      index,
      person: 0,
      balance: (1n - BigInt(index)) * (2n ** 128n - 1n),
      nonce: 0,
    }));
    const state = stateOfScene({ seats });
    const records = Array.from({ length: 32 }, (_, e) => {
      const amount = { code: (BigInt(e) << 35n) + (e < 28 ? 2n ** 35n - 1n : 7n) };
      const fee = { code: BigInt(((e % 16) << 4) + 15) };
      return signedBy(0, { from: 0, to: 1, amount, fee, nonce: e });
    });
    const batch = posted(encodeBody(1, records));
    const { outcomes, output } = execute(state, batch);
    expect(outcomes.every(({ effect }) => effect === "transfer")).to.equal(true);
    expect(runBatch(batch, anchorOf(state), nodesOf(state)).output).to.equal(output);
  });

  it("compares the whole kind, not its low word", () => {
    const state = stateOfScene({ seats: THREE });
    const body = encodeBody(NOBODY, [deposit(0, 1, 5n)]);
    for (const kind of [KIND_QUEUE, KIND_QUEUE + (1n << 32n), KIND_QUEUE + (1n << 224n)]) {
      const batch = posted(body, { 0: kind });
      expect(execute(state, batch).outcomes[0]!.effect).to.equal(kind === KIND_QUEUE ? "credit" : "void");
      expect(runBatch(batch, anchorOf(state), nodesOf(state)).output).to.equal(execute(state, batch).output);
    }
  });

  it("ends whatever the header says", () => {
    const body = new Random(SEED + 3).bytes(500);
    const top = 2n ** 256n - 1n;
    for (let leaf = 0; leaf < 8; leaf++) {
      for (const value of [0n, 2n ** 32n - 1n, 2n ** 32n, top]) {
        expectHalted(runBatch(posted(body, { [leaf]: value }), genesisOutput(), new NodeStore()));
      }
    }
  });

  it("names its phases, in the order in which a batch comes to them", () => {
    const named = program.symbols.filter(({ name }) => name.startsWith("phase_"));
    expect(named.map(({ name }) => name)).to.deep.equal(PHASES.map((phase) => `phase_${phase}`));
    const { state, batch } = workOf("transfer", 1);
    const end = runBatch(batch, anchorOf(state), nodesOf(state));
    const counted = Object.values(end.phases).reduce((sum, steps) => sum + steps, 0);
    expect(counted).to.be.within(end.steps - 20, end.steps);
  });

  it("hashes each touched node once, however often it changes", () => {
    const seats = [0, 1].map((index) => ({ index, person: 0, balance: 100n, nonce: 0 }));
    const state = stateOfScene({ seats });
    const hashes = (transfers: number): number => {
      const records = Array.from({ length: transfers }, (_, nonce) =>
        signedBy(0, { from: 0, to: 1, amount: 1n, nonce }),
      );
      const nodes = new CountingNodes(nodesOf(state));
      const machine = machineOf(posted(encodeBody(1, records)), anchorOf(state), nodes);
      machine.run(2 ** 24);
      expect(fromLittleEndian(machine.state.output)).to.equal(execute(state, posted(encodeBody(1, records))).output);
      return nodes.learnt;
    };
    // A signature takes two, its message and its h; the tree's are the same for one transfer and for three.
    expect(hashes(3) - hashes(1)).to.equal(2 * 2);
  });
});

/** Counts what the guest hashes, and what it opens for the first time. */
class CountingNodes extends NodeStore {
  learnt = 0;

  override learn(hash: Int32Array, children: Int32Array): void {
    this.learnt++;
    super.learn(hash, children);
  }
}
