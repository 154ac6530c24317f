import { expect } from "chai";
import { describe, it } from "mocha";
import { closing } from "../../examples/bank/closing.ts";
import { encodeTransfers } from "../../examples/bank/transfers.ts";

describe("closing", () => {
  it("is a record of the bank's own, with the interest of a year as that of a day", () => {
    const body = encodeTransfers([closing({ days: 0x0102, interest: 0.05, day: 0x0304 })]);
    expect(Buffer.from(body).toString("hex")).to.equal("ffffffff" + "02010000" + "2b1a0900" + "00000000" + "04030000");
    expect(0x00091a2b).to.equal(Math.round((0.05 / 360) * 2 ** 32));
  });
});
