import { InvalidArgumentError } from "commander";
import { amountCode, feeCode } from "../ledger/amount.ts";

const UNITS: Readonly<Record<string, number>> = { ether: 18, gwei: 9, wei: 0 };

/** Parser of money: `0.5` or `0.5ether`, `20gwei`, `7wei`; the result is in wei. */
export function parseAmount(text: string): bigint {
  const [, whole = "", , fraction = "", unit = "ether"] = /^(\d+)(\.(\d+))?(ether|gwei|wei)?$/.exec(text) ?? [];
  const digits = UNITS[unit] ?? 0;
  if (whole === "" || fraction.length > digits) {
    throw new InvalidArgumentError("An amount is expected, such as 0.5 (ether), 20gwei or 7wei");
  }
  return BigInt(whole + fraction.padEnd(digits, "0"));
}

/** The same as a transaction of the ledger has it: about ten digits. */
export function parseTransferable(text: string): bigint {
  return requireCode(amountCode(parseAmount(text)), "The ledger knows amounts of ten digits; this one has more");
}

/** The same for fees: one or two digits. */
export function parseFee(text: string): bigint {
  return requireCode(feeCode(parseAmount(text)), "The ledger knows fees of one digit, or 10 to 15, and zeros behind");
}

function requireCode(code: bigint | undefined, why: string): bigint {
  if (code !== undefined) return code;
  throw new InvalidArgumentError(why);
}
