import { amountCode } from "../../src/ledger/amount.ts";
import { TO_EXIT } from "../../src/ledger/constants.ts";
import { person } from "../lib/ledgerStage.ts";
import { tellLedger } from "../lib/ledgerStory.ts";
import type { Options, Outcome } from "../lib/story.ts";

const ETHER = 10n ** 18n;
const [ANNA, BERT] = [person(1), person(2)];

/**
 * The sequencer of a ledger has one register wrong in the middle of a signature. A challenger executes the ledger's guest again
 * from L1 data, the lie is searched down among 2^28 steps, and the judge executes the one that is left.
 */
export async function ledgerDispute(options: Options = {}): Promise<Outcome> {
  return tellLedger("ledger-dispute", options, async (story, world) => {
    const sequencer = await story.sequencer({ 2: { kind: "register", step: 60_000 } });
    const challenger = await story.challenger();

    await world.deposit("anna", ANNA, 3n * ETHER);
    await world.deposit("bert", BERT, ETHER);
    await world.postQueue("challenger");
    await story.settle(sequencer, challenger);
    await story.closeWindows(sequencer, challenger);

    const { ledger } = world;
    await world.post([
      ledger.signed(ANNA, 0, { from: 0, to: 1, amount: amountCode(ETHER / 2n)!, fee: 0n }),
      ledger.signed(BERT, 0, { from: 1, to: TO_EXIT, amount: amountCode(ETHER)!, fee: 0n }),
    ]);
    await sequencer.tick();
    await world.dispute(sequencer, challenger);
    const [lost] = [...(await story.view()).claims.values()].filter(({ status }) => status === "refuted");
    story.require(lost?.lostBy === "step", `the lie was lost by ${lost?.lostBy ?? "nothing"}, not by a step`);

    const [place] = await world.batches();
    await story.closeWindows(challenger, sequencer);
    await world.payExit("bert", place!, 0);
    await story.expect({ final: 2, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5 } });
  });
}
