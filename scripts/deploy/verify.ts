/**
 * `npx hardhat run --build-profile default --network sepolia scripts/deploy/verify.ts`: shows the sources of a deployment's
 * contracts to the network's block explorers, Blockscout (no key) and Etherscan (docs/networks.md). Not tested live.
 */
import hre from "hardhat";
import { connect } from "../../src/chain/client.ts";
import { readNetwork } from "../../src/chain/network.ts";
import { constructionsOf } from "./constructions.ts";
import { submit } from "./submit.ts";

const { network: name } = hre.globalOptions;
const target = hre.config.networks[name];
if (target?.type !== "http") throw new TypeError(`hardhat.config.ts has no remote network called "${name}"`);
const { chainId } = readNetwork(name);
const l1 = await connect(await target.url.getUrl(), chainId);
const constructions = await constructionsOf(`deployments/${chainId}`, l1);
l1.close();
await submit(hre, constructions, ["blockscout", "etherscan"]);
