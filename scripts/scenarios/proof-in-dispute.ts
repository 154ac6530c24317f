import { amountCode } from "../../src/ledger/amount.ts";
import { provenCircuit } from "../lib/devLane.ts";
import { person } from "../lib/ledgerStage.ts";
import { tellLedger } from "../lib/ledgerStory.ts";
import type { Options, Outcome } from "../lib/story.ts";

const ETHER = 10n ** 18n;
const ANNA = person(1);

/**
 * A dispute about a ledger's batch is in full course when a validity proof of it is accepted, really made with the INSECURE
 * development key. When the airgap ends the proof settles the batch: the dispute closes without a loser, the honest bond goes
 * back, the liar's is nobody's, and no one earns anything.
 */
export async function proofInDispute(options: Options = {}): Promise<Outcome> {
  const { circuit } = await provenCircuit();
  return tellLedger("proof-in-dispute", options, async (story, world) => {
    const sequencer = await story.sequencer({ 2: { kind: "output", step: 60_000 } });
    const challenger = await story.challenger();
    const prover = await world.prover(circuit);

    await world.deposit("anna", ANNA, 3n * ETHER);
    await world.postQueue("prover");
    await story.settle(sequencer, challenger);
    await story.closeWindows(sequencer, challenger);

    const order = { from: 0, to: 0, amount: amountCode(ETHER)!, fee: 0n };
    await world.post([world.ledger.signed(ANNA, 0, order)]);
    for (let look = 0; look < 4; look++) for (const side of [sequencer, challenger]) await side.tick();
    const [dispute] = [...(await story.view()).disputes.values()];
    story.require(dispute !== undefined && !dispute.over, "there is no dispute that the proof could come into");

    await story.settle(prover);
    await world.airgap(prover);
    await story.settle(sequencer, challenger);
    const { revokedAt, claims } = await story.view();
    story.require(revokedAt === undefined, "the lane was revoked");
    const refuted = [...claims.values()].filter(({ status }) => status === "refuted").length;
    story.require(refuted === 0, `${refuted} claims were refuted`);
    await story.expect({ final: 2, earned: { sequencer: -1 } });
  });
}
