import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { isLocal, readNetwork } from "../../src/chain/network.ts";
import { packagePath } from "../../src/chain/package.ts";
import type { AssizeError } from "../../src/types/error.ts";

describe("chain: network", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "assize-network-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** The error that a preset gives after a change of its text. */
  function errorOf(preset: string, change: (text: string) => string): AssizeError | undefined {
    const file = join(folder, "changed.yaml");
    writeFileSync(file, change(readFileSync(packagePath(`networks/${preset}.yaml`), "utf8")));
    try {
      readNetwork(file);
    } catch (error) {
      return error as AssizeError;
    }
    return undefined;
  }

  it("reads the presets, in seconds and wei", () => {
    const local = readNetwork("local");
    expect(local).to.include({ chainId: 31337, confirmations: 0, pollSeconds: 0.2, explorer: undefined });
    expect(local.court).to.deep.equal({
      nary: 16,
      window: 120,
      grace: 60,
      allowance: 7 * 20,
      minimum: 20,
      bond: 10n ** 17n,
      gasPriceCap: 20n * 10n ** 9n,
    });
    expect(readNetwork("sepolia").chainId).to.equal(11155111);
    expect(readNetwork("hoodi").chainId).to.equal(560048);
    expect([31337, 1337, 1, 11155111].map(isLocal)).to.deep.equal([true, true, false, false]);
  });

  for (const [name, value] of [
    ["bond", "0 ether"],
    ["gas_price_cap", "0 gwei"],
    ["fraud_proof_timeout", "3599"],
    ["grace", "0"],
    ["minimum", "20"],
  ] as const) {
    it(`refuses ${name}: ${value} on a chain that is not local, and only there`, () => {
      const change = (text: string): string => text.replace(new RegExp(`  ${name}: .*`), `  ${name}: ${value}`);
      for (const preset of ["sepolia", "hoodi"]) expect(errorOf(preset, change)?.code).to.equal("NETWORK_INSECURE");
      expect(errorOf("local", change)).to.equal(undefined);
    });
  }

  for (const [wrong, change, line] of [
    ["a window of text", (text: string) => text.replace("timeout: 120", "timeout: long"), 7],
    ["a negative window", (text: string) => text.replace("timeout: 120", "timeout: -1"), 7],
    ["a bond without unit", (text: string) => text.replace("0.1 ether", "0.1"), 15],
    ["a missing key", (text: string) => text.replace(/ {2}grace: .*\n/, ""), 11],
    ["an unknown key", (text: string) => `${text}wat: 1\n`, 2],
    ["an alias", (text: string) => text.replace("confirmations: 0", "confirmations: *zero"), 1],
    ["no YAML", (text: string) => text.replace("court:", "court: ["), 11],
    ["a fifth field of the rollup", (text: string) => text.replace("court:", "  da_layer: none\ncourt:"), 6],
    ["a rollup of another type", (text: string) => text.replace("optimistic", "pessimistic"), 6],
    ["data elsewhere than in calldata", (text: string) => text.replace("calldata", "celestia"), 9],
    ["a lane without a hybrid rollup", (text: string) => `${text}lane: { airgap: 30, timelock: 120 }\n`, 17],
  ] as const) {
    it(`refuses ${wrong}, with the line`, () => {
      const error = errorOf("local", change);
      expect(error?.code).to.equal("NETWORK_FILE_INVALID");
      expect(error?.where).to.match(new RegExp(`changed\\.yaml:${line}$`));
    });
  }

  it("reads what a ledger and its lane have, of a hybrid rollup", () => {
    const { ledger, lane, commitmentInterval } = readNetwork("local-ledger");
    expect(ledger).to.deep.equal({ worstSeconds: 7, itemFee: 10n ** 14n });
    expect([lane, commitmentInterval]).to.deep.equal([{ airgap: 30, timelock: 120 }, 0]);
    expect([readNetwork("local").lane, readNetwork("sepolia").commitmentInterval]).to.deep.equal([undefined, 60]);
  });

  for (const [wrong, change, line] of [
    ["no ledger", (text: string) => text.replace(/ledger:[^]*(?=lane:)/, ""), 2],
    ["no lane", (text: string) => text.replace(/lane:[^]*(?=court:)/, ""), 2],
    ["a batch that is too long for W", (text: string) => text.replace("worst_seconds: 7", "worst_seconds: 8"), 13],
    ["an airgap below a quarter of W", (text: string) => text.replace("airgap: 30", "airgap: 29"), 16],
    ["a timelock below W", (text: string) => text.replace("timelock: 120", "timelock: 119"), 17],
  ] as const) {
    it(`refuses a hybrid rollup with ${wrong}, with the line`, () => {
      const error = errorOf("local-ledger", change);
      expect(error?.code).to.equal("NETWORK_FILE_INVALID");
      expect(error?.where).to.match(new RegExp(`changed\\.yaml:${line}$`));
    });
  }

  it("refuses a rollup that only proofs finalize, and says why", () => {
    const error = errorOf("local-ledger", (text) => text.replace("rollup_type: hybrid", "rollup_type: validity"));
    expect(error?.where).to.match(/changed\.yaml:6$/);
    expect(error?.what).to.match(/^rollup\.rollup_type: .*is not built: .*Use hybrid$/);
  });

  it("refuses a public ledger that is registered with less than its longest batch takes", () => {
    const change = (worst: number) => (text: string) =>
      `${text}ledger: { worst_seconds: ${worst}, item_fee: 1 gwei }\n`;
    expect(errorOf("sepolia", change(239))?.code).to.equal("NETWORK_INSECURE");
    expect(errorOf("sepolia", change(240))).to.equal(undefined);
  });

  it("says where it looked for a network that is not there", () => {
    expect(() => readNetwork("mainnet")).to.throw(/networks\/mainnet\.yaml/);
    expect(() => readNetwork("./absent.yaml")).to.throw(/absent\.yaml/);
  });
});
