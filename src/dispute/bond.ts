import { rounds, type SearchDefinition } from "./search.ts";

/*
 * The size of a bond and where it goes; mirrors contracts/dispute/Bond.sol. Half of a refuted claim's bond is burnt and half
 * goes to the winner. Each half is to cover all the gas of one side, so that losing to oneself or to a friend costs no less
 * than an honest side spends, and winning costs an honest side nothing. Gas figures are upper bounds of what
 * bench/dispute-gas.ts measures (a test compares).
 */

/** Gas of making a claim. */
export const CLAIM_GAS = 120_000;
/** Gas of opening a dispute, beyond what its dissection costs. */
export const OPEN_GAS = 30_000;
/** Gas that every dissection costs. */
export const MOVE_GAS = 40_000;
/** Gas that each hash adds to a dissection. */
export const HASH_GAS = 1_300;
/** Gas of the one-step proof of the dearest instruction, and of resolving the dispute. */
export const STEP_GAS = 500_000;

/** Upper bound of the gas that one side of a dispute spends: its claim, every second dissection, the step. */
export function sideGas(search: SearchDefinition): number {
  const dissections = Math.ceil(rounds(search) / 2);
  return CLAIM_GAS + OPEN_GAS + dissections * (MOVE_GAS + search.nary * HASH_GAS) + STEP_GAS;
}

/** The least bond, in wei, that is safe while gas costs at most `gasPriceCap` wei. */
export function minimum(search: SearchDefinition, gasPriceCap: bigint): bigint {
  return 2n * BigInt(sideGas(search)) * gasPriceCap;
}

/** The winner's share of a lost bond, in wei; the rest, never the smaller part, is burnt. */
export function reward(bond: bigint): bigint {
  return bond / 2n;
}
