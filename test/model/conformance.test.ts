/** Walks through the model, played on the real contracts: both accept and refuse the same calls. */
import { before, describe, it } from "mocha";
import { Random } from "../guest/random.ts";
import { apply } from "./apply.ts";
import { startChain } from "./chain.ts";
import { conceivable, type Move } from "./moves.ts";
import { Player } from "./player.ts";
import { accepts, soundRules } from "./rules.ts";
import { CHAIN_OF_TWO, LIES, ONE_BATCH, PROVEN, TREE } from "./scopes.ts";
import { situation } from "./situation.ts";
import type { Scope, State } from "./state.ts";
import { cover, walk, type Step } from "./walk.ts";

const SEED = 1;
const RULES = soundRules({ window: 2, grace: 2, reaction: 1 });
/** Walks drawn in each scope, and how many of them are played. */
const DRAWN = 200;
const PLAYED = 8;

/** A verifier that lets one false proof through, and a proposer that revokes at will; a timelock as long as W. */
const LANE = { ...PROVEN.lane!, timelock: 2, revocable: true };

/** Many claims, disputes that last, and a second lie that leads to the true result. */
const SCOPES: [string, Scope][] = (
  [
    ["one batch", ONE_BATCH],
    ["a tree", TREE],
    ["lies upon lies", LIES],
    ["one batch with proofs", { ...ONE_BATCH, lane: LANE }],
    ["two batches with proofs", { ...CHAIN_OF_TWO, lane: { ...LANE, forgeries: 2, prover: false } }],
  ] as const
).map(([name, scope]) => [name, { ...scope, claims: 5, disputes: "open", twin: 2 }]);

/** Moves that the contract must refuse. Open disputes end by the clock, which is another test's matter. */
function refused(scope: Scope, state: State): Move[] {
  const isCall = ({ kind }: Move) => kind !== "close" && kind !== "decide";
  return conceivable(scope, state).filter((move) => isCall(move) && !accepts(RULES, scope, state, move));
}

/** Plays a walk and, in each of its states, tries what is refused there in a situation that is not in `seen`. */
async function play(scope: Scope, steps: readonly Step[], seen: Set<string>): Promise<void> {
  const player = new Player(await startChain(RULES, scope.parents.length, scope.lane), scope);
  for (const step of steps) {
    const { state } = step;
    for (const move of refused(scope, state)) {
      const name = situation(RULES, scope, state, move);
      if (!seen.has(name) && (await player.refuses(state, move))) seen.add(name);
    }
    seen.add(situation(RULES, scope, state, step.move));
    await player.play(step);
    const after = apply(RULES, scope, state, step.move);
    await player.audit(after.state, after.flow);
  }
  await player.auditEnd();
}

describe("settlement model and contracts agree", function () {
  this.timeout(300_000);

  for (const [name, scope] of SCOPES) {
    describe(name, () => {
      const seen = new Set<string>();
      let walks: Step[][] = [];
      before(() => {
        const random = new Random(SEED);
        const drawn = Array.from({ length: DRAWN }, () => walk(RULES, scope, random));
        walks = cover(RULES, scope, drawn, PLAYED);
      });
      for (let i = 0; i < PLAYED; i++) {
        it(`walk ${i + 1} of seed ${SEED}`, async () => {
          await play(scope, walks[i], seen);
          console.log(`        ${walks[i].length} moves; ${seen.size} situations so far`);
        });
      }
    });
  }
});
