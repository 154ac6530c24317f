import { expect } from "chai";
import { describe, it } from "mocha";
import { decodeAccount, decodeJson, encodeAccount, encodeJson } from "../../src/store/rows.ts";

describe("rows", () => {
  it("gives back an account, with the largest numbers that it may have", () => {
    const account = {
      key: { x: 2n ** 254n - 1n, y: 7n },
      balance: 2n ** 128n - 1n,
      nonce: 2 ** 40 - 1,
      exitAddress: 2n ** 160n - 1n,
    };
    expect(encodeAccount(account)).to.have.length(105);
    expect(decodeAccount(encodeAccount(account))).to.deep.equal(account);
    expect(decodeAccount(new Uint8Array(104))).to.equal(undefined);
  });

  it("gives back big numbers in JSON as such, text as text", () => {
    const row = { a: 2n ** 200n, b: [0n, 1, "2"], c: { d: null } };
    expect(decodeJson(encodeJson(row))).to.deep.equal(row);
  });
});
