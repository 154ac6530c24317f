import { concat, keccak256, numberToHex, type Abi, type Address, type Hex } from "viem";
import { root } from "../dispute/dissection.ts";
import { pack } from "../dispute/position.ts";
import { RollupError } from "../rollup/error.ts";
import { arrange, type Arranged } from "../rollup/query.ts";
import type { ClaimRecord, DisputeRecord, Result, View } from "../rollup/view.ts";
import type { ResultId } from "../types/resultId.ts";
import { inboxAbi, rollupAbi } from "./abi.ts";
import { unanswered, type L1 } from "./client.ts";

/*
 * A node that keeps back a log keeps back a claim, an opening or a move, and with it a clock that runs. What the contracts
 * themselves say at the same block shows it: every log that matters changes one of these values.
 */

/** One value of a contract, and what it must be if the view is whole. */
export type Probe = {
  readonly what: string;
  readonly address: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args: readonly unknown[];
  readonly expected: string;
  /** The contract's answer in the same form. */
  readonly said: (answer: never) => string;
};

type Where = { readonly inbox: Address; readonly rollup: Address };

/** Values of a contract asked for at one look. What a tried creation returns may be no longer than a contract's code, 24,576 bytes. */
const AT_ONCE = 48;

const RESULT_STATUS = ["none", "claimed", "final", "dead"];
const STANDING = ["none", "standing", "refuted", "collected"];

/** Compares a view with the contracts, a part of it at each look, so that a look costs the same however much others have posted. */
export class Prober {
  readonly #l1: L1;
  readonly #where: Where;
  #turn = 0;

  constructor(l1: L1, where: Where) {
    this.#l1 = l1;
    this.#where = where;
  }

  /** @throws RollupError LOGS_INCOMPLETE, ChainError RPC_UNREACHABLE */
  async requireWhole(view: View, blockNumber: bigint): Promise<void> {
    const parts = partProbes(view, this.#where);
    const from = this.#turn < parts.length ? this.#turn : 0;
    const some = [...wholeProbes(view, this.#where), ...parts.slice(from, from + AT_ONCE)];
    this.#turn = from + AT_ONCE;
    const answers = await this.#ask(some, blockNumber);
    for (const [i, { what, expected, said }] of some.entries()) {
      const found = said(answers[i] as never);
      if (found !== expected) throw incomplete(what, expected, found, this.#l1.url);
    }
  }

  async #ask(probes: readonly Probe[], blockNumber: bigint): Promise<readonly unknown[]> {
    const contracts = probes.map(({ address, abi, functionName, args }) => ({ address, abi, functionName, args }));
    try {
      return await this.#l1.client.multicall({
        contracts,
        allowFailure: false,
        // No contract has to be there for it: the calls travel in the code of a creation that is only tried.
        deployless: true,
        batchSize: 0,
        blockNumber,
      });
    } catch (error) {
      throw unanswered(error, this.#l1.url);
    }
  }
}

function wholeProbes(view: View, { inbox, rollup }: Where): Probe[] {
  const posted = { address: inbox, abi: inboxAbi as Abi, functionName: "count", args: [] };
  const final = { address: rollup, abi: rollupAbi as Abi, functionName: "head", args: [] };
  return [
    { ...posted, what: "number of batches", expected: String(view.batches.length), said: String },
    { ...final, what: "last final result", expected: view.head, said: String },
  ];
}

/** Everything on which something can still happen: results whose batch is open, claims on them that stand, their disputes. */
export function partProbes(view: View, { rollup }: Where): Probe[] {
  const arranged = arrange(view);
  const of = (functionName: string, args: readonly unknown[], what: string, expected: string): Omit<Probe, "said"> => {
    return { what, address: rollup, abi: rollupAbi as Abi, functionName, args, expected };
  };
  const [probes, open]: [Probe[], Set<ResultId>] = [[], new Set()];
  // A result is told of after the one that it builds on.
  for (const result of view.results.values()) {
    const { id, status, decided, opening } = result;
    if (decided || (status !== "final" && (status !== "claimed" || !open.has(opening.parent)))) continue;
    open.add(id);
    probes.push({ ...of("result", [id], `result ${id}`, resultLine(arranged, result)), said: saidOfResult });
    for (const claim of arranged.children.get(id) ?? []) {
      if (claim.status !== "standing") continue;
      probes.push({ ...of("claimant", [claim.id], `claim ${claim.id}`, claimLine(claim)), said: saidOfClaim });
    }
  }
  for (const dispute of view.disputes.values()) {
    const parent = view.claims.get(dispute.opener)?.parent;
    if (dispute.over || parent === undefined || !open.has(parent)) continue;
    const expected = commitmentOf(dispute);
    probes.push({ ...of("commitment", [dispute.id], `dispute ${dispute.id}`, expected), said: String });
  }
  return probes;
}

type SaidOfResult = {
  readonly status: number;
  readonly decided: boolean;
  readonly batch: bigint;
  readonly openedAt: number;
  readonly claimedStates: number;
  readonly standingStates: number;
  readonly standing: number;
};

function saidOfResult(said: SaidOfResult): string {
  const { status, decided, batch, openedAt, claimedStates, standingStates, standing } = said;
  return [RESULT_STATUS[status], decided, batch, openedAt, claimedStates, standingStates, standing].join(" ");
}

function resultLine({ children }: Arranged, result: Result): string {
  const { id, opening, status, decided, batch, openedAt = 0, claimedStates } = result;
  const unrefuted = (parent: ResultId): ClaimRecord[] =>
    (children.get(parent) ?? []).filter((claim) => claim.status !== "refuted");
  const standingStates = new Set(unrefuted(id).map(({ stateId }) => stateId)).size;
  const standing = unrefuted(opening.parent).filter((claim) => claim.result === id).length;
  return [status, decided, batch, openedAt, claimedStates, standingStates, standing].join(" ");
}

type SaidOfClaim = {
  readonly owner: Address;
  readonly standing: number;
  readonly opened: number;
  readonly rewards: number;
  readonly locks: number;
};

function saidOfClaim({ owner, standing, opened, rewards, locks }: SaidOfClaim): string {
  return [owner.toLowerCase(), STANDING[standing], opened, rewards, locks].join(" ");
}

function claimLine({ owner, status, opened, rewards, locks }: ClaimRecord): string {
  return [owner, status, opened, rewards, locks].join(" ");
}

function commitmentOf({ hashes, position }: DisputeRecord): Hex {
  return keccak256(concat([root(hashes), numberToHex(pack(position), { size: 32 })]));
}

function incomplete(what: string, expected: string, found: string, url: string): RollupError {
  return new RollupError("LOGS_INCOMPLETE", {
    what: `By its logs ${what} is ${expected}, the contract says ${found}`,
    where: url,
    fix: "Everything is read anew at the next look; if it goes on, use another node, which keeps all logs",
  });
}
