import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { before, describe, it } from "mocha";
import { type CaseFile, fromCase } from "../../scripts/fuzz/caseFile.ts";
import { examine } from "../../scripts/fuzz/fuzz.ts";
import { LEGS, type LegName, legsNamed } from "../../scripts/fuzz/legs.ts";
import type { Leg } from "../../scripts/fuzz/legs/leg.ts";

const FOLDER = new URL("cases/", import.meta.url);

/** Programs that `npm run fuzz` has found and shrunk: each was a difference once and must never be one again. */
describe("cases", () => {
  let legs: Leg[];
  before(async () => {
    legs = await legsNamed(Object.keys(LEGS) as LegName[], (name, why) => console.log(`    without ${name}: ${why}`));
  });

  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith(".json"))) {
    it(name, async () => {
      const file = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as CaseFile;
      const difference = await examine(fromCase(file), legs);
      expect(difference && `${difference.leg} ${difference.what}`).to.equal(undefined);
    });
  }
});
