import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { JsonRpcServer } from "hardhat/types/network";
import { after, before, describe, it } from "mocha";
import type { Address } from "viem";
import config from "../../hardhat.config.ts";
import { constructionsOf, type Construction } from "../../scripts/deploy/constructions.ts";
import { submit } from "../../scripts/deploy/submit.ts";
import { connect } from "../../src/chain/client.ts";
import { deployCourt } from "../../src/chain/deploy.ts";
import { readNetwork } from "../../src/chain/network.ts";
import { packagePath } from "../../src/chain/package.ts";
import { plainProvider } from "../../src/chain/provider.ts";
import { loadProgram } from "../../src/machine/program.ts";
import { registrationOf } from "../../src/rollup/load.ts";

type Input = { readonly sources: object; readonly settings: { readonly viaIR?: boolean } };

/** Of a chain that the plugin takes for a remote one. */
const CHAIN_ID = 560048;

/** A block explorer as far as verifying goes: knows no source, and believes every one it is shown. */
class Explorer {
  readonly shown: URLSearchParams[] = [];
  readonly #server: Server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const action = new URL(request.url ?? "", "http://explorer").searchParams.get("action");
      if (action === "verifysourcecode") this.shown.push(new URLSearchParams(body));
      const result = action === "getsourcecode" ? [] : action === "checkverifystatus" ? "Pass - Verified" : "guid";
      const status = action === "getsourcecode" ? "0" : "1";
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ status, message: "OK", result }));
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

describe("scripts/deploy: submit", () => {
  const explorer = new Explorer();
  let [node, folder]: [JsonRpcServer, string] = [undefined!, ""];
  let environment: (buildProfile?: string) => Promise<HardhatRuntimeEnvironment> = undefined!;
  let constructions: Construction[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "assize-verify-"));
    const chain = await createHardhatRuntimeEnvironment(
      { networks: { remote: { type: "edr-simulated", chainType: "l1", hardfork: "osaka", chainId: CHAIN_ID } } },
      {},
      packagePath(""),
    );
    node = await chain.network.createServer("remote", "127.0.0.1", 0);
    const url = `http://127.0.0.1:${(await node.listen()).port}`;
    constructions = await deployed(url);
    const blockscout = { url: "http://explorer", apiUrl: await explorer.listen() };
    const chainDescriptors = {
      [CHAIN_ID]: { name: "remote", chainType: "l1", blockExplorers: { blockscout } },
    } as const;
    const networks = { ...config.networks, remote: { type: "http", chainType: "l1", url } } as const;
    environment = (buildProfile) => {
      const options = { network: "remote", ...(buildProfile === undefined ? {} : { buildProfile }) };
      return createHardhatRuntimeEnvironment({ ...config, networks, chainDescriptors }, options, packagePath(""));
    };
  });
  after(async () => {
    explorer.close();
    rmSync(folder, { recursive: true });
    await node.close();
  });

  async function deployed(url: string): Promise<Construction[]> {
    const l1 = await connect(url, CHAIN_ID);
    const provider = plainProvider(l1.client, url);
    const [from] = (await provider.request({ method: "eth_accounts" })) as [Address];
    const { program } = loadProgram(readFileSync(packagePath("guest/toy/toy.elf")));
    const terms = { kind: "anchored", maxSteps: 65536, worstSeconds: 1 } as const;
    const { court } = readNetwork("local");
    const genesisOutput = `0x${"00".repeat(32)}` as const;
    await deployCourt(
      l1,
      provider,
      from,
      { program: registrationOf(program, terms), sequencer: from, genesisOutput, court },
      folder,
    );
    return constructionsOf(folder, l1);
  }

  it("shows the explorer every contract, with source, compiler and arguments that Hardhat has checked against L1", async () => {
    const { log } = console;
    console.log = () => {};
    await submit(await environment("default"), constructions, ["blockscout"]).finally(() => (console.log = log));
    expect(explorer.shown.map((form) => form.get("contractaddress"))).to.deep.equal(
      constructions.map(({ address }) => address),
    );
    for (const [i, form] of explorer.shown.entries()) {
      const { sources, settings } = JSON.parse(form.get("sourceCode")!) as Input;
      const { name } = constructions[i]!;
      expect(Object.keys(sources).join()).to.include(`${name}.sol`);
      expect(settings).to.deep.include({ evmVersion: "osaka", optimizer: { enabled: true, runs: 1_000_000 } });
      expect(settings.viaIR, name).to.equal(!name.startsWith("Poseidon"));
      expect(form.get("compilerversion")).to.match(/^v0\.8\.\d+\+commit/);
    }
  });

  it("refuses to show what was not deployed: another build profile makes other code", async () => {
    const refusal = await submit(await environment(), constructions, ["blockscout"]).catch(
      (error: Error) => error.message,
    );
    expect(refusal).to.equal("start Hardhat with --build-profile default");
  });
});
