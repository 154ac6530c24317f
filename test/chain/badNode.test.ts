import { after, afterEach, before, describe, it } from "mocha";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { MISCHIEFS } from "./badNode.ts";
import { winWithBadNode } from "./withBadNode.ts";

/* Whole disputes of an honest agent whose node is bad, in one way after the other; more seeds in badNode.long.test.ts. */

describe("an honest agent with a bad node", () => {
  let stage: Stage;
  let snapshot: unknown;
  const request = (method: string, params: unknown[] = []): Promise<unknown> =>
    stage.chain.provider.request({ method, params });

  before(async () => {
    stage = await Stage.open(TOY);
    snapshot = await request("evm_snapshot");
  });
  afterEach(async () => {
    await request("evm_revert", [snapshot]);
    snapshot = await request("evm_snapshot");
  });
  after(() => stage.close());

  for (const [seed, kind] of MISCHIEFS.entries()) {
    const [honest, scheme] = [seed % 2 === 0 ? "challenger" : "sequencer", seed % 3 === 0 ? "ws" : "http"] as const;
    it(`wins as ${honest} over ${scheme} when it ${kind}`, () =>
      winWithBadNode(stage, { honest, scheme, kinds: [kind], oneIn: 10, seed }));
  }

  for (const [seed, honest, scheme] of [
    [101, "sequencer", "ws"],
    [102, "challenger", "http"],
  ] as const) {
    it(`wins as ${honest} over ${scheme} when it does all of that: seed ${seed}`, () =>
      winWithBadNode(stage, { honest, scheme, kinds: MISCHIEFS, oneIn: 10, seed }));
  }
});
