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
    ["window", "3599"],
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
    ["a window of text", (text: string) => text.replace("window: 120", "window: long"), 7],
    ["a negative window", (text: string) => text.replace("window: 120", "window: -1"), 7],
    ["a bond without unit", (text: string) => text.replace("0.1 ether", "0.1"), 11],
    ["a missing key", (text: string) => text.replace(/ {2}grace: .*\n/, ""), 6],
    ["an unknown key", (text: string) => `${text}wat: 1\n`, 2],
    ["no YAML", (text: string) => text.replace("court:", "court: ["), 6],
  ] as const) {
    it(`refuses ${wrong}, with the line`, () => {
      const error = errorOf("local", change);
      expect(error?.code).to.equal("NETWORK_FILE_INVALID");
      expect(error?.where).to.match(new RegExp(`changed\\.yaml:${line}$`));
    });
  }

  it("says where it looked for a network that is not there", () => {
    expect(() => readNetwork("mainnet")).to.throw(/networks\/mainnet\.yaml/);
    expect(() => readNetwork("./absent.yaml")).to.throw(/absent\.yaml/);
  });
});
