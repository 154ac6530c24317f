import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { readKey } from "../../src/chain/key.ts";
import { codeOf } from "./codeOf.ts";
import { keystoreOf } from "./keystore.ts";

const KEY = `0x${"11".repeat(32)}` as const;
/** The address of the key, computed once by another library. */
const ADDRESS = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A";

describe("chain: key", () => {
  let [folder, keystore] = ["", ""];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "assize-key-"));
    keystore = join(folder, "keystore.json");
    writeFileSync(keystore, JSON.stringify(keystoreOf(KEY, "a password")));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("reads 32 bytes of hex, with and without 0x", async () => {
    for (const key of [KEY, KEY.slice(2)]) expect((await readKey({ ASSIZE_KEY: key })).address).to.equal(ADDRESS);
  });

  it("opens a keystore", async () => {
    const environment = { ASSIZE_KEYSTORE: keystore, ASSIZE_PASSWORD: "a password" };
    expect((await readKey(environment)).address).to.equal(ADDRESS);
  });

  it("refuses what is no key", async () => {
    const zero = `0x${"00".repeat(32)}`;
    for (const key of ["", "0x", "0x11", `${KEY}11`, `${KEY.slice(0, -1)}g`, zero]) {
      expect(await codeOf(() => readKey({ ASSIZE_KEY: key })), key).to.equal("KEY_INVALID");
    }
  });

  it("refuses no key, no keystore, a wrong or absent password", async () => {
    expect(await codeOf(() => readKey({}))).to.equal("KEY_MISSING");
    expect(await codeOf(() => readKey({ ASSIZE_KEYSTORE: folder }))).to.equal("KEY_INVALID");
    expect(await codeOf(() => readKey({ ASSIZE_KEYSTORE: keystore }))).to.equal("KEY_INVALID");
    const wrong = { ASSIZE_KEYSTORE: keystore, ASSIZE_PASSWORD: "another" };
    expect(await codeOf(() => readKey(wrong))).to.equal("KEY_INVALID");
  });
});
