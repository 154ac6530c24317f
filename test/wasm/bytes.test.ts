import { expect } from "chai";
import { Bytes } from "../../src/wasm/bytes.ts";

describe("src/wasm/bytes", () => {
  it("writes numbers in LEB128", () => {
    const bytes = new Bytes();
    bytes.u32(624485);
    bytes.u32(-1);
    bytes.i32(-123456);
    bytes.i64(-123456n);
    expect([...bytes.done()].map((byte) => byte.toString(16)).join(" ")).to.equal(
      "e5 8e 26 ff ff ff ff f c0 bb 78 c0 bb 78",
    );
  });

  it("writes names with their length, and grows", () => {
    const bytes = new Bytes();
    bytes.name("é");
    expect(bytes.done()).to.deep.equal(Uint8Array.of(2, 0xc3, 0xa9));
    const long = new Uint8Array(10_000).fill(7);
    bytes.sized(long);
    bytes.byte(9);
    expect(bytes.length).to.equal(3 + 2 + 10_000 + 1);
    expect(bytes.done().at(-1)).to.equal(9);
  });
});
