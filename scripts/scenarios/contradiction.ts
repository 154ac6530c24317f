import { amountCode } from "../../src/ledger/amount.ts";
import { TIMELOCK } from "../lib/devLane.ts";
import { forgingCircuit } from "../lib/forger.ts";
import { person } from "../lib/ledgerStage.ts";
import { tellLedger } from "../lib/ledgerStory.ts";
import type { Options, Outcome } from "../lib/story.ts";

const ETHER = 10n ** 18n;
const ANNA = person(1);

/**
 * Two proofs of one batch with different outputs are accepted: both forged with the public secrets of the INSECURE development
 * key, one of what is true. So the lane is false. It is revoked for good, nothing becomes final for the timelock, and after that
 * the batch becomes final by the windows, which have started again: the default decision, and the only one there is.
 */
export async function contradiction(options: Options = {}): Promise<Outcome> {
  return tellLedger("contradiction", options, async (story, world) => {
    const sequencer = await story.sequencer();
    const prover = await world.prover(forgingCircuit());
    await world.deposit("anna", ANNA, 3n * ETHER);
    await world.postQueue("anna");
    await story.settle(sequencer);
    await story.closeWindows(sequencer);

    await world.post([world.ledger.signed(ANNA, 0, { from: 0, to: 0, amount: amountCode(ETHER)!, fee: 0n })]);
    await sequencer.tick();
    const [place] = await world.batches();
    await world.forge("stranger", place!, 77n);
    await story.settle(prover);
    const { revokedAt, frozenUntil, claims } = await story.view();
    story.require(revokedAt !== undefined, "the lane was not revoked");
    story.require(frozenUntil === revokedAt! + TIMELOCK, `finality is frozen until ${frozenUntil}`);

    await story.closeWindows(prover, sequencer);
    const claim = [...claims.values()].at(-1)!;
    const { calls } = world.ledger;
    await story.refused("sequencer", "asks for finality by the windows", calls.finalize(claim), "Frozen");
    await story.stage.wait(TIMELOCK, prover, sequencer);

    await world.post([world.ledger.signed(ANNA, 1, { from: 0, to: 0, amount: amountCode(ETHER)!, fee: 0n })]);
    const [next] = await world.batches();
    await story.refused("prover", "proves batch 3", await world.forgedProof(next!, 0), "LaneRevoked");
    await story.settle(sequencer);
    await story.closeWindows(sequencer);
    await story.expect({ final: 3 });
  });
}
