import { expect } from "chai";
import { describe, it } from "mocha";
import { fileURLToPath } from "node:url";
import { run, type Outcome as Ran } from "../../scripts/check/tool.ts";
import { differences } from "../../scripts/lib/audit.ts";
import { Stage } from "../../scripts/lib/stage.ts";
import { tell, TOY } from "../../scripts/lib/story.ts";
import { scenarioNames } from "../../scripts/lib/scenarios.ts";

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const scenario = (...args: string[]): Promise<Ran> => run(checkout, process.execPath, ["scripts/scenario.ts", ...args]);

describe("npm run scenario", () => {
  it("lists all names, each with what it is about", async () => {
    const { code, output } = await scenario("list", "--json");
    const listed = JSON.parse(output) as { name: string; about: string }[];
    expect(code).to.equal(0);
    expect(listed.map(({ name }) => name)).to.deep.equal(scenarioNames());
    for (const { name, about } of listed) expect(about, name).to.match(/^[A-Z].{40}/);
  });

  it("tells a story as a table, or as one document", async () => {
    const [table, json] = await Promise.all([
      scenario("attack-on-honest-claim", "--nary", "4", "--bond", "0.2"),
      scenario("attack-on-honest-claim", "--nary", "4", "--bond", "0.2", "--json"),
    ]);
    expect([table.code, json.code]).to.deep.equal([0, 0]);
    expect(table.output).to.match(/4-ary search, bonds of 0.2 ether/);
    expect(table.output).to.match(/sequencer +proves step 500|sequencer +resolves a dispute/);
    expect(table.output).to.match(/attacker +[\d,]+ +-0.2/);
    const { nary, bond, refuted, burnt } = JSON.parse(json.output) as Record<string, unknown>;
    expect({ nary, bond, refuted, burnt }).to.deep.equal({
      nary: 4,
      bond: "200000000000000000",
      refuted: ["attacker"],
      burnt: "100000000000000000",
    });
  });

  it("refuses a command line that makes no sense, with one error and exit code 2", async () => {
    const senseless: [string, ...string[]][] = [
      ["SCENARIO_UNKNOWN", "no-such-story"],
      ["SCENARIO_UNKNOWN", "../scenario"],
      ["SCENARIO_OPTION"],
      ["SCENARIO_OPTION", "honest", "honest"],
      ["SCENARIO_OPTION", "honest", "--nary", "3"],
      ["SCENARIO_OPTION", "honest", "--bond", "much"],
      ["SCENARIO_OPTION", "honest", "--loud"],
    ];
    for (const [code, ...args] of senseless) {
      const ran = await scenario(...args);
      expect([ran.code, ran.output.startsWith(`error ${code}: `)], args.join(" ")).to.deep.equal([2, true]);
      expect(ran.output.split("\n"), args.join(" ")).to.have.length(1);
    }
  });

  it("gives the reason when a court cannot be had, and exit code 1", async () => {
    const { code, output } = await scenario("honest", "--bond", "0.001");
    expect(code).to.equal(1);
    expect(output).to.match(/^error DEPLOYMENT_FAILED: .*BondTooSmall/);
  });
});

describe("a story", () => {
  it("fails when it ends otherwise than it must, and says in what", async () => {
    const endings = [
      [{ final: 2 }, /batch 1 is the last final one, not 2/],
      [{ final: 1, refuted: ["sequencer"] }, /refuted: nobody/],
      [{ final: 1, earned: { sequencer: 0.5 } }, /sequencer has earned 0 wei, not 50000000000000000/],
      [{ final: 1, openDisputes: 1 }, /0 disputes are open/],
    ] as const;
    await tell("wrong", TOY, {}, async (story) => {
      const sequencer = await story.sequencer();
      await story.post(sequencer, "a batch");
      await story.settle(sequencer);
      await story.closeWindows(sequencer);
      for (const [ending, reason] of endings) {
        const error: unknown = await story.expect(ending).catch((thrown: unknown) => thrown);
        expect(error).to.include({ code: "SCENARIO_WRONG" }).and.to.have.property("message").that.matches(reason);
      }
      await story.expect({ final: 1 });
    });
  });
});

describe("differences", () => {
  it("finds whatever a view has otherwise than the contracts", async () => {
    const stage = await Stage.open(TOY);
    try {
      const [sequencer, challenger] = [await stage.sequencer(undefined, LIE), await stage.challenger()];
      await sequencer.post(new Uint8Array([1]));
      for (const actor of [sequencer, challenger, challenger]) await actor.tick();
      const court = await stage.openCourt();
      const { view } = await court.sync();
      expect(await differences(court, view)).to.deep.equal([]);
      const [[claimKey, claim], [disputeKey, dispute], [resultKey, result]] = [
        [...view.claims][0]!,
        [...view.disputes][0]!,
        [...view.results][1]!,
      ];
      const { position } = dispute;
      const wrongs = [
        { batches: [] },
        { batches: [{ ...view.batches[0]!, accumulator: view.head }] },
        { head: resultKey },
        { results: new Map([...view.results, [resultKey, { ...result, status: "dead" as const }]]) },
        { claims: new Map([...view.claims, [claimKey, { ...claim, opened: claim.opened + 1 }]]) },
        { credits: new Map([[claim.owner, 1n]]) },
        { disputes: new Map([[disputeKey, { ...dispute, position: { ...position, start: position.start + 1 } }]]) },
        { disputes: new Map([[disputeKey, { ...dispute, over: true }]]) },
      ];
      for (const wrong of wrongs) {
        expect(await differences(court, { ...view, ...wrong }), Object.keys(wrong).join()).to.have.length.above(0);
      }
    } finally {
      await stage.close();
    }
  });
});

const LIE = new Map([[1, { kind: "register", step: 300 } as const]]);
