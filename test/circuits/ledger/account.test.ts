import { expect } from "chai";
import { before, describe, it } from "mocha";
import { keyOf } from "../../../scripts/generate/ledgerCases/world.ts";
import { type Account, accountHash, infoHash } from "../../../src/ledger/account.ts";
import { BALANCE_LIMIT, LAST_NONCE } from "../../../src/ledger/constants.ts";
import { FIELD } from "../../../src/crypto/field.ts";
import { expectBound } from "../bound.ts";
import { Gadget } from "../gadget.ts";

const include = 'include "ledger/account.circom";';
const ACCOUNT: Account = { key: keyOf(1).publicKey, balance: BALANCE_LIMIT - 1n, nonce: LAST_NONCE, exitAddress: 7n };
const fieldsOf = ({ key, balance, nonce, exitAddress }: Account): bigint[] => [
  key.x,
  key.y,
  balance,
  BigInt(nonce),
  infoHash(exitAddress),
];
const [X, Y] = [11n, 22n];

describe("circuits: accounts", () => {
  let open: Gadget;
  before(async () => {
    const text = `${include}
      template Opened() { signal input exists; signal input leaf; signal input fields[5];
        OpenAccount(${X}, ${Y})(exists, leaf, AccountOf()(fields)); }`;
    open = await Gadget.source(text, "Opened()", ["exists", "leaf", "fields"]);
  });

  const leaf = accountHash(ACCOUNT);
  const fields = fieldsOf(ACCOUNT);
  const refused = (inputs: object, what: string): void => {
    expect(() => open.witness({ exists: 1n, leaf, fields, ...inputs }), what).to.throw("No witness");
  };

  it("are opened by their leaf alone, at the ends of their ranges", () => {
    for (const account of [ACCOUNT, { ...ACCOUNT, balance: 0n, nonce: 0 }]) {
      expectBound(open, { exists: 1n, leaf: accountHash(account), fields: fieldsOf(account) });
    }
    for (const [i, value] of fields.entries()) refused({ fields: fields.with(i, (value + 1n) % FIELD) }, `field ${i}`);
    refused({ leaf: leaf + 1n }, "another leaf");
  });

  it("are not opened by other numbers with the same leaf: balance and nonce in other parts of one sum", () => {
    const [, , balance, nonce] = fields as [bigint, bigint, bigint, bigint];
    for (const by of [1n, -1n, nonce]) {
      const other = fields.with(2, (balance + (by << 128n) + FIELD) % FIELD).with(3, (nonce - by + FIELD) % FIELD);
      refused({ fields: other }, `${by} from one to the other`);
    }
  });

  it("have fixed fields where there is none, whatever the leaf", () => {
    const none = [X, Y, 0n, 0n, 0n];
    for (const other of [0n, leaf]) expectBound(open, { exists: 0n, leaf: other, fields: none });
    for (const [i, value] of none.entries()) {
      refused({ exists: 0n, fields: none.with(i, value + 1n) }, `field ${i}`);
    }
  });

  it("cover costs and have room, to the wei", async () => {
    const covers = await Gadget.compile("ledger/account.circom", "Covers()", ["balance", "cost"]);
    const room = await Gadget.compile("ledger/account.circom", "HasRoom()", ["balance", "amount"]);
    const most = 2n ** 138n - 1n;
    for (const balance of [0n, 1n, 10n ** 18n, BALANCE_LIMIT - 1n]) {
      for (const cost of [0n, 1n, balance, balance + 1n, BALANCE_LIMIT, most]) {
        expect(covers.outputs({ balance, cost }, "out")).to.deep.equal([cost <= balance ? 1n : 0n]);
      }
      for (const amount of [0n, 1n, BALANCE_LIMIT - 1n - balance, BALANCE_LIMIT - balance, BALANCE_LIMIT, most]) {
        expect(room.outputs({ balance, amount }, "out")).to.deep.equal([balance + amount < BALANCE_LIMIT ? 1n : 0n]);
      }
    }
    expectBound(covers, { balance: 5n, cost: 6n });
    expectBound(room, { balance: BALANCE_LIMIT - 1n, amount: 1n });
  });
});
