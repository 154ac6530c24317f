import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { Watcher } from "../../src/challenger/watcher.ts";

describe("Watcher", () => {
  let stage: Stage;

  before(async () => {
    stage = await Stage.open(TOY);
  });

  after(() => stage.close());

  it("judges every claim once, the true and the false, and sends nothing", async () => {
    const watcher = new Watcher(await stage.openCourt(), stage.program);
    const faults = new Map([[2, { kind: "register", step: 300 } as const]]);
    const [sequencer, challenger] = [await stage.sequencer(undefined, faults), await stage.challenger()];
    await sequencer.post(new Uint8Array([1]));
    await sequencer.post(new Uint8Array([2]));
    expect(await watcher.tick()).to.deep.equal([]);
    await sequencer.tick();
    const first = await watcher.tick();
    await challenger.tick();
    const second = await watcher.tick();
    const told = [...first, ...second].map(({ batch, truthful }) => [batch, truthful]);
    expect(told).to.deep.equal([
      [1, true],
      [2, false],
      [2, true],
    ]);
    expect(await watcher.tick()).to.deep.equal([]);
  });
});
