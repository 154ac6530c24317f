import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { Court } from "../../src/chain/court.ts";
import { Sequencer } from "../../src/sequencer/sequencer.ts";

const SILENT = { performed() {}, setback() {} };

describe("Sequencer", () => {
  let stage: Stage;
  let snapshot: unknown;

  before(async () => {
    stage = await Stage.open(TOY);
    snapshot = await stage.chain.provider.request({ method: "evm_snapshot" });
  });

  afterEach(async () => {
    await stage.chain.provider.request({ method: "evm_revert", params: [snapshot] });
    snapshot = await stage.chain.provider.request({ method: "evm_snapshot" });
  });

  after(() => stage.close());

  it("claims every batch once, each on the result of the one before", async () => {
    const [sequencer, court] = [await stage.sequencer(), await stage.openCourt()];
    for (const byte of [1, 2, 3]) await sequencer.post(new Uint8Array([byte]));
    await stage.settle(sequencer);
    expect(await sequencer.tick()).to.equal(0);
    const { view } = await court.sync();
    const claims = [...view.claims.values()];
    expect(claims.map(({ parent }) => parent)).to.deep.equal([
      view.head,
      ...claims.slice(0, 2).map(({ result }) => result),
    ]);
  });

  it("posts and claims the same while its view is some blocks old: nothing twice, no bond too many", async () => {
    const court = await Court.open(stage.l1, stage.folder, 3);
    const sequencer = new Sequencer(court, stage.program, stage.sender(0), SILENT);
    for (const byte of [1, 2]) await sequencer.post(new Uint8Array([byte]));
    const sent: number[] = [];
    for (let block = 0; block < 10; block++) {
      sent.push(await sequencer.tick());
      await stage.chain.provider.request({ method: "evm_mine" });
    }
    // Posted at the first look; seen three blocks on, claimed both; seen three blocks on, nothing left to do.
    expect(sent.reduce((sum, count) => sum + count)).to.equal(2);
    const { view } = await (await stage.openCourt()).sync();
    expect([view.batches.length, view.claims.size]).to.deep.equal([2, 2]);
  });

  it("says why a batch cannot be posted", async () => {
    const sequencer = await stage.sequencer();
    const tooLong = await sequencer.post(new Uint8Array(stage.program.inputSize)).catch((error: unknown) => error);
    expect(tooLong).to.have.property("code", "CALL_REVERTED");
    expect(tooLong).to.have.property("message").that.contains("BodyTooLong");
  });
});
