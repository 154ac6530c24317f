import { expect } from "chai";
import { describe, it } from "mocha";
import { TRANSFER_BYTES, type Transfer, TransferError, encodeTransfers } from "../../examples/bank/transfers.ts";

const transfer: Transfer = { from: 0x01020304, to: 0x05060708, amount: 0x090a0b0c0d0e0f10n, nonce: 0x11121314 };

describe("encodeTransfers", () => {
  it("writes little-endian records of 20 bytes, in order", () => {
    const body = encodeTransfers([transfer, { from: 1, to: 2, amount: 3n, nonce: 4 }]);
    expect(body).to.have.length(2 * TRANSFER_BYTES);
    expect(Buffer.from(body).toString("hex")).to.equal(
      "0403020108070605100f0e0d0c0b0a09141312110100000002000000030000000000000004000000",
    );
  });

  it("takes each field at its greatest, and no transfers at all", () => {
    const greatest = { from: 2 ** 32 - 1, to: 2 ** 32 - 1, amount: 2n ** 64n - 1n, nonce: 2 ** 32 - 1 };
    expect(encodeTransfers([greatest]).every((byte) => byte === 255)).to.equal(true);
    expect(encodeTransfers([])).to.have.length(0);
  });

  const bad: Readonly<Record<string, Partial<Transfer>>> = {
    "from is 4294967296": { from: 2 ** 32 },
    "from is -1": { from: -1 },
    "to is 0.5": { to: 0.5 },
    "to is NaN": { to: Number.NaN },
    "nonce is 4294967296": { nonce: 2 ** 32 },
    "amount is -1": { amount: -1n },
    "amount is 18446744073709551616": { amount: 2n ** 64n },
  };
  for (const [what, change] of Object.entries(bad)) {
    it(`refuses a record where ${what}`, () => {
      const encode = (): unknown => encodeTransfers([transfer, { ...transfer, ...change }]);
      expect(encode).to.throw(TransferError, what).with.property("where", "transfer 1");
    });
  }
});
