import { expect } from "chai";
import { after, before, beforeEach, describe, it } from "mocha";
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createKey, hashFile, openKey, type KeyFile } from "../../src/validity/keyFile.ts";
import { developmentKey } from "../../src/validity/keys.ts";
import { SectionFile } from "../../src/validity/sections.ts";
import { readZkey, ZKEY } from "../../src/validity/zkey.ts";
import { refused } from "./refused.ts";
import { compileToy, scratch } from "./toyCircuit.ts";

describe("keyFile", () => {
  const folder = scratch();
  const path = join(folder.path, "copy.zkey");
  let made: KeyFile;
  let r1cs: string;

  before(async () => {
    const circuit = await compileToy(folder.path);
    ({ r1cs } = circuit);
    made = await developmentKey(circuit, undefined, folder.path);
  });

  beforeEach(() => {
    copyFileSync(made.path, path);
    copyFileSync(`${made.path}.json`, `${path}.json`);
  });

  after(() => folder.remove());

  /** Overwrites one byte of the copy. */
  const spoil = (at: number): void => {
    const bytes = readFileSync(path);
    bytes[at]! ^= 1;
    writeFileSync(path, bytes);
  };

  it("opens a key that is what its manifest says", async () => {
    const { header, manifest } = await openKey(path, await hashFile(r1cs));
    expect(manifest).to.deep.equal(made.manifest);
    expect(header).to.deep.equal(made.header);
    expect(header.publicSignals).to.equal(5);
  });

  it("misses a key that is not there, and one without its manifest", async () => {
    rmSync(`${path}.json`);
    expect((await refused(() => openKey(path), "ZKEY_MISSING")).where).to.equal(`${path}.json`);
    rmSync(path);
    expect((await refused(() => openKey(path), "ZKEY_MISSING")).where).to.equal(path);
  });

  it("refuses a key cut short anywhere, and one with more behind it", async () => {
    const { length } = readFileSync(path);
    for (const size of [0, 3, 11, 12, 20, 700, length >> 1, length - 1]) {
      copyFileSync(made.path, path);
      truncateSync(path, size);
      await refused(() => openKey(path), "ZKEY_INVALID");
    }
    writeFileSync(path, Buffer.concat([readFileSync(made.path), Buffer.of(0)]));
    await refused(() => openKey(path), "ZKEY_INVALID");
  });

  it("refuses a key in which one bit of any section is another", async () => {
    for (const [name, id] of Object.entries(ZKEY)) {
      const { offset, size } = SectionFile.read(made.path, "zkey", (file) => file.section(id));
      copyFileSync(made.path, path);
      spoil(offset + size - 1);
      // Of these only the system is looked at before the bytes are hashed.
      await refused(() => openKey(path), name === "protocol" ? "ZKEY_INVALID" : "ZKEY_CHANGED");
    }
  });

  it("refuses the key of another circuit", async () => {
    const other = await compileToy(folder.path, 41);
    await refused(async () => openKey(path, await hashFile(other.r1cs)), "ZKEY_OTHER_CIRCUIT");
  });

  it("refuses a manifest that is none, and one that is of another key", async () => {
    for (const text of [
      "",
      "{",
      "{}",
      JSON.stringify({ ...made.manifest, zkey: "0x12" }),
      JSON.stringify({ ...made.manifest, more: 1 }),
    ]) {
      writeFileSync(`${path}.json`, text);
      await refused(() => openKey(path), "ZKEY_MANIFEST_INVALID");
    }
    writeFileSync(`${path}.json`, JSON.stringify({ ...made.manifest, zkey: made.manifest.r1cs }));
    await refused(() => openKey(path), "ZKEY_CHANGED");
  });

  it("is no key: files of other kinds and keys of other systems", async () => {
    await refused(() => readZkey(r1cs), "ZKEY_INVALID");
    const { offset } = SectionFile.read(path, "zkey", (file) => file.section(ZKEY.protocol));
    const bytes = readFileSync(path);
    bytes[offset] = 2;
    writeFileSync(path, bytes);
    expect((await refused(() => readZkey(path), "ZKEY_INVALID")).what).to.include("protocol 2");
  });

  it("leaves nothing behind where making a key fails, and sweeps what a killed process left", async () => {
    const target = join(folder.path, "target.zkey");
    const about = { circuit: "toy", r1cs: made.manifest.r1cs };
    // No process has the greatest id there can be.
    writeFileSync(`${target}.4194304.draft`, "half a key");
    const failing = createKey(target, about, async (draft) => {
      writeFileSync(draft, "half a key");
      throw new Error("no more power");
    });
    expect(await failing.catch((error: Error) => error.message)).to.equal("no more power");
    expect(readdirSync(folder.path).filter((name) => name.startsWith("target"))).to.deep.equal([]);
    await refused(() => createKey(target, about, async (draft) => writeFileSync(draft, "half a key")), "ZKEY_INVALID");
    expect(existsSync(target)).to.equal(false);
  });
});
