import { blockAt, tip } from "./answers.ts";
import type { L1 } from "./client.ts";
import { ChainError } from "./errors.ts";

/** What a transaction offers, wei per gas. */
export type Fees = { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint };

/**
 * What the node thinks a transaction needs; twice the base fee stands six full blocks.
 * @param cap wei per gas that is never exceeded
 * @throws ChainError FEE_CAP_REACHED when the base fee alone exceeds it
 */
export async function marketFees(l1: L1, cap: bigint): Promise<Fees> {
  const [{ baseFeePerGas = 0n }, wanted] = await Promise.all([blockAt(l1, "latest"), tip(l1)]);
  if (baseFeePerGas > cap) throw capped(l1, `The base fee is ${baseFeePerGas} wei per gas`, cap);
  const maxFeePerGas = least(2n * baseFeePerGas + wanted, cap);
  return { maxFeePerGas, maxPriorityFeePerGas: least(wanted, maxFeePerGas) };
}

/**
 * An offer that may take the place of another with the same nonce: nodes ask for 10 % to 12.5 % more of both fees. Doubled,
 * because who was restarted does not know what was offered before, and has to find it in a few steps.
 * @throws ChainError FEE_CAP_REACHED
 */
export function raised(l1: L1, { maxFeePerGas, maxPriorityFeePerGas }: Fees, cap: bigint): Fees {
  const more = least(2n * maxFeePerGas + 1n, cap);
  if (8n * more < 9n * maxFeePerGas) throw capped(l1, `An offer of ${maxFeePerGas} wei per gas is not enough`, cap);
  return { maxFeePerGas: more, maxPriorityFeePerGas: least(2n * maxPriorityFeePerGas + 1n, more) };
}

/** The better of two offers. */
export function better(a: Fees, b: Fees): Fees {
  const maxFeePerGas = most(a.maxFeePerGas, b.maxFeePerGas);
  return { maxFeePerGas, maxPriorityFeePerGas: most(a.maxPriorityFeePerGas, b.maxPriorityFeePerGas) };
}

function capped({ url }: L1, what: string, cap: bigint): ChainError {
  const fix = "Tried again at each look; to pay more, raise `gas_price_cap` in a network file of your own";
  return new ChainError("FEE_CAP_REACHED", { what: `${what}, the cap is ${cap}`, where: url, fix });
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
