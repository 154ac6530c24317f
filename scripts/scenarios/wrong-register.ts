import { amountCode } from "../../src/ledger/amount.ts";
import { forgingCircuit } from "../lib/forger.ts";
import { person } from "../lib/ledgerStage.ts";
import { tellLedger } from "../lib/ledgerStory.ts";
import type { Options, Outcome } from "../lib/story.ts";

const ETHER = 10n ** 18n;
const ANNA = person(1);

/**
 * Somebody claims the right output of a ledger's batch, but a register of the last state that is wrong, and is refuted. Then the
 * same output is proven (the proof is forged with the public secrets of the INSECURE development key; what it says is true). Court
 * and proof speak of different things and do not contradict each other: nothing freezes, and nobody's bond is paid twice.
 */
export async function wrongRegister(options: Options = {}): Promise<Outcome> {
  return tellLedger("wrong-register", options, async (story, world) => {
    const sequencer = await story.sequencer();
    await world.deposit("anna", ANNA, 3n * ETHER);
    await world.postQueue("anna");
    await story.settle(sequencer);
    await story.closeWindows(sequencer);

    await world.post([world.ledger.signed(ANNA, 0, { from: 0, to: 0, amount: amountCode(ETHER)!, fee: 0n })]);
    const [execution] = await world.executions();
    const { steps, belief } = execution!;
    const liar = await story.liar("liar", { 2: { kind: "register", step: steps - 1 } });
    await liar.tick();
    const [lie] = [...(await story.view()).claims.values()].filter(({ parent }) => parent === belief.parent);
    story.require(lie?.result === belief.result && lie.end !== belief.end, "the lie is not about a register alone");
    await world.dispute(liar, sequencer);

    const prover = await world.prover(forgingCircuit());
    await story.settle(prover);
    await world.airgap(prover, sequencer, liar);
    const { revokedAt } = await story.view();
    story.require(revokedAt === undefined, "the lane was revoked");
    await story.expect({ final: 2, refuted: ["liar"], earned: { liar: -1, sequencer: 0.5 } });
  });
}
