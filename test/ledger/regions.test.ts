import { expect } from "chai";
import { before, describe, it } from "mocha";
import { MAX_STEPS, program } from "../../bench/lib/ledgerGuest.ts";
import { poseidon } from "../../src/crypto/poseidon.ts";
import { accountHash, accountPreimages, type Account } from "../../src/ledger/account.ts";
import { BALANCE_LIMIT } from "../../src/ledger/constants.ts";
import { execute } from "../../src/ledger/execution.ts";
import { GENESIS, outputOf, stateRoot } from "../../src/ledger/state.ts";
import { registrationOf } from "../../src/rollup/load.ts";
import { programId } from "../../src/rollup/program.ts";
import { compileCircuit } from "../../src/validity/compile.ts";
import { Gadget } from "../circuits/gadget.ts";
import { provable, sceneOfVector } from "../circuits/ledger/segments.ts";
import { signingKey } from "../../src/crypto/eddsa.ts";
import { vectors } from "./vectorFile.ts";

const account: Account = { key: signingKey(new Uint8Array(32)).publicKey, balance: 5n, nonce: 7, exitAddress: 9n };

/** The output of a ledger with this one account. */
function output(only: Account): bigint {
  const tree = GENESIS.tree.with(new Map([[3, only]]));
  return outputOf(stateRoot({ tree, accounts: 4, messages: 0n }), 0n);
}

/** Balances, nonces, storage and code: docs/ledger.md, State. */
describe("ledger: the regions of a state", () => {
  it("each of balance, nonce and storage moves the output", () => {
    const base = output(account);
    for (const bit of [0, 63, 64, 127]) {
      expect(output({ ...account, balance: account.balance ^ (1n << BigInt(bit)) })).to.not.equal(base);
    }
    for (const bit of [0, 31, 32, 39]) {
      const nonce = Number(BigInt(account.nonce) ^ (1n << BigInt(bit)));
      expect(output({ ...account, nonce })).to.not.equal(base);
    }
    // The leaf holds the hash of exit address and storage, and nothing stores anything yet.
    const [leaf, info] = accountPreimages(account);
    expect(leaf[3]).to.equal(poseidon(info));
    expect(info).to.deep.equal([account.exitAddress, 0n]);
    expect(poseidon(leaf.with(3, poseidon([account.exitAddress, 1n])))).to.not.equal(accountHash(account));
  });

  it("no region reaches into the one beside it: the largest balance is not a nonce", () => {
    const largest = { ...account, balance: BALANCE_LIMIT - 1n, nonce: 0 };
    expect(accountHash(largest)).to.not.equal(accountHash({ ...account, balance: 0n, nonce: 1 }));
    // One wei more would be: that is why it is void.
    expect(accountHash({ ...account, balance: BALANCE_LIMIT, nonce: 0 })).to.equal(
      accountHash({ ...account, balance: 0n, nonce: 1 }),
    );
  });

  it("code is the program's, and moves the id that a rollup is made with", () => {
    const registration = registrationOf(program, { kind: "anchored", maxSteps: MAX_STEPS, worstSeconds: 1 });
    const id = programId(registration);
    for (const [i, root] of registration.roots.entries()) expect(root, `section ${i}`).to.match(/^0x/);
    const memoryRoot = `0x${"11".repeat(32)}` as const;
    expect(programId({ ...registration, memoryRoot })).to.not.equal(id);
    expect(programId({ ...registration, entryPoint: registration.entryPoint + 4 })).to.not.equal(id);
  });

  describe("a balance that would reach 2^128", () => {
    const overflowing = vectors.filter(({ records }) => records.some(({ reason }) => reason === "BALANCE_OVERFLOW"));
    let gadget: Gadget;
    before(async () => {
      gadget = await Gadget.of(await compileCircuit("dev"));
    });

    for (const vector of overflowing) {
      // The guest carries out every vector: test/guest/ledger.test.ts.
      it(`is void in TypeScript and circuit: ${vector.name}`, () => {
        const { state, batch } = sceneOfVector(vector);
        expect(execute(state, batch).output).to.equal(BigInt(vector.output));
        const segments = provable(gadget, state, batch, BigInt(vector.z), BigInt(vector.before.messagesRoot));
        expect(segments.at(-1)!.statement.out).to.equal(BigInt(vector.output));
        for (const { index, balance } of vector.after.accounts) {
          expect(BigInt(balance) < BALANCE_LIMIT, `account ${index}`).to.equal(true);
        }
      });
    }

    it("is among the vectors", () => expect(overflowing).to.not.be.empty);
  });
});
