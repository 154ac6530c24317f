import type { Transfer } from "./transfers.ts";

/** With this the bank closes days: every account earns interest each day, and gets a statement at the end of each month of 30. */
export type Closing = {
  /** u32; a batch closes 360 at most. */
  readonly days: number;
  /** Of a year of 360 days, such as 0.05; every account earns a 360th of it a day. */
  readonly interest: number;
  /** Days that the bank has closed so far, u32. */
  readonly day: number;
};

/** Stands where a transfer has its sender. */
const BANK = 2 ** 32 - 1;

/** The record of a closing, to be encoded among transfers: its fields lie in the places of theirs. */
export function closing({ days, interest, day }: Closing): Transfer {
  return { from: BANK, to: days, amount: BigInt(Math.round((interest / 360) * 2 ** 32)), nonce: day };
}
