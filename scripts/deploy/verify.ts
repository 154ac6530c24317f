/**
 * `npx hardhat run --network sepolia scripts/deploy/verify.ts`: shows the sources of a deployment's contracts to the
 * network's block explorers. Keys and URLs are Hardhat's configuration variables (docs/networks.md). Not tested live.
 */
import { verifyContract } from "@nomicfoundation/hardhat-verify/verify";
import hre from "hardhat";
import { connect } from "../../src/chain/client.ts";
import { readNetwork } from "../../src/chain/network.ts";
import { constructionsOf } from "./constructions.ts";

const { network: name } = hre.globalOptions;
const { chainId } = readNetwork(name);
const target = hre.config.networks[name];
if (target?.type !== "http") throw new TypeError(`hardhat.config.ts has no remote network called ${name}`);
const l1 = await connect(await target.url.getUrl(), chainId);

for (const { name: contractName, address, contract, constructorArgs } of await constructionsOf(
  `deployments/${chainId}`,
  l1,
)) {
  console.log(`${contractName} at ${address}`);
  await verifyContract({ address, contract, constructorArgs: [...constructorArgs] }, hre);
}
l1.close();
