import { expect } from "chai";
import { describe, it } from "mocha";
import { CLAIM_GAS, HASH_GAS, MOVE_GAS, OPEN_GAS, sideGas, STEP_GAS } from "../../src/dispute/bond.ts";
import { definition } from "../../src/dispute/search.ts";
import type { Action } from "../../src/rollup/decide.ts";
import { afford } from "../../src/rollup/reserve.ts";
import { ALLY, claim, dispute, LIE, ME, RIVAL, viewOf } from "./views.ts";

/* 2^12 steps, 4-ary: six rounds, three dissections for each side. */
const [PRICE, GAS_PRICE] = [{ bond: 1_000_000n, rules: { maxSteps: 4096, nary: 4 } }, 2n];
const SIDE = sideGas(definition(4096, 4));
const DISPUTE = SIDE - CLAIM_GAS;
const cost = (gas: number): bigint => BigInt(gas) * GAS_PRICE;

const mine = claim(ME, LIE);
const rivals = [RIVAL, ALLY].map((owner, nonce) => claim(owner, `0x${"ab".repeat(31)}0${nonce}` as never));
const [first, second] = rivals as [typeof mine, typeof mine];
const claiming: Action = { kind: "claim", belief: { parent: mine.parent, end: mine.end, result: mine.result } };
const opening = (rival: typeof mine, locks: boolean): Action => ({ kind: "open", mine, rival, locks });

/** What of `actions` a balance allows, and what the others lack. */
function sorted(actions: readonly Action[], balance: bigint, view = viewOf([mine, ...rivals])): string[] {
  const { affordable, short } = afford(actions, view, ME, PRICE, { balance, gasPrice: GAS_PRICE });
  return [
    ...affordable.map(({ kind }) => kind),
    ...short.map(({ action, missing }) => `${action.kind} lacks ${missing}`),
  ];
}

describe("reserve", () => {
  it("asks of a claim its bond and all the gas of a dispute about it, at the price cap", () => {
    const due = PRICE.bond + cost(SIDE);
    expect(sorted([claiming], due, viewOf([]))).to.deep.equal(["claim"]);
    expect(sorted([claiming], due - 1n, viewOf([]))).to.deep.equal(["claim lacks 1"]);
    expect(sorted([claiming, claiming], due + 5n, viewOf([]))).to.deep.equal(["claim", `claim lacks ${due - 5n}`]);
  });

  it("keeps one dispute's gas for each claim that has none yet, so that the first opening needs nothing more", () => {
    expect(sorted([opening(first, false)], cost(DISPUTE))).to.deep.equal(["open"]);
    expect(sorted([claiming], PRICE.bond + cost(SIDE))).to.deep.equal([`claim lacks ${cost(DISPUTE)}`]);
  });

  it("asks of each further opening its lock and its gas", () => {
    const both = [opening(first, false), opening(second, true)];
    const due = cost(2 * DISPUTE) + PRICE.bond;
    expect(sorted(both, due)).to.deep.equal(["open", "open"]);
    expect(sorted(both, due - 1n)).to.deep.equal(["open", "open lacks 1"]);
  });

  it("keeps what the rest of an open dispute needs, and lets what is open go on with nothing at all", () => {
    const one = dispute(mine, first, { openerMoves: true });
    const view = viewOf([mine, ...rivals], { disputes: [one] });
    // Two rounds are left: one dissection of ours and the step.
    const left = cost(MOVE_GAS + 4 * HASH_GAS + STEP_GAS);
    const due = left + PRICE.bond + cost(DISPUTE);
    expect(DISPUTE).to.equal(OPEN_GAS + 3 * (MOVE_GAS + 4 * HASH_GAS) + STEP_GAS);
    expect(sorted([opening(second, true)], due, view)).to.deep.equal(["open"]);
    expect(sorted([opening(second, true)], due - 1n, view)).to.deep.equal(["open lacks 1"]);
    const actions: Action[] = [
      { kind: "answer", dispute: one },
      opening(second, true),
      { kind: "withdraw", amount: 1n },
    ];
    expect(sorted(actions, 0n, view)).to.deep.equal(["answer", "withdraw", `open lacks ${due}`]);
    const over = viewOf([mine, ...rivals], { disputes: [{ ...one, over: true }] });
    expect(sorted([opening(second, true)], cost(DISPUTE), over)).to.deep.equal([`open lacks ${PRICE.bond}`]);
  });
});
