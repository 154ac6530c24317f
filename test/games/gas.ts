import { CLAIM_GAS, HASH_GAS, MOVE_GAS, OPEN_GAS, STEP_GAS } from "../../src/dispute/bond.ts";

/**
 * What a call may cost at most, in gas, whatever has been posted: the bounds that bonds are made of (docs/dispute.md, Bonds), and
 * for calls that a bond does not have to pay, bounds of their own.
 */
export function gasBound(functionName: string, nary: number): number {
  const list = MOVE_GAS + nary * HASH_GAS;
  const bounds: Record<string, number> = {
    claim: CLAIM_GAS,
    open: OPEN_GAS + list,
    move: list,
    prove: STEP_GAS,
    resolve: 110_000,
    finalize: 60_000,
    abandon: 50_000,
    collect: 70_000,
    withdraw: 40_000,
  };
  return bounds[functionName] ?? 0;
}
