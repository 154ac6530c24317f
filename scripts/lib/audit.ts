import { concat, getContract, keccak256, numberToHex, type Hex } from "viem";
import { inboxAbi, rollupAbi } from "../../src/chain/abi.ts";
import type { Court } from "../../src/chain/court.ts";
import { root } from "../../src/dispute/dissection.ts";
import { pack } from "../../src/dispute/position.ts";
import { childrenOf } from "../../src/rollup/query.ts";
import type { ClaimRecord, DisputeRecord, Result, View } from "../../src/rollup/view.ts";

const RESULT_STATUS = ["none", "claimed", "final", "dead"];
const STANDING = ["none", "standing", "refuted", "collected"];
const OVER: Hex = numberToHex(1, { size: 32 });

/** Where a view, folded from events, differs from what the contracts themselves say; a line for each difference. */
export async function differences(court: Court, view: View): Promise<string[]> {
  const found: string[] = [];
  const compare: Compare = (what, folded, said) => {
    if (folded !== said) found.push(`${what}: the view has ${String(folded)}, the contract ${String(said)}`);
  };
  await compareBatches(court, view, compare);
  await compareResults(court, view, compare);
  await compareClaims(court, view, compare);
  return found;
}

type Compare = (what: string, folded: unknown, said: unknown) => void;

async function compareBatches({ facts, l1 }: Court, view: View, compare: Compare): Promise<void> {
  const inbox = getContract({ address: facts.inbox, abi: inboxAbi, client: l1.client }).read;
  compare("number of batches", view.batches.length, Number(await inbox.count()));
  for (const { number, accumulator } of view.batches) {
    compare(`accumulator ${number}`, accumulator, await inbox.accumulator([BigInt(number)]));
  }
}

async function compareResults({ facts, l1 }: Court, view: View, compare: Compare): Promise<void> {
  const rollup = getContract({ address: facts.rollup, abi: rollupAbi, client: l1.client }).read;
  compare("head", view.head, await rollup.head());
  for (const result of view.results.values()) {
    const said = await rollup.result([result.id]);
    const words = [RESULT_STATUS[said.status], said.decided, said.batch, said.openedAt, said.claimedStates];
    const counts = [said.standingStates, said.standing];
    compare(`result ${result.id}`, resultLine(view, result), [...words, ...counts].join(" "));
  }
}

async function compareClaims({ facts, l1 }: Court, view: View, compare: Compare): Promise<void> {
  const rollup = getContract({ address: facts.rollup, abi: rollupAbi, client: l1.client }).read;
  for (const claim of view.claims.values()) {
    const { owner, standing, opened, rewards } = await rollup.claimant([claim.id]);
    const said = [owner.toLowerCase(), STANDING[standing], opened, rewards];
    compare(`claim ${claim.id}`, claimLine(claim), said.join(" "));
    compare(`credit of ${owner}`, view.credits.get(claim.owner) ?? 0n, await rollup.credit([owner]));
  }
  for (const dispute of view.disputes.values()) {
    compare(`dispute ${dispute.id}`, commitmentOf(dispute), await rollup.commitment([dispute.id]));
  }
}

function resultLine(view: View, { id, opening, status, decided, batch, openedAt = 0, claimedStates }: Result): string {
  const unrefuted = (claims: readonly ClaimRecord[]): ClaimRecord[] =>
    claims.filter((claim) => claim.status !== "refuted");
  const standingStates = new Set(unrefuted(childrenOf(view, id)).map(({ stateId }) => stateId)).size;
  const standing = unrefuted(childrenOf(view, opening.parent)).filter(({ result }) => result === id).length;
  return [status, decided, batch, openedAt, claimedStates, standingStates, standing].join(" ");
}

function claimLine({ owner, status, opened, rewards }: ClaimRecord): string {
  return [owner, status, opened, rewards].join(" ");
}

function commitmentOf({ over, hashes, position }: DisputeRecord): Hex {
  return over ? OVER : keccak256(concat([root(hashes), numberToHex(pack(position), { size: 32 })]));
}
