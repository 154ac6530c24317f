import { expect } from "chai";
import { describe, it } from "mocha";
import { Executor } from "../../src/agent/executor.ts";
import type { Report } from "../../src/agent/party.ts";
import { differences } from "../../scripts/lib/audit.ts";
import { Stage } from "../../scripts/lib/stage.ts";
import { asks, PUPPET } from "./lib/l1Puppet.ts";

/*
 * Attack: a batch makes a guest open a Poseidon hash that it took from the input, so that nobody, the judge included, can
 * compute the next state (field: poisonous batches that no prover can run); the real aim is a dispute about another batch.
 * Stops it: nothing can mend that batch, and guests must not do that (docs/guests.md); but an agent stops before it only, says
 * so, and goes on with every dispute about batches before it.
 * Costs: the chain its progress behind that batch; the attacker, who lied about the one before, a bond.
 */

const SETTING = { guest: PUPPET, terms: { kind: "persistent", maxSteps: 2 ** 10, worstSeconds: 1 } } as const;
const LIES = new Map([[1, { kind: "register", step: 10 }]] as const);

describe("hostile: a batch that opens an unknown hash", () => {
  for (const posted of [
    "before the dispute",
    "in the middle of it",
    "in the middle of it, and agents restart",
  ] as const) {
    it(`keeps no agent from a dispute about another batch: posted ${posted}`, async () => {
      const stage = await Stage.open(SETTING);
      try {
        const why: string[] = [];
        const report: Report = { performed() {}, setback: ({ code }) => void why.push(code) };
        const liar = await stage.sequencer(undefined, LIES);
        let challenger = await stage.challenger(1, report);
        await liar.post(asks("peek", 96));
        if (posted === "before the dispute") await liar.post(asks("openUnknown"));
        for (const actor of [liar, challenger, challenger, liar]) await actor.tick();
        if (posted !== "before the dispute") await liar.post(asks("openUnknown"));
        if (posted.endsWith("restart")) challenger = await stage.challenger(1, report);
        await stage.settle(challenger, liar);
        await stage.wait(stage.court.allowance, challenger);
        await stage.wait(stage.court.window + stage.court.grace, challenger);

        const court = await stage.openCourt();
        const { view } = await court.sync();
        const claims = [...view.claims.values()];
        expect(await differences(court, view)).to.deep.equal([]);
        expect(claims.map(({ status }) => status)).to.deep.equal(["refuted", "collected"]);
        expect(view.results.get(view.head)?.batch).to.equal(1);
        // Nobody honest said anything about what nobody can execute, and was told why.
        expect(new Set(why)).to.deep.equal(new Set(["EXECUTION_FAILED"]));
        const again = await new Executor(court, stage.program).path(view).then(String, String);
        expect(again).to.match(/hash/);
      } finally {
        await stage.close();
      }
    });
  }
});
