import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { concat, encodeAbiParameters, type Abi, type AbiParameter, type Address, type Hex } from "viem";
import { constructionsOf, type Construction } from "../../scripts/deploy/constructions.ts";
import { account, Stage } from "../../scripts/lib/stage.ts";
import { CONTRACT_SOURCES, OPTIONAL_CONTRACTS, readArtifact } from "../../src/chain/artifacts.ts";

describe("scripts/deploy: constructions", () => {
  let stage: Stage = undefined!;
  let constructions: readonly Construction[] = [];
  before(async () => {
    stage = await Stage.open({ guest: "toy", terms: { kind: "anchored", maxSteps: 65536, worstSeconds: 1 } });
    constructions = await constructionsOf(stage.folder, stage.l1);
  });
  after(() => stage.close());

  const of = (name: string): Construction => constructions.find((found) => found.name === name)!;

  /** Code with the arguments behind it, as an explorer puts them together to compare with what was sent. */
  function creationOf({ name, constructorArgs }: Construction): Hex {
    const { abi, bytecode } = readArtifact(name);
    const constructor = (abi as Abi).find(({ type }) => type === "constructor") as
      { inputs: AbiParameter[] } | undefined;
    return concat([bytecode as Hex, encodeAbiParameters(constructor?.inputs ?? [], constructorArgs)]);
  }

  /** What was sent to create the contracts, by their addresses, from L1 itself. */
  async function creationsOnL1(): Promise<Map<Address, Hex>> {
    const { client } = stage.l1;
    const creations = new Map<Address, Hex>();
    for (let number = 1n; number <= (await client.getBlockNumber()); number++) {
      for (const hash of (await client.getBlock({ blockNumber: number })).transactions) {
        const { contractAddress } = await client.getTransactionReceipt({ hash });
        if (contractAddress) creations.set(contractAddress, (await client.getTransaction({ hash })).input);
      }
    }
    return creations;
  }

  it("tells of each contract what its creation was called with", async () => {
    const creations = await creationsOnL1();
    expect(constructions.length).to.equal(Object.keys(CONTRACT_SOURCES).length - OPTIONAL_CONTRACTS.size);
    for (const name of constructions.map((found) => found.name).filter((name) => name !== "Inbox")) {
      const construction = of(name);
      expect(construction.contract).to.match(new RegExp(`^[\\w/-]+\\.sol:${name}$`));
      const sent = creations.get(construction.address.toLowerCase() as Address);
      expect(creationOf(construction) === sent, name).to.equal(true);
    }
  });

  it("tells of the Inbox, which the Rollup made, what makes its very code again", async () => {
    const params = [{ from: of("Rollup").address, data: creationOf(of("Inbox")) }, "latest"];
    const code = await stage.chain.provider.request({ method: "eth_call", params });
    expect(code).to.equal(await stage.l1.client.getCode({ address: of("Inbox").address as Address }));
  });

  it("names the Rollup's parameters", () => {
    const [parameters] = of("Rollup").constructorArgs as [Record<string, unknown>];
    expect(parameters).to.include({ sequencer: account(0).address, nary: 16, window: 120, bond: 10n ** 17n });
  });
});
