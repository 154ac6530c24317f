import { HASH_GAS, MOVE_GAS, OPEN_GAS, sideGas, STEP_GAS } from "../dispute/bond.ts";
import { definition, rounds } from "../dispute/search.ts";
import type { Address } from "../types/address.ts";
import type { ClaimId } from "../types/claimId.ts";
import type { Action } from "./decide.ts";
import type { Rules } from "./fold.ts";
import type { View } from "./view.ts";

/*
 * A bond at stake that its owner cannot defend for want of gas is lost with the truth it stands for. So nothing more is put
 * at stake than what the account can also defend, at the highest gas price it may have to pay.
 */

/** What an account can spend, wei and wei per gas. */
export type Purse = { readonly balance: bigint; readonly gasPrice: bigint };

/** What a court asks for, as far as money goes. */
export type Price = { readonly bond: bigint; readonly rules: Pick<Rules, "maxSteps" | "nary"> };

/** Actions that the purse allows, in their order, and those that it does not, with the wei that each lacks. */
export type Funding = {
  readonly affordable: readonly Action[];
  readonly short: readonly { readonly action: Action; readonly missing: bigint }[];
};

/** Whether an action puts money at stake, or opens what has to be paid for later. */
export function risks({ kind }: Action): boolean {
  return kind === "claim" || kind === "open";
}

/**
 * Sorts out what would put at stake more than `purse` can defend. What defends or ends something that is open already always
 * goes: the gas for it was reserved when that was begun.
 *
 * @param actions most urgent first
 */
export function afford(
  actions: readonly Action[],
  view: View,
  me: Address,
  { bond, rules }: Price,
  { balance, gasPrice }: Purse,
): Funding {
  const { maxSteps, nary } = rules;
  const [affordable, short]: [Action[], Funding["short"][number][]] = [[], []];
  const { gas, undisputed } = obligations(view, me, rules);
  let left = balance - BigInt(gas) * gasPrice;
  for (const action of actions) {
    const price = { bond: 0n, gas: 0 };
    if (action.kind === "claim") [price.bond, price.gas] = [bond, sideGas(definition(maxSteps, nary))];
    if (action.kind === "open") {
      // One dispute is reserved for from the claim on.
      if (!undisputed.delete(action.mine.id)) price.gas = OPEN_GAS + disputeGas(maxSteps, nary);
      if (action.locks) price.bond = bond;
    }
    const cost = price.bond + BigInt(price.gas) * gasPrice;
    if (risks(action) && left < cost) {
      short.push({ action, missing: cost - left });
    } else {
      affordable.push(action);
      left -= cost;
    }
  }
  return { affordable, short };
}

/** Gas that an account may still have to spend: on each of its open disputes, and on one for each open claim without any. */
function obligations(
  view: View,
  me: Address,
  { maxSteps, nary }: Price["rules"],
): { gas: number; undisputed: Set<ClaimId> } {
  const undisputed = new Set<ClaimId>();
  for (const { id, owner, status, parent } of view.claims.values()) {
    const on = view.results.get(parent);
    if (owner === me && status === "standing" && on?.decided === false && on.status !== "dead") undisputed.add(id);
  }
  const open = new Set(undisputed);
  let gas = 0;
  for (const { opener, responder, over, position } of view.disputes.values()) {
    const mine = [opener, responder].find((claim) => open.has(claim));
    if (over || mine === undefined) continue;
    undisputed.delete(mine);
    gas += disputeGas(position.length, nary);
  }
  return { gas: gas + undisputed.size * (OPEN_GAS + disputeGas(maxSteps, nary)), undisputed };
}

/** Upper bound of the gas of one side for what is left of a dispute over `length` steps. */
function disputeGas(length: number, nary: number): number {
  return Math.ceil(rounds(definition(length, nary)) / 2) * (MOVE_GAS + nary * HASH_GAS) + STEP_GAS;
}
