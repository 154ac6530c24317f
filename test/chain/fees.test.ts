import { expect } from "chai";
import { describe, it } from "mocha";
import type { L1 } from "../../src/chain/client.ts";
import { better, marketFees, raised } from "../../src/chain/fees.ts";
import { codeOf } from "./codeOf.ts";

/** A node that names a base fee and a tip. */
function at(base: number, tip: number): L1 {
  const hex = (value: number): string => `0x${value.toString(16)}`;
  const block = { number: "0x1", hash: `0x${"11".repeat(32)}`, timestamp: "0x1", baseFeePerGas: hex(base) };
  const request = ({ method }: { method: string }): Promise<unknown> =>
    Promise.resolve(method === "eth_getBlockByNumber" ? block : hex(tip));
  return { url: "test", client: { request } } as unknown as L1;
}

const fees = (max: number, tip: number): { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint } => ({
  maxFeePerGas: BigInt(max),
  maxPriorityFeePerGas: BigInt(tip),
});

describe("chain: fees", () => {
  it("offers twice the base fee and the tip, and never more than the cap, whatever a node asks for", async () => {
    expect(await marketFees(at(100, 10), 1_000n)).to.deep.equal(fees(210, 10));
    expect(await marketFees(at(100, 10), 150n)).to.deep.equal(fees(150, 10));
    expect(await marketFees(at(100, 10 ** 9), 1_000n)).to.deep.equal(fees(1_000, 1_000));
    expect(await marketFees(at(1_000, 10), 1_000n)).to.deep.equal(fees(1_000, 10));
    expect(await codeOf(() => marketFees(at(1_001, 10), 1_000n))).to.equal("FEE_CAP_REACHED");
  });

  it("raises by enough for any node to accept the replacement, or not at all", async () => {
    const l1 = at(1, 1);
    expect(raised(l1, fees(100, 10), 1_000n)).to.deep.equal(fees(201, 21));
    expect(raised(l1, fees(800, 10), 900n)).to.deep.equal(fees(900, 21));
    expect(await codeOf(() => raised(l1, fees(801, 10), 900n))).to.equal("FEE_CAP_REACHED");
    // From nothing to any cap in a few steps.
    let [offer, steps] = [fees(0, 0), 0];
    for (; offer.maxFeePerGas < 10n ** 12n; steps++) offer = raised(l1, offer, 10n ** 12n);
    expect(steps).to.equal(40);
  });

  it("knows the better of two offers", () => {
    expect(better(fees(1, 4), fees(2, 3))).to.deep.equal(fees(2, 4));
  });
});
