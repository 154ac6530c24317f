import { expect } from "chai";
import { describe, it } from "mocha";
import { type LegName, legsNamed } from "../../scripts/fuzz/legs.ts";
import type { Leg } from "../../scripts/fuzz/legs/leg.ts";
import { stopsOf, translatorLeg } from "../../scripts/fuzz/legs/translator.ts";
import { generate } from "../../scripts/fuzz/generate.ts";
import { type Run, record } from "../../scripts/fuzz/run.ts";

const SEED = 10_112_026;
const STOPS = 1_000_000;
/** Stops of one program at most: translating it takes longer than running it. */
const EACH = 40;
/** The step behind each of the first stops is taken by the judge, too, and their programs are run by qemu where that can. */
const JUDGED = 10_000;
const OTHERS: readonly LegName[] = ["judge", "qemu"];

describe(`src/translator/translator (seed ${SEED})`, () => {
  it(`equals the interpreter at ${STOPS} stops of random programs; the judge and qemu at ${JUDGED} of them`, async () => {
    const translator = translatorLeg(undefined, EACH);
    const others = await legsNamed(OTHERS, (name, why) => console.log(`      without ${name}: ${why}`));
    expect(others.map(({ name }) => name)).to.include("judge");
    let stops = 0;
    for (let draft = 0; stops < STOPS; draft++) {
      const runs = generate(SEED, draft).map(record);
      await agree(translator, runs);
      if (stops < JUDGED) for (const leg of others) await agree(leg, leg.name === "judge" ? runs.map(atStops) : runs);
      stops += runs.reduce((sum, run) => sum + stopsOf(run, EACH).length, 0);
    }
  }).timeout(7_200_000);
});

/** The run with those steps alone that are taken where it is stopped. */
function atStops(run: Run): Run {
  return { ...run, steps: stopsOf(run, EACH).flatMap((step) => run.steps[step] ?? []) };
}

async function agree(leg: Leg, runs: readonly Run[]): Promise<void> {
  const found = await leg.check(runs);
  const what = found.map((one) => `${one.run.program.about}, step ${one.step}: ${leg.name} ${one.what}`);
  expect(what).to.deep.equal([]);
}
