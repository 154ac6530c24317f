import { expect } from "chai";
import { Random } from "../../scripts/lib/random.ts";
import type { Stage } from "../../scripts/lib/stage.ts";
import { Trial, type Honest } from "./trial.ts";

/** What an agent may say while L1 changes under it. */
const LOUD = new Set(["RPC_UNSTEADY", "CALL_REVERTED", "TRANSACTION_REVERTED"]);

/** Most reorganisations in one trial. */
const MOST = 8;

/**
 * Plays a trial to its usual end on an L1 that takes back, now and then, what both sides did in some looks, and goes on with
 * other blocks, fewer or more. @returns the number of reorganisations
 */
export async function winWithReorganisations(stage: Stage, honest: Honest, seed: number): Promise<number> {
  const random = new Random(seed);
  const request = (method: string, params: unknown[] = []): Promise<unknown> =>
    stage.chain.provider.request({ method, params });
  let [kept, count]: [unknown, number] = [undefined, 0];
  const { verdict, setbacks } = await Trial.play(stage, honest, stage.chain.url, async (round) => {
    // What was kept before a clock was let run out is too old.
    if (round === 0 || kept === undefined) kept = await request("evm_snapshot");
    if (round === 0 || count === MOST || random.below(2) > 0) return;
    await request("evm_revert", [kept]);
    for (let blocks = random.below(4); blocks > 0; blocks--) await request("evm_mine");
    [kept, count] = [undefined, count + 1];
  });
  const liar = honest === "sequencer" ? "challenger" : "sequencer";
  const earned = stage.court.bond / 2n;
  expect(verdict).to.deep.equal({ final: 1, truthful: true, refuted: [liar], claims: 1, earned });
  expect(setbacks.filter((code) => !LOUD.has(code))).to.deep.equal([]);
  return count;
}
