import { expect } from "chai";
import { describe, it } from "mocha";
import { serializeTransaction, type Signature, type TransactionSerializable } from "viem";
import { KIND_INPUT } from "../../src/machine/isa.ts";
import { Machine } from "../../src/machine/machine.ts";
import { composeInput } from "../../src/rollup/input.ts";
import { moveDeadline } from "../../src/rollup/query.ts";
import { Stage } from "../../scripts/lib/stage.ts";
import { Story } from "../../scripts/lib/story.ts";
import { nextAt } from "./lib/l1Chain.ts";

/*
 * Attack: the largest batch that the Inbox takes, without a zero byte, and a lie about the load of its very last byte, so that
 * every call is as dear as it can be, while the honest side has run down its clock to the minimum (field: last-second moves).
 * Stops it: a proof is as long as the section is deep and not as long as the batch; the minimum holds one call.
 * Costs: the attacker the post and its bond; the honest side no more gas than any other dispute.
 */

/** No transaction may use more (EIP-7825), and no node's pool takes a longer one. */
const [GAS_CAP, POOL_BYTES] = [2 ** 24, 128 * 1024];
const TERMS = { kind: "anchored", maxSteps: 2 ** 21, worstSeconds: 1 } as const;
const HEADER = 256;

describe("hostile: the largest batch, disputed at its last leaf", () => {
  it("is settled within the minimum of every turn, by calls below the gas cap", async () => {
    const stage = await Stage.open({ guest: "toy", terms: TERMS });
    try {
      const story = new Story(stage, await stage.openCourt());
      const body = new Uint8Array(stage.program.inputSize - HEADER).fill(0xff);
      const { rollup } = story.court.facts;
      const step = lastLoad(stage, composeInput({ chainId: 31337, rollup, batch: 1, timestamp: 1 }, body, 1 << 17));
      const [liar, honest] = [await story.sequencer({ 1: { kind: "register", step } }), await story.challenger()];
      await story.post(liar, body);
      const [batch] = (await story.view()).batches;
      const { input: data, ...posted } = await stage.l1.client.getTransaction({ hash: batch!.transaction });
      const raw = serializeTransaction({ ...posted, data } as TransactionSerializable, posted as Signature);
      expect((raw.length - 2) / 2).to.be.within(data.length / 2, POOL_BYTES);

      for (const actor of [liar, honest, honest]) await actor.tick();
      for (;;) {
        const [dispute] = [...(await story.view()).disputes.values()];
        if (dispute!.over) break;
        if (!dispute!.position.openerMoves) {
          expect(await liar.tick()).to.equal(1);
          continue;
        }
        // The honest side always comes in the last second: first of its allowance, then of the minimum.
        await nextAt(stage, moveDeadline(dispute!, story.court.facts.timing) - 1);
        await honest.tick();
      }
      expect(story.events.at(-1)?.action).to.equal(`proves step ${step}`);
      const { openerSpent } = [...(await story.view()).disputes.values()][0]!.position;
      expect(openerSpent).to.be.at.least(stage.court.allowance - 1);
      for (const { action, gas } of story.events) expect(Number(gas), action).to.be.below(GAS_CAP);
      await story.closeWindows(honest);
      await story.expect({ final: 1, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5 } });
    } finally {
      await stage.close();
    }
  });
});

/** The step in which the guest loads the last byte of this input. */
function lastLoad({ program }: Stage, input: Uint8Array): number {
  const machine = new Machine(program, { input });
  machine.run(TERMS.maxSteps);
  const end = machine.state.step;
  machine.begin({ anchor: new Uint8Array(32), input });
  machine.run(end - 400);
  const last = program.layout.find(({ kind }) => kind === KIND_INPUT)!.start + input.length - 1;
  let found = -1;
  for (; machine.state.step < end; machine.run(1)) {
    const word = machine.live.words[machine.live.read(machine.state.pc) >>> 2]!;
    const base = machine.state.registers[(word >>> 15) & 31]!;
    if ((word & 0x7f) === LOAD && (base + (word >> 20)) >>> 0 === last >>> 0) found = machine.state.step;
  }
  expect(found).to.be.above(0);
  return found;
}

const LOAD = 0x03;
