/** Scopes of the settlement model that take minutes. */
import { expect } from "chai";
import { describe, it } from "mocha";
import { explore } from "./explore.ts";
import { soundRules } from "./rules.ts";
import { CHAIN_OF_TWO, ONE_BATCH, PROVEN, TREE } from "./scopes.ts";
import type { Scope } from "./state.ts";
import { narrate } from "./trace.ts";

const RULES = soundRules({ window: 2, grace: 2, reaction: 1 });

describe("settlement model, large scopes", function () {
  this.timeout(3_600_000);

  const scopes: [string, Scope][] = [
    ["disputes that last, one batch, 4 claims", { ...ONE_BATCH, claims: 4, disputes: "open" }],
    ["disputes that last, the next batch on the truth and on a lie, 2 lies", { ...TREE, disputes: "open" }],
  ];
  scopes.push(
    ["proofs of two batches, each on the truth", { ...CHAIN_OF_TWO, claims: 1, lies: 1, lane: PROVEN.lane! }],
    ["proofs on the truth and on a lie", { ...TREE, claims: 1, lies: 1, lane: PROVEN.lane! }],
    ["proofs during disputes that last, 2 lies", { ...PROVEN, disputes: "open" }],
  );
  for (const [name, scope] of scopes) {
    it(name, () => {
      const { violation, states, ends } = explore(RULES, scope);
      expect(violation, narrate(RULES, scope, violation?.path ?? [])).to.equal(undefined);
      expect(ends).to.be.greaterThan(0);
      console.log(`      ${states.toLocaleString("en")} states, ${ends} ends`);
    });
  }
});
