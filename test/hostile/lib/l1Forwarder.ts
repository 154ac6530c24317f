import { concatHex, type Address, type Hex } from "viem";

/*
 * Two contracts in the machine's own words, so that nothing but what is written here runs. Both hand on what they were refused
 * with.
 */

/** Calls the first 20 bytes of its calldata with the rest of it. */
const RUNTIME: Hex = ("0x60143603806014" + "5f375f5f825f5f5f3560601c5af1" + "3d5f5f3e601f573d5ffd5b00") as Hex;

/** Code that deploys the forwarder. */
export const FORWARDER: Hex = concatHex(["0x6021806009", "0x5f395ff3", RUNTIME]);

/** Code that calls `target` while the contract is being made, and so has no code yet; nothing is left of it. */
export function callingConstructor(target: Address, data: Hex): Hex {
  return concatHex([
    "0x6031380380",
    "0x60315f39",
    "0x5f5f825f5f73",
    target,
    "0x5af1",
    "0x3d5f5f3e602f573d5ffd5b00",
    data,
  ]);
}
