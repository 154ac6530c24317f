import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { getContract } from "viem";
import { Stage } from "../../scripts/lib/stage.ts";
import { rollupAbi } from "../../src/chain/abi.ts";
import { connect } from "../../src/chain/client.ts";
import { readDeployed } from "../../src/chain/deployment.ts";
import { codeOf } from "./codeOf.ts";
import { TcpProxy } from "./tcpProxy.ts";

describe("chain: client", () => {
  let stage: Stage = undefined!;
  before(async () => {
    stage = await Stage.open({ guest: "toy", terms: { kind: "anchored", maxSteps: 64, worstSeconds: 1 } });
  });
  after(() => stage.close());

  const urls = (): string[] => [stage.chain.url, stage.chain.url.replace("http", "ws")];

  it("connects over http and ws, and reads many things at once", async () => {
    for (const url of urls()) {
      const l1 = await connect(url, 31337);
      const blocks = await Promise.all([0n, 1n, 2n, 3n].map((blockNumber) => l1.client.getBlock({ blockNumber })));
      expect(blocks.map(({ number }) => number)).to.deep.equal([0n, 1n, 2n, 3n]);
      l1.close();
    }
  });

  it("hears from a contract why it refuses, over http and ws", async () => {
    for (const url of urls()) {
      const l1 = await connect(url, 31337);
      const { address } = await readDeployed(stage.folder, "Rollup", l1);
      const { simulate } = getContract({ address, abi: rollupAbi, client: l1.client });
      const refusal = await simulate.withdraw().catch((error: Error) => error.message);
      expect(refusal).to.match(/NoCredit/);
      l1.close();
    }
  });

  it("refuses another chain, no node, and what is no URL", async () => {
    for (const url of urls()) expect(await codeOf(() => connect(url, 1))).to.equal("WRONG_CHAIN");
    for (const url of ["http://127.0.0.1:1", "ws://127.0.0.1:1", "127.0.0.1:8545", "ftp://x", "http://", ""]) {
      expect(await codeOf(() => connect(url, 31337)), url).to.equal("RPC_UNREACHABLE");
    }
  });

  it("does not let a node tell it for how long to wait", async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      // An hour, from a node that is not busy at all.
      const busy = asked++ === 1;
      response.writeHead(busy ? 429 : 200, { "content-type": "application/json", "retry-after": "3600" });
      response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, ...(busy ? {} : { result: "0x7a69" }) }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { client } = await connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 31337);
    expect(await client.request({ method: "eth_chainId" })).to.equal("0x7a69");
    expect(asked).to.equal(3);
    server.close();
  });

  it("outlives the loss of its node, over ws too", async () => {
    const proxy = await TcpProxy.start(Number(new URL(stage.chain.url).port));
    for (const scheme of ["http", "ws"]) {
      const { client, close } = await connect(`${scheme}://127.0.0.1:${proxy.port}`, 31337);
      const ask = (): Promise<string> => client.request({ method: "eth_chainId" }, { retryCount: 0 });
      const unanswered = scheme === "ws" ? ask().catch(() => "lost") : "lost";
      proxy.goDown();
      expect(await unanswered).to.be.oneOf(["lost", "0x7a69"]);
      expect(await ask().catch(() => "lost")).to.equal("lost");
      proxy.comeUp();
      expect(await ask()).to.equal("0x7a69");
      close();
    }
    await proxy.close();
  });
});
