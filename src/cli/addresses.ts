import { InvalidArgumentError } from "commander";
import { isAddress, type Address } from "viem";

/** Parser of an account of the L1, apart from the others (values.ts): the library behind it takes long to load. */
export function parseAddress(text: string): Address {
  if (isAddress(text)) return text;
  throw new InvalidArgumentError("An address is expected: 0x and 40 hex digits; mixed case must be its checksum");
}
