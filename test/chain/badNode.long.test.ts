import { after, afterEach, before, describe, it } from "mocha";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { MISCHIEFS } from "./badNode.ts";
import { winWithBadNode } from "./withBadNode.ts";
import { winWithReorganisations } from "./withReorganisations.ts";

/* Whole disputes of an honest agent whose node is bad: every way, both sides, both transports, and seeded mixes of all; and on an L1 that is reorganised. */

/** For each side and transport: `ASSIZE_SEEDS`, or 25. */
const SEEDS = Number(process.env["ASSIZE_SEEDS"] ?? 25);

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

  for (const honest of ["challenger", "sequencer"] as const) {
    for (let seed = 1; seed <= SEEDS; seed++) {
      it(`wins as ${honest} when L1 is reorganised again and again: seed ${seed}`, async () => {
        await winWithReorganisations(stage, honest, seed);
      });
    }
    for (const scheme of ["http", "ws"] as const) {
      for (const [seed, kind] of MISCHIEFS.entries()) {
        it(`wins as ${honest} over ${scheme} when it ${kind}`, () =>
          winWithBadNode(stage, { honest, scheme, kinds: [kind], oneIn: 6, seed }));
      }
      for (let seed = 1; seed <= SEEDS; seed++) {
        it(`wins as ${honest} over ${scheme} when it does all of that: seed ${seed}`, () =>
          winWithBadNode(stage, { honest, scheme, kinds: MISCHIEFS, oneIn: 4 + (seed % 12), seed }));
      }
    }
  }
});
