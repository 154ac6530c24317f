import { expect } from "chai";
import { readFileSync } from "node:fs";
import { keccak256 as keccakOfViem, encodePacked } from "viem";
import { describe, it } from "mocha";
import type { Outcome, Reason } from "../../src/ledger/transition.ts";
import { toBytes } from "../../src/types/hex.ts";
import { R } from "./oracle/field.ts";
import { commitment, evaluation, OracleRun, type OracleState, stateRootOf } from "./oracle/ledger.ts";
import { type Side, vectors } from "./vectorFile.ts";

/** All that a record can do or be void for: the compiler sees to it that none is missing. */
const SHOWN: Readonly<Record<Reason | Exclude<Outcome["effect"], "void">, true>> = {
  transfer: true,
  exit: true,
  create: true,
  credit: true,
  open: true,
  return: true,
  key: true,
  NO_SENDER: true,
  NO_RECIPIENT: true,
  NO_KEY_RECORD: true,
  BAD_KEY: true,
  FULL: true,
  BAD_SIGNATURE: true,
  BALANCE_LOW: true,
  NONCE_FULL: true,
  BALANCE_OVERFLOW: true,
  NOT_IN_QUEUE: true,
};
const hex = (value: bigint): string => `0x${value.toString(16).padStart(64, "0")}`;

/* The vectors are what TypeScript computes (a check keeps them fresh); here the oracle computes them again. */
describe("ledger: the vectors are the oracle's", () => {
  for (const vector of vectors) {
    it(vector.name, () => {
      const start = stateOf(vector.before);
      expect(hex(stateRootOf(start))).to.equal(vector.before.stateRoot);
      const body = toBytes(vector.body);
      const run = new OracleRun(start, vector.header.map(BigInt), body);
      const words = run.words();
      const c = commitment(words);
      const packed = encodePacked(["bytes32", "uint32", "uint256"], [vector.inputRoot, vector.inputLength, c]);
      const z = BigInt(keccakOfViem(packed)) % R;
      expect([c, z, evaluation(words, z)].map(hex)).to.deep.equal([vector.c, vector.z, vector.y]);
      expect(hex(run.progress(body.length, z))).to.equal(vector.progress[0]);
      for (const [i, { effect }] of vector.records.entries()) {
        expect(run.step()).to.equal(effect === "void" ? "void" : "done");
        expect(hex(run.progress(body.length, z))).to.equal(vector.progress[i + 1]);
      }
      expect(vector.records).to.have.length(run.records.length);
      expect(hex(run.finish())).to.equal(vector.output);
      expect(hex(stateRootOf(run.state))).to.equal(vector.after.stateRoot);
      expect(hex(run.messagesRoot())).to.equal(vector.after.messagesRoot);
      expect(run.state).to.deep.equal(stateOf(vector.after));
      expect(run.messages.map((m) => [hex(m.sequence), hex(m.exit), hex(m.amount), Number(m.from)])).to.deep.equal(
        vector.after.messages!.map((m) => [m.sequence, m.exitAddress, m.amount, m.from]),
      );
    });
  }
});

describe("ledger: the vectors are complete", () => {
  it("has every effect and every reason for none", () => {
    const effects = vectors.flatMap(({ records }) => records.map(({ effect, reason }) => reason ?? effect));
    expect([...new Set(effects)].sort()).to.deep.equal(Object.keys(SHOWN).sort());
  });

  it("has each vector that docs/ledger.md names", () => {
    const [, table = ""] = readFileSync("docs/ledger.md", "utf8").split("## The vectors");
    const named = [...table.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
    expect(named).to.have.length.above(20);
    expect(vectors.map(({ name }) => name)).to.include.members(named);
  });
});

function stateOf({ accounts, accountCount, messageCount }: Side): OracleState {
  const read = accounts.map(({ index, key, balance, nonce, exitAddress }) => {
    const point = [BigInt(key.x), BigInt(key.y)] as const;
    return [index, { key: point, balance: BigInt(balance), nonce: BigInt(nonce), exit: BigInt(exitAddress) }] as const;
  });
  return { accounts: new Map(read), count: BigInt(accountCount), sent: BigInt(messageCount) };
}
