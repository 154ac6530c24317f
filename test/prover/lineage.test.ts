import { expect } from "chai";
import { describe, it } from "mocha";
import { lineageOf } from "../../scripts/lib/provers.ts";
import type { Court } from "../../src/chain/court.ts";
import { toLittleEndian } from "../../src/crypto/field.ts";
import { genesisOutput } from "../../src/ledger/state.ts";
import { toHex } from "../../src/types/hex.ts";

const LANE = `0x${"11".repeat(20)}`;
const EMPTY = toHex(toLittleEndian(genesisOutput()));

/** What it does with a court that there is: test/prover/prover.forged.test.ts. */
describe("lineage", () => {
  const refusal = (lane: string | undefined, output: string): Promise<string | undefined> => {
    const court = {
      facts: { rollup: LANE, inbox: LANE, lane, genesis: { output } },
      l1: { chain: { id: 31337 }, client: {} },
    };
    return lineageOf(court as unknown as Court).then(
      () => undefined,
      (error: unknown) => (error as { readonly code: string }).code,
    );
  };

  it("is not of a court without a lane, or of one that does not begin with an empty ledger", async () => {
    expect(await refusal(undefined, EMPTY)).to.equal("NO_LANE");
    expect(await refusal(LANE, `0x${"00".repeat(32)}`)).to.equal("NOT_A_LEDGER");
  });
});
