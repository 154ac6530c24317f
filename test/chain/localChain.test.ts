import { expect } from "chai";
import { describe, it } from "mocha";
import { connect } from "../../src/chain/client.ts";
import { startLocalChain } from "../../src/chain/localChain.ts";

describe("chain: localChain", () => {
  it("moves its clock, and is gone when closed", async () => {
    const chain = await startLocalChain();
    const { client } = await connect(chain.url, 31337);
    const before = await client.getBlock();
    await chain.advance(1_000);
    const later = await client.getBlock();
    expect(Number(later.timestamp - before.timestamp)).to.be.within(1_000, 1_010);
    expect(later.number - before.number).to.equal(1n);
    await chain.close();
    expect(await client.request({ method: "eth_chainId" }, { retryCount: 0 }).catch(() => "gone")).to.equal("gone");
  });
});
