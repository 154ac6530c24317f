/** The settlement rules, searched to the end: see README.md here for what the model is and what it leaves out. */
import { expect } from "chai";
import { describe, it } from "mocha";
import { explore } from "./explore.ts";
import { MUTANTS } from "./mutants.ts";
import { soundRules, type Times } from "./rules.ts";
import { CHAIN, LIE_OF_TWO, LIES, ONE_BATCH, PROVEN, TREE } from "./scopes.ts";
import { canonicalKey, type Scope, type State } from "./state.ts";
import { narrate } from "./trace.ts";

/** The shortest times in which reaction, window and grace are all different instants from each other's ends. */
const SHORT: Times = { window: 2, grace: 2, reaction: 1 };

function expectSound(times: Times, scope: Scope): void {
  const rules = soundRules(times);
  const { violation, states, ends } = explore(rules, scope);
  expect(violation, narrate(rules, scope, violation?.path ?? [])).to.equal(undefined);
  expect(ends).to.be.greaterThan(0);
  console.log(`      ${states.toLocaleString("en")} states, ${ends} ends`);
}

/** The state without what only the bonds depend on. */
function withoutDisputes(state: State): string {
  const claims = state.claims.filter(({ status }) => status === "standing");
  return canonicalKey({ ...state, claims, disputes: [] });
}

describe("settlement model: no false final result, none stuck, every bond accounted for", function () {
  this.timeout(300_000);

  const times: Times[] = [
    SHORT,
    { window: 2, grace: 1, reaction: 1 },
    { window: 3, grace: 3, reaction: 2 },
    { window: 4, grace: 3, reaction: 3 },
    { window: 5, grace: 5, reaction: 2 },
    { window: 3, grace: 5, reaction: 0 },
  ];
  for (const time of times) {
    const name = `one batch, 5 claims and 3 lies, W = ${time.window}, G = ${time.grace}, R = ${time.reaction}`;
    it(name, () => expectSound(time, { ...ONE_BATCH, claims: 5, lies: 3 }));
  }

  const scopes: [string, Scope][] = [
    ["one batch, 5 claims, a lie that leads to the true result", { ...ONE_BATCH, claims: 5, lies: 3, twin: 3 }],
    ["the next batch on the truth and on a lie, 4 claims", { ...TREE, claims: 4 }],
    ["the same with a lie that leads to the true result", { ...TREE, claims: 4, twin: 2 }],
    ["the same, 5 claims and 1 lie", { ...TREE, claims: 5, lies: 1 }],
    ["three batches, each on the truth, 4 claims and 1 lie", { ...CHAIN, claims: 4, lies: 1 }],
    ["three batches, each on a lie, 5 claims and 1 lie", { ...LIES, claims: 5, lies: 1 }],
    ["disputes that last, one batch", { ...ONE_BATCH, disputes: "open" }],
    ["disputes that last, the next batch on the truth and on a lie", { ...TREE, lies: 1, disputes: "open" }],
    ["disputes that last, three batches, each on a lie", { ...LIES, disputes: "open" }],
    ["disputes that last, one at a time by the honest agent", { ...ONE_BATCH, disputes: "open", capacity: 1 }],
  ];
  for (const [name, scope] of scopes) it(name, () => expectSound(SHORT, scope));

  const lane = PROVEN.lane!;
  const proven: [string, Scope][] = [
    ["proofs, one of them false, one batch, 3 claims", { ...PROVEN, claims: 3 }],
    ["proofs, two of them false, one batch", { ...PROVEN, lane: { ...lane, forgeries: 2 } }],
    ["proofs, and a lie that leads to the true result", { ...PROVEN, claims: 3, twin: 2 }],
    ["proofs, and a proposer that revokes the lane at will", { ...PROVEN, lane: { ...lane, revocable: true } }],
    ["proofs during disputes that last", { ...PROVEN, lies: 1, disputes: "open" }],
    ["proofs on a lie", { ...LIE_OF_TWO, claims: 1, lies: 1, lane }],
  ];
  for (const [name, scope] of proven) it(name, () => expectSound(SHORT, scope));

  it("to open and decide a dispute at once loses nothing but locked bonds", () => {
    const [atomic, open] = (["atomic", "open"] as const).map((disputes) => {
      const reached = new Set<string>();
      const visit = (state: State) => void reached.add(withoutDisputes(state));
      explore(soundRules(SHORT), { ...ONE_BATCH, disputes }, { visit });
      return reached;
    });
    expect(open).to.deep.equal(atomic);
  });

  it("finality takes W + G - 1 + D with a bond for every dispute, W - 1 + n D with one for all", () => {
    const slowest = (capacity: number, claims: number) =>
      explore(soundRules(SHORT), { ...ONE_BATCH, claims, disputes: "open", disputeTicks: 5, capacity }).slowest;
    const { window, grace } = SHORT;
    expect(slowest(2, 2)).to.equal(window + grace - 1 + 5);
    expect(slowest(1, 2)).to.equal(window - 1 + 2 * 5);
  });

  describe("laxer rules fail", () => {
    for (const { name, wrong, scope, lax } of MUTANTS) {
      it(`${name}: ${wrong}`, () => {
        const sound = soundRules(SHORT);
        const rules = { ...sound, ...lax(sound) };
        const { states, violation } = explore(rules, scope, { sought: wrong });
        expect(violation?.wrong).to.equal(wrong);
        console.log(`        ${states} states: ${narrate(rules, scope, violation!.path)}`);
      });
    }
  });
});
