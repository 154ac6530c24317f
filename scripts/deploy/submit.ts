import { verifyContract } from "@nomicfoundation/hardhat-verify/verify";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Construction } from "./constructions.ts";

/** The build profile that deployed contracts come from; the plugin would take `production`, which makes other code of the same sources. */
const PROFILE = "default";

/**
 * Shows each contract to each explorer, of which Hardhat's plugin knows the API; what is verified already stays as it is.
 * @throws TypeError where Hardhat was started for another build profile
 */
export async function submit(
  hre: HardhatRuntimeEnvironment,
  constructions: readonly Construction[],
  explorers: readonly ("blockscout" | "etherscan")[],
): Promise<void> {
  if (hre.globalOptions.buildProfile !== PROFILE) throw new TypeError(`start Hardhat with --build-profile ${PROFILE}`);
  for (const provider of explorers) {
    for (const { name, address, contract, constructorArgs } of constructions) {
      console.log(`${provider}: ${name} at ${address}`);
      await verifyContract({ address, contract, constructorArgs: [...constructorArgs], provider }, hre);
    }
  }
}
