import { describe, it } from "mocha";
import { compareEddsa } from "./compareEddsa.ts";

const SEED = 500_001;

describe("eddsa: thousands of signatures as circomlibjs has them", () => {
  for (let part = 0; part < 3; part++) {
    it(`1,000 from seed ${SEED + part}`, () => compareEddsa(SEED + part, 1_000));
  }
});
