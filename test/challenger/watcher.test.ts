import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { Watcher, type Verdict } from "../../src/challenger/watcher.ts";
import { catchAll } from "./planted.ts";

describe("Watcher", () => {
  let stage: Stage;
  let fresh: unknown;

  before(async () => {
    stage = await Stage.open(TOY);
    fresh = await stage.chain.provider.request({ method: "evm_snapshot" });
  });

  afterEach(async () => {
    await stage.chain.provider.request({ method: "evm_revert", params: [fresh] });
    fresh = await stage.chain.provider.request({ method: "evm_snapshot" });
  });

  after(() => stage.close());

  const watch = async (): Promise<Watcher> => new Watcher(await stage.openCourt(), stage.program);

  it("judges every claim once, the true and the false, and sends nothing", async () => {
    const watcher = await watch();
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

  for (const [kind, step, differs] of [
    ["output", 300, ["output"]],
    ["memoryRoot", 300, ["memoryRoot"]],
    ["pc", 301, ["output", "memoryRoot"]],
    ["skip", 300, ["cpuHash"]],
  ] as const) {
    it(`says what a false claim has wrong, and narrows down with the dispute: ${kind}`, async () => {
      const watcher = await watch();
      const faults = new Map([[1, { kind, step }]]);
      const [sequencer, challenger] = [await stage.sequencer(undefined, faults), await stage.challenger()];
      await sequencer.post(new Uint8Array([1]));
      await sequencer.tick();
      const told: Verdict[] = await watcher.tick();
      expect(told.map(({ span }) => span)).to.deep.equal([undefined]);
      expect(told[0]!.differs).to.include.members([...differs]);
      for (let acted = true; acted;) {
        acted = false;
        for (const actor of [challenger, sequencer]) {
          acted = (await actor.tick()) > 0 || acted;
          told.push(...(await watcher.tick()).filter(({ truthful }) => !truthful));
        }
      }
      const spans = told.map(({ span }) => span).filter((span) => span !== undefined);
      // The liar opens, and dissects once more; what the challenger says in between is true and narrows nothing.
      expect(spans.map(({ length }) => length)).to.deep.equal([256, 1]);
      for (const { start, length } of spans) expect(step).to.be.within(start, start + length - 1);
    });
  }

  it("catches every planted fault", async () => {
    const { planted, caught } = await catchAll(stage, 7, 7);
    expect(caught).to.deep.equal(planted);
  });
});
