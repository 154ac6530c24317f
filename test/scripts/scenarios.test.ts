import { expect } from "chai";
import { describe, it } from "mocha";
import { loadScenario, scenarioNames } from "../../scripts/lib/scenarios.ts";
import { REALLY_PROVEN } from "./reallyProven.ts";

/* Every scenario asserts its own ending: who lost which bond, what is final, and that events and contracts agree. */

describe("scenarios", () => {
  for (const name of scenarioNames().filter((each) => !each.startsWith("fault-") && each !== REALLY_PROVEN)) {
    it(`ends as it must: ${name}`, async () => {
      const outcome = await (await loadScenario(name))({ nary: 16 });
      expect(outcome.scenario).to.equal(name);
      expect(outcome.nary).to.equal(16);
      expect(outcome.final).to.be.above(0);
    });
  }
});
