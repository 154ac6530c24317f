import type { Hex } from "./hex.ts";

/** An L1 account, 20 bytes, lower case: compared as text. */
export type Address = Hex;

/** Brings an address of any spelling (checksummed or not) into the one that is compared. */
export function toAddress(text: string): Address {
  return text.toLowerCase() as Address;
}
