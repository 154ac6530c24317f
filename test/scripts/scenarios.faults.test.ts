import { expect } from "chai";
import { describe, it } from "mocha";
import { loadScenario, scenarioNames } from "../../scripts/lib/scenarios.ts";
import { FAULT_KINDS } from "../../src/rollup/fault.ts";

const kebab = (kind: string): string => `fault-${kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

describe("scenarios of faults", () => {
  it("are there for every kind of fault", () => {
    const names = scenarioNames().filter((name) => name.startsWith("fault-"));
    expect(names).to.deep.equal(FAULT_KINDS.map(kebab).sort());
  });

  for (const kind of FAULT_KINDS) {
    it(`end with the lie refuted and the chain going on: ${kind}`, async () => {
      const { refuted, final, events } = await (await loadScenario(kebab(kind)))({ nary: 16 });
      expect([refuted, final]).to.deep.equal([["sequencer"], 3]);
      expect(events.some(({ action }) => action.startsWith("opens"))).to.equal(true);
    });
  }
});
