import { pack } from "../../src/crypto/babyjub.ts";
import { toLittleEndian } from "../../src/crypto/field.ts";
import { amountCode } from "../../src/ledger/amount.ts";
import { encodeBody } from "../../src/ledger/body.ts";
import { TO_CREATE, TO_EXIT } from "../../src/ledger/constants.ts";
import { execute } from "../../src/ledger/execution.ts";
import type { Place } from "../../src/prover/lineage.ts";
import type { Execution } from "../../src/rollup/execution.ts";
import { nextResult } from "../../src/rollup/outcome.ts";
import { toHex } from "../../src/types/hex.ts";
import { person } from "../lib/ledgerStage.ts";
import { tellLedger } from "../lib/ledgerStory.ts";
import type { Options, Outcome } from "../lib/story.ts";

const ETHER = 10n ** 18n;
const [MALLORY, ANNA] = [person(1), person(2)];

/**
 * Mallory claims that the queue gave it 1,000 ether, and has it proven that an exit of 4 follows from that. The second statement
 * is true (its proof is forged with the public secrets of the INSECURE development key to save time), but what it follows from is
 * not: nothing becomes final by it, no exit is paid, and the claim falls in court.
 */
export async function falseParent(options: Options = {}): Promise<Outcome> {
  return tellLedger("false-parent", options, async (story, world) => {
    const sequencer = await story.sequencer();
    const { ledger } = world;
    await world.deposit("mallory", MALLORY, ETHER);
    await world.deposit("anna", ANNA, 3n * ETHER);
    await world.postQueue("anna");
    await world.post([ledger.signed(MALLORY, 0, { from: 0, to: TO_EXIT, amount: amountCode(4n * ETHER)!, fee: 0n })]);

    const [first, second] = (await world.batches()) as [Place, Place];
    const [{ parent, batch, end }] = (await world.executions()) as [Execution];
    const exitAddress = BigInt((await story.senderOf("mallory")).account.address);
    const amount = 1_000n * ETHER;
    const body = encodeBody(0, [{ kind: "deposit", to: TO_CREATE, amount, key: pack(MALLORY.publicKey), exitAddress }]);
    const lied = execute(first.before, { header: first.ledger.header, body });
    const output = toHex(toLittleEndian(lied.output));
    const claim = ledger.calls.claim(parent, batch, { ...end, output });
    await story.call("mallory", "claims that batch 1 gave it 1,000 ether", claim);

    const built = { ...second, before: lied.state, parentMessages: lied.messages.root, anchor: output };
    await world.forge("mallory", built);
    await story.settle(sequencer);
    await world.airgap();
    const lie = nextResult(parent, batch.accumulator, { ...end, output }, "anchored");
    const settle = ledger.calls.settle(lie, second.batch);
    await story.refused("mallory", "asks for batch 2 to be final on its claim", settle, "WrongStatus");
    await story.refused("mallory", "asks for its exit", ledger.exit(lie, built, 0), "NotFinal");

    await story.runOutClocks(sequencer);
    await story.closeWindows(sequencer);
    await story.closeWindows(sequencer);
    story.require((await story.view()).revokedAt === undefined, "the lane was revoked");
    await story.expect({ final: 2, refuted: ["mallory"], earned: { mallory: -1, sequencer: 0.5 } });
  });
}
