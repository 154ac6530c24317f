import { expect } from "chai";
import { describe, it } from "mocha";
import { readNetwork } from "../../src/chain/network.ts";
import { ledgerTerms, type LedgerOptions } from "../../src/cli/ledgerPlan.ts";
import { ME, RIVAL } from "../rollup/views.ts";

const HYBRID = readNetwork("local-ledger");

/** How a court is deployed: test/cli/deployLedger.test.ts. */
describe("cli: terms of a ledger", () => {
  const code = (options: LedgerOptions, chainId: number): Promise<unknown> =>
    ledgerTerms(options, { ...HYBRID, chainId }, ME).then(
      () => undefined,
      (error: unknown) => (error as { readonly code: string }).code,
    );

  it("have the development key's verifier on local chains only", async () => {
    const options = { ledger: true, devVerifier: "dev" };
    expect(await code(options, 1337)).to.equal(undefined);
    for (const chainId of [1, 11155111]) expect(await code(options, chainId)).to.equal("LOCAL_ONLY");
  });

  it("name the sequencer as proposer, unless somebody else is", async () => {
    const options = { ledger: true, devVerifier: "dev" };
    expect((await ledgerTerms(options, HYBRID, ME))?.lane).to.include({ proposer: ME, airgap: 30, timelock: 120 });
    expect((await ledgerTerms({ ...options, proposer: RIVAL }, HYBRID, ME))?.lane?.proposer).to.equal(RIVAL);
  });

  it("have no lane where the rollup is optimistic, and are none where it runs no ledger", async () => {
    const optimistic = { ...HYBRID, lane: undefined };
    expect(await ledgerTerms({ ledger: true }, optimistic, ME)).to.deep.equal({ itemFee: HYBRID.ledger!.itemFee });
    expect(await ledgerTerms({}, optimistic, ME)).to.equal(undefined);
  });
});
