import { after, describe, it } from "mocha";
import { expectAgreement, expectLineage, type Tally } from "./ledgerAgreement.ts";

const SEED = 700_001;
const PARTS = 20;
const BATCHES = 500;

/* 10^4 batches in parts, each with a seed of its own that runs again alone. */
describe("guest/ledger: 10^4 random batches lead where src/ledger says", () => {
  const tally: Tally = new Map();
  for (let part = 0; part < PARTS; part++) {
    const kind = part % 4 === 0 ? "in a row from genesis" : "on random states";
    it(`${BATCHES} ${kind} from seed ${SEED + part}`, () => {
      (part % 4 === 0 ? expectLineage : expectAgreement)(SEED + part, BATCHES, tally);
    });
  }
  after(() => console.log(`    ${[...tally].map(([name, times]) => `${name} ${times}`).join(", ")}`));
});
