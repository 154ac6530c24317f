import type { Sent } from "../chain/sender.ts";
import { ether, grouped, short } from "./format.ts";
import type { JsonOptions } from "./options.ts";
import { show, table } from "./output.ts";

/** Shows the transactions of a command, in the order in which they were sent, or `none`. */
export function showSent(
  options: JsonOptions,
  transactions: readonly (readonly [action: string, sent: Sent])[],
  none = "",
): void {
  const rows = transactions.map(([action, { hash, gasUsed, gasPrice, block }]) => {
    return [action, short(hash), grouped(gasUsed), ether(gasUsed * gasPrice), grouped(block)];
  });
  show(options, transactions.map(plain), () =>
    rows.length === 0 ? [none] : table([["action", "transaction", "gas", "fee", "block"], ...rows]),
  );
}

function plain([action, { hash, gasUsed, gasPrice, block }]: readonly [string, Sent]): object {
  const feeWei = gasUsed * gasPrice;
  return { action, transaction: hash, gas: Number(gasUsed), feeWei, block: Number(block) };
}
