import { expect } from "chai";
import { describe, it } from "mocha";
import { Heads } from "../../src/chain/heads.ts";

const block = (number: number, fork = 0): { number: bigint; hash: `0x${string}`; timestamp: bigint } => ({
  number: BigInt(number),
  hash: `0x${fork}${number}`,
  timestamp: 0n,
});

describe("chain: heads", () => {
  it("tells another fork from what it does not know", () => {
    const heads = new Heads();
    for (const number of [5, 7]) heads.add(block(number));
    expect(heads.last).to.deep.equal(block(7));
    expect([5, 6, 7, 8].map((number) => heads.contradicts(block(number, 1)))).to.deep.equal([true, false, true, false]);
    expect([5, 6, 7, 8].some((number) => heads.contradicts(block(number)))).to.equal(false);
    heads.forget();
    expect([heads.last, heads.contradicts(block(7, 1))]).to.deep.equal([undefined, false]);
  });

  it("remembers the newest, and not more and more", () => {
    const heads = new Heads();
    for (let number = 1; number <= 100; number++) heads.add(block(number));
    expect([36, 37, 100].map((number) => heads.contradicts(block(number, 1)))).to.deep.equal([false, true, true]);
  });
});
