import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { catchAll } from "./planted.ts";

const SEED = 11;

describe("Watcher, all faults", () => {
  let stage: Stage;

  before(async () => {
    stage = await Stage.open(TOY);
  });

  after(() => stage.close());

  it("catches each of the planted faults, and takes no truth for one", async () => {
    const { planted, caught } = await catchAll(stage, SEED, 105);
    expect(planted).to.have.length(105);
    expect(caught).to.deep.equal(planted);
  });
});
