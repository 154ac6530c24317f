/** Parameters that Hermez' tools have as their defaults: transactions, levels of the tree, of them from L1, tokens of fees. */
const [TRANSACTIONS, LEVELS, FROM_L1, FEES] = [2048, 32, 256, 64];

/**
 * Constraints of Hermez' rollup for one transaction, by part, from the linear figures that its authors give for their
 * templates (github.com/hermeznetwork/circuits, tools/circuit-constraints.js at 47e5ec6). Not compiled by us.
 */
export function hermez(): { readonly parts: Readonly<Record<string, number>>; readonly total: number } {
  const dataBits = FROM_L1 * (2 * LEVELS + 528) + TRANSACTIONS * (2 * LEVELS + 48);
  const hashedBits = 2 * LEVELS + 3 * 256 + 16 + dataBits + FEES * LEVELS;
  const sha256 = 28_953 + 29_305 * Math.floor((hashedBits + 64) / 512);
  const perTransaction = (constraints: number): number => constraints / TRANSACTIONS;
  const parts = {
    "states and trees": 974 * LEVELS,
    "rest of a transaction": 14_552 + 5 * FEES,
    decoding: 4 * LEVELS + 1473,
    "SHA-256 of the data": perTransaction(sha256),
    "bits of the data": perTransaction(2 * dataBits + (48 + 2 * LEVELS) * FEES),
    "credited fees": perTransaction((483 * LEVELS + 2592) * FEES),
    "signals between transactions": 6 + 2 * (2 + FEES) + perTransaction(2 * (1 + 2 * FEES)),
  };
  return { parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}
