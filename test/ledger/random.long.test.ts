import { after, describe, it } from "mocha";
import { agree, type Tally } from "./agree.ts";

const SEED = 400_001;
const PARTS = 20;
const BATCHES = 5_000;

/* 10^5 batches in parts, each with a seed of its own that runs again alone. */
describe("ledger: 10^5 random batches lead where the oracle says", () => {
  const tally: Tally = new Map();
  for (let part = 0; part < PARTS; part++) {
    it(`${BATCHES} from seed ${SEED + part}`, () => {
      agree(SEED + part, BATCHES, tally);
    });
  }
  after(() => console.log(`    ${[...tally].map(([name, times]) => `${name} ${times}`).join(", ")}`));
});
