import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { encodeFunctionData, parseTransaction, type Hex } from "viem";
import { account, Stage } from "../../scripts/lib/stage.ts";
import { rollupAbi } from "../../src/chain/abi.ts";
import { readDeployed } from "../../src/chain/deployment.ts";
import { plainProvider, signingProvider, type RequestProvider } from "../../src/chain/provider.ts";

describe("chain: provider", () => {
  let [stage, provider]: [Stage, RequestProvider] = [undefined!, undefined!];
  const noted: Hex[] = [];
  before(async () => {
    stage = await Stage.open({ guest: "toy", terms: { kind: "anchored", maxSteps: 64, worstSeconds: 1 } });
    provider = signingProvider(stage.l1, account(2), (raw) => noted.push(raw));
  });
  after(() => stage.close());

  const complete = { to: account(3).address, value: "0x5", nonce: "0x0", gas: "0x5208" } as const;

  it("has one account", async () => {
    expect(await provider.request({ method: "eth_accounts" })).to.deep.equal([account(2).address]);
  });

  it("signs with either kind of fees, and notes what it signed before it sends it", async () => {
    const fees = [{ maxFeePerGas: "0x77359400", maxPriorityFeePerGas: "0x1" }, { gasPrice: "0x77359400" }];
    for (const [i, fee] of fees.entries()) {
      const params = [{ ...complete, ...fee, nonce: `0x${i}` }];
      const hash = (await provider.request({ method: "eth_sendTransaction", params })) as Hex;
      const { from, value, type } = await stage.l1.client.getTransaction({ hash });
      expect([from, value, type]).to.deep.equal([account(2).address.toLowerCase(), 5n, i === 0 ? "eip1559" : "legacy"]);
      expect(parseTransaction(noted[i]!)).to.include({ nonce: i, chainId: 31337 });
    }
  });

  it("hands on what a contract reverted with, and what a node refuses", async () => {
    const { address: to } = await readDeployed(stage.folder, "Rollup", stage.l1);
    const data = encodeFunctionData({ abi: rollupAbi, functionName: "withdraw" });
    const error = await provider
      .request({ method: "eth_call", params: [{ from: account(2).address, to, data }, "latest"] })
      .catch((cause: { code: string; data: Hex; message: string }) => cause);
    expect(error).to.include({ code: "RPC_REFUSED" }).and.to.have.property("data").which.is.a("string");
    const unknown = await provider.request({ method: "eth_frobnicate" }).catch((cause: { code: string }) => cause.code);
    expect(unknown).to.equal("RPC_REFUSED");
  });

  it("tells a node that is gone from one that refuses", async () => {
    const nowhere = plainProvider(
      { request: () => stage.l1.client.request({ method: "eth_nothing" } as never) },
      stage.chain.url,
    );
    expect(await nowhere.request({ method: "x" }).catch(({ code }: { code: string }) => code)).to.equal("RPC_REFUSED");
  });
});
