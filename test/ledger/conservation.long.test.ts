import { describe, it } from "mocha";
import { conserve } from "./conserve.ts";

const SEED = 600_001;

describe("ledger: conservation over 10^4 batches", () => {
  for (let chain = 0; chain < 20; chain++) {
    it(`500 from seed ${SEED + chain}`, () => {
      conserve(SEED + chain, 500);
    });
  }
});
