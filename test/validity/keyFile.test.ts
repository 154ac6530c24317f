import { expect } from "chai";
import { after, before, beforeEach, describe, it } from "mocha";
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createKey, hashFile, openKey, type KeyFile } from "../../src/validity/keyFile.ts";
import { developmentKey } from "../../src/validity/keys.ts";
import { SectionFile, SectionWriter } from "../../src/validity/sections.ts";
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
    for (const [size, said] of [
      [0, "It ends after 0 bytes"],
      [11, "It ends after 11 bytes"],
      [12, "It ends after 12 bytes, 10 sections too early"],
      [20, "It ends after 20 bytes, 10 sections too early"],
      [300, `It ends after 300 bytes, within section ${ZKEY.header}`],
      [length >> 1, "within section"],
      [length - 1, "within section"],
    ] as const) {
      copyFileSync(made.path, path);
      truncateSync(path, size);
      expect((await refused(() => openKey(path), "ZKEY_INVALID")).what).to.include(said);
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
    expect((await refused(() => readZkey(r1cs), "ZKEY_INVALID")).what).to.include("does not begin as one");
    const { offset } = SectionFile.read(path, "zkey", (file) => file.section(ZKEY.protocol));
    const bytes = readFileSync(path);
    bytes[offset] = 2;
    writeFileSync(path, bytes);
    expect((await refused(() => readZkey(path), "ZKEY_INVALID")).what).to.include("protocol 2");
  });

  it("refuses sections of other sizes, a second one of a number, and another curve", async () => {
    const spoilt = async (id: number, change: (bytes: Uint8Array) => Uint8Array, said: string): Promise<void> => {
      rewrite(made.path, path, (bytes, section) => (section === id ? change(bytes) : bytes));
      expect((await refused(() => readZkey(path), "ZKEY_INVALID")).what, said).to.include(said);
    };
    const longer = (by: number) => (bytes: Uint8Array) => Uint8Array.of(...bytes, ...new Uint8Array(by));
    await spoilt(ZKEY.header, longer(1), "more than");
    await spoilt(ZKEY.header, (bytes) => bytes.slice(0, -1), "Its header has");
    for (const at of [4, 40]) await spoilt(ZKEY.header, (bytes) => bytes.with(at, bytes[at]! ^ 1), "another curve");
    await spoilt(ZKEY.coefficients, (bytes) => bytes.slice(0, -1), "end within one");
    for (const id of [ZKEY.ic, ZKEY.a, ZKEY.b1, ZKEY.b2, ZKEY.c, ZKEY.h]) await spoilt(id, longer(64), "are due");
    rewrite(made.path, path, (bytes) => bytes);
    const bytes = readFileSync(path);
    bytes.writeUInt32LE(ZKEY.protocol, SectionFile.read(path, "zkey", (file) => file.section(ZKEY.header)).offset - 12);
    writeFileSync(path, bytes);
    expect((await refused(() => readZkey(path), "ZKEY_INVALID")).what).to.include("section 1 twice");
  });

  it("leaves nothing behind where making a key fails, and sweeps what a killed process left", async () => {
    const target = join(folder.path, "target.zkey");
    const about = { circuit: "toy", r1cs: made.manifest.r1cs };
    // No process has the greatest id there can be; another one's work, and that of other keys, is left alone.
    const others = [`${target}.${process.ppid}.draft`, `${join(folder.path, "another.zkey")}.4194304.draft`];
    const dead = [`${target}.4194304.draft`, `${target}.4194304.draft.json`];
    for (const file of [...others, ...dead]) writeFileSync(file, "half a key");
    const failing = createKey(target, about, async (draft) => {
      writeFileSync(draft, "half a key");
      throw new Error("no more power");
    });
    expect(await failing.catch((error: Error) => error.message)).to.equal("no more power");
    expect(others.map((file) => existsSync(file))).to.deep.equal([true, true]);
    for (const file of others) rmSync(file);
    expect(readdirSync(folder.path).filter((name) => name.startsWith("target"))).to.deep.equal([]);
    await refused(() => createKey(target, about, async (draft) => writeFileSync(draft, "half a key")), "ZKEY_INVALID");
    expect(existsSync(target)).to.equal(false);
  });
});

/** Writes a key again, each section as `change` would have it. */
function rewrite(from: string, to: string, change: (bytes: Uint8Array, id: number) => Uint8Array): void {
  const sections = SectionFile.read(from, "zkey", (file) =>
    Object.values(ZKEY).map((id) => [id, change(file.bytes(id), id)] as const),
  );
  const writer = new SectionWriter(
    to,
    "zkey",
    sections.map(([id, bytes]) => [id, bytes.length]),
  );
  for (const [id, bytes] of sections) writer.write(id, 0, bytes);
  writer.close();
}
