import { getContract, parseEventLogs } from "viem";
import { inboxAbi } from "../../src/chain/abi.ts";
import type { Court } from "../../src/chain/court.ts";
import { isSettled } from "../../src/rollup/query.ts";
import type { ClaimRecord, View } from "../../src/rollup/view.ts";

/**
 * Where the ether that a court's two contracts hold is not what they owe; a line for each. The rollup holds bonds, the Inbox
 * what was deposited into the ledger, and neither pays for the other.
 */
export async function insolvencies(court: Court, view: View): Promise<string[]> {
  return [...(await ofBonds(court, view)), ...(await ofBridge(court, view))];
}

/** What of lost bonds is burnt or fallen stays there too, so that there may be more. */
async function ofBonds({ facts, l1 }: Court, view: View): Promise<string[]> {
  const { bond } = facts;
  const owed = [...view.claims.values()].map((claim) => {
    const own = claim.status === "standing" && !hasFallen(view, claim) ? bond * BigInt(1 + claim.locks) : 0n;
    return own + BigInt(claim.rewards) * (bond / 2n);
  });
  const due = [...owed, ...view.credits.values()].reduce((sum, wei) => sum + wei, 0n);
  const balance = await l1.client.getBalance({ address: facts.rollup });
  return balance >= due ? [] : [`the rollup holds ${balance} wei and owes ${due} for bonds`];
}

/** It stands for another result than the final one; while nothing is final, it may yet come home. */
function hasFallen(view: View, { parent, result }: ClaimRecord): boolean {
  return (
    view.results.get(parent)?.decided === true &&
    isSettled(view, parent) &&
    view.results.get(result)?.status !== "final"
  );
}

/** docs/settlement.md, Bridge: to the wei, and as the events say it. */
async function ofBridge({ facts, l1 }: Court, view: View): Promise<string[]> {
  const inbox = getContract({ address: facts.inbox, abi: inboxAbi, client: l1.client }).read;
  const logs = await l1.client.getLogs({ address: facts.inbox, fromBlock: 0n });
  const events = parseEventLogs({ abi: inboxAbi, logs });
  const sum = (name: (typeof events)[number]["eventName"]): bigint =>
    events.reduce(
      (total, { eventName, args }) => (eventName === name && "amount" in args ? total + args.amount : total),
      0n,
    );
  const [balance, held, fee] = [
    await l1.client.getBalance({ address: facts.inbox }),
    await inbox.held(),
    await inbox.itemFee(),
  ];
  const [queued, consumed] = await inbox.items();
  const found: string[] = [];
  if (queued !== view.deposits.length) found.push(`the bridge has ${queued} items, the view ${view.deposits.length}`);
  const inside = sum("Deposited") - sum("Exited");
  if (held !== inside) found.push(`the bridge says that it holds ${held} wei; deposits less exits are ${inside}`);
  const due = held + sum("BridgeCredited") - sum("BridgePaid") + fee * BigInt(queued - consumed);
  if (balance !== due) found.push(`the bridge holds ${balance} wei and owes ${due}`);
  return found;
}
