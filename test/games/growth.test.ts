import { expect } from "chai";
import { describe, it } from "mocha";
import { decide, type Belief } from "../../src/rollup/decide.ts";
import type { ClaimRecord, DisputeRecord, Result, View } from "../../src/rollup/view.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { ALLY, claim, dispute, GENESIS, LIE, ME, result, RIVAL, TIMING, TRUTH, viewOf, word } from "../rollup/views.ts";

/*
 * How much an honest agent has to look at for one decision, counted and not timed: it must grow no faster than what has
 * been posted, or a crowd that costs its makers n bonds would cost everybody else n squared.
 */

/** A map that counts what is read of it, entry by entry. */
class Counted<Key, Value> extends Map<Key, Value> {
  reads = 0;

  override get(key: Key): Value | undefined {
    this.reads++;
    return super.get(key);
  }

  override has(key: Key): boolean {
    this.reads++;
    return super.has(key);
  }

  override *values(): MapIterator<Value> {
    for (const value of super.values()) {
      this.reads++;
      yield value;
    }
  }
}

type Crowd = { readonly view: View; readonly path: readonly Belief[] };

/** Entries read for one decision of the honest agent. */
function readsOf({ view, path }: Crowd, now: number): number {
  const counted = {
    results: new Counted(view.results),
    claims: new Counted(view.claims),
    disputes: new Counted(view.disputes),
  };
  decide({ ...view, ...counted }, path, { address: ME, claims: "whenDisputed" }, TIMING, now);
  return counted.results.reads + counted.claims.reads + counted.disputes.reads;
}

/** `n` rivals and `n` allies; half of the rivals have met us. */
function sybils(n: number): Crowd {
  const mine = claim(ME, TRUTH);
  const rivals = Array.from({ length: n }, (_, nonce) => claim(RIVAL, LIE, { nonce }));
  const allies = Array.from({ length: n }, (_, nonce) => claim(ALLY, TRUTH, { nonce: nonce + 1 }));
  const disputes = rivals.slice(n / 2).map((rival) => dispute(rival, mine));
  return { view: viewOf([mine, ...rivals, ...allies], { disputes }), path: [belief(GENESIS, 0)] };
}

function belief(parent: ResultId, depth: number): Belief {
  return { parent, end: depth === 0 ? TRUTH : end(depth), result: at(depth + 1) };
}

const end = (depth: number): StateHash => word(`end ${depth}`) as StateHash;
const at = (depth: number): ResultId => (depth === 0 ? GENESIS : (word(`result ${depth}`) as ResultId));

/** A chain of `n` batches, none final yet, each claimed by us and by a rival that we have met. */
function chain(n: number): Crowd {
  const claims: ClaimRecord[] = [];
  const disputes: DisputeRecord[] = [];
  const results: Result[] = [];
  const path: Belief[] = [];
  for (let depth = 0; depth < n; depth++) {
    const place = { parent: at(depth), result: at(depth + 1) };
    const mine = claim(ME, belief(at(depth), depth).end, place);
    const rival = claim(RIVAL, LIE, { parent: at(depth) });
    claims.push(mine, rival);
    disputes.push(dispute(rival, mine));
    results.push(result(at(depth + 1), { batch: depth + 1, openedAt: 0 }, at(depth)));
    path.push(belief(at(depth), depth));
  }
  return { view: viewOf(claims, { results, disputes }), path };
}

describe("the work of one decision", () => {
  const cases: [string, (n: number) => Crowd][] = [
    ["rivals and allies about one batch", sybils],
    ["batches that are not final yet", chain],
  ];
  for (const [what, make] of cases) {
    it(`grows no faster than the number of ${what}`, () => {
      for (const now of [1, TIMING.window + TIMING.grace + TIMING.allowance]) {
        const [few, many] = [250, 1_000].map((n) => readsOf(make(n), now));
        expect(many / few, `${few} entries read of 250, ${many} of 1000`).to.be.at.most(4.2);
      }
    });
  }
});
