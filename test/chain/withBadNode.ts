import { expect } from "chai";
import type { Stage } from "../../scripts/lib/stage.ts";
import { BadNode, type Mischief } from "./badNode.ts";
import { Trial, type Honest } from "./trial.ts";

/** What an agent may say of a bad node, and go on. */
const LOUD = new Set([
  "RPC_UNREACHABLE",
  "RPC_ANSWER_INVALID",
  "RPC_UNSTEADY",
  "RPC_REFUSED",
  "LOGS_INCOMPLETE",
  "BATCH_MISMATCH",
  "CALL_REVERTED",
  "TRANSACTION_REPLACED",
  "TRANSACTION_TIMEOUT",
  "FEE_CAP_REACHED",
  "FUNDS_INSUFFICIENT",
  "DEPLOYMENT_MISMATCH",
]);

/** How the honest side of a trial is connected, and what its node does to one request in `oneIn`. */
export type Connection = {
  readonly honest: Honest;
  readonly scheme: "http" | "ws";
  readonly kinds: readonly Mischief[];
  readonly oneIn: number;
  readonly seed: number;
};

/** Plays a trial to its end, which is that of a trial with a good node, to the wei. */
export async function winWithBadNode(stage: Stage, { honest, scheme, kinds, oneIn, seed }: Connection): Promise<void> {
  const node = await BadNode.start(stage.chain.url, seed, kinds, oneIn);
  try {
    const { verdict, setbacks } = await Trial.play(stage, honest, node.url(scheme));
    const liar = honest === "sequencer" ? "challenger" : "sequencer";
    const earned = stage.court.bond / 2n;
    expect(verdict).to.deep.equal({ final: 1, truthful: true, refuted: [liar], claims: 1, earned });
    expect(setbacks.filter((code) => !LOUD.has(code))).to.deep.equal([]);
    expect(node.done).to.not.have.length(0);
  } catch (error) {
    throw new Error(`seed ${seed}; what the node did: ${node.done.join("; ")}`, { cause: error });
  } finally {
    await node.close();
  }
}
