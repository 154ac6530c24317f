import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { ENDINGS, play, type Kill } from "./agentsDrama.ts";

/* A sample; agentsKilled.long.test.ts kills at every transaction and every kind of look, at every depth. */
const KILLS: readonly Kill[] = [
  { role: "sequencer", strike: { method: "eth_sendRawTransaction", nth: 1, when: "after" }, depth: 0 },
  { role: "sequencer", strike: { method: "eth_sendRawTransaction", nth: 4, when: "after" }, depth: 3 },
  { role: "challenger", strike: { method: "eth_sendRawTransaction", nth: 2, when: "before" }, depth: 1 },
  { role: "challenger", strike: { method: "eth_getTransactionByHash", nth: 4, when: "before" }, depth: 0 },
];

describe("cli: agents killed by SIGKILL", () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open(TOY);
  });
  after(() => stage.close());

  for (const kill of KILLS) {
    const { role, strike, depth } = kill;
    const reorganised = depth === 0 ? "" : `, with its last ${depth} transactions taken back by L1`;
    it(`a ${role} ${strike!.when} ${strike!.method} ${strike!.nth}${reorganised}, ends as if nothing had happened`, async () => {
      const { ending, isStruck } = await play(stage, kill);
      expect(isStruck).to.equal(true);
      expect(ending).to.deep.equal(ENDINGS[role]);
    });
  }
});
