import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { ENDINGS, play, type Kill, type Role } from "./agentsDrama.ts";

/* Before and after every transaction; after it at every depth of reorganisation; and before many looks at L1. */

/** Transactions of an agent's whole case: at least, at most. Who opens the dispute is a matter of moments, and with it the number. */
const SENT: Record<Role, readonly [least: number, most: number]> = { sequencer: [14, 20], challenger: [6, 8] };
/** Of each kind, the first ones, while everything is still to be done; and how many of them there are however fast the agent is. */
const LOOKS = 5;
const SURE_LOOKS = 3;
const KINDS_OF_LOOK = ["eth_getLogs", "eth_getTransactionByHash", "eth_getTransactionCount", "eth_estimateGas"];

function killsOf(role: Role): Kill[] {
  const kills: Kill[] = [];
  for (let nth = 1; nth <= SENT[role][1]; nth++) {
    const method = "eth_sendRawTransaction";
    kills.push({ role, strike: { method, nth, when: "before" }, depth: 0 });
    for (const depth of [0, 1, 2, 3]) kills.push({ role, strike: { method, nth, when: "after" }, depth });
  }
  for (const method of KINDS_OF_LOOK) {
    for (let nth = 1; nth <= LOOKS; nth++) kills.push({ role, strike: { method, nth, when: "before" }, depth: 0 });
  }
  return kills;
}

describe("cli: agents killed by SIGKILL at every step", () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open(TOY);
  });
  after(() => stage.close());

  for (const role of ["sequencer", "challenger"] as const) {
    it(`a ${role} that is not killed ends as it must`, async () => {
      const { ending, sent } = await play(stage, { role, depth: 0 });
      expect(ending).to.deep.equal(ENDINGS[role]);
      expect(sent).to.be.within(...SENT[role]);
    });

    for (const kill of killsOf(role)) {
      const { method, nth, when } = kill.strike!;
      it(`a ${role}, ${when} ${method} ${nth}, depth ${kill.depth}`, async () => {
        const { ending, isStruck } = await play(stage, kill);
        expect(ending).to.deep.equal(ENDINGS[role]);
        const sure = method === "eth_sendRawTransaction" ? SENT[role][0] : SURE_LOOKS;
        expect(isStruck || nth > sure, "the moment to strike came").to.equal(true);
      });
    }
  }
});
