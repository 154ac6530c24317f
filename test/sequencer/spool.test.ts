import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { afterEach, beforeEach, describe, it } from "mocha";
import { Spool } from "../../src/sequencer/spool.ts";

describe("Spool", () => {
  let folder = "";
  const put = (...names: string[]): void => names.forEach((name) => writeFileSync(join(folder, name), name));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "assize-spool-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("finds the body of a batch by the number that its name begins with, and nothing else", () => {
    put("1", "2.txt", "10.json.gz", "03", ".4", "5~", "6-draft", "0", "x7", "8 ", "9");
    const spool = new Spool(folder);
    const found = [...spool.files(1, 100)].map(([number, path]) => [number, path.slice(folder.length + 1)]);
    expect(found.sort(([a], [b]) => Number(a) - Number(b))).to.deep.equal([
      [1, "1"],
      [2, "2.txt"],
      [9, "9"],
      [10, "10.json.gz"],
    ]);
    expect([...spool.files(2, 9).keys()]).to.deep.equal([2, 9]);
    expect(spool.read(join(folder, "2.txt"))).to.deep.equal(new Uint8Array(Buffer.from("2.txt")));
  });

  it("refuses to choose between two bodies of one batch", () => {
    put("7", "7.txt", "8");
    expect([...new Spool(folder).files(8, 8).keys()]).to.deep.equal([8]);
    expect(() => new Spool(folder).files(1, 8))
      .to.throw()
      .with.property("code", "BATCH_AMBIGUOUS");
  });

  it("says what cannot be read", () => {
    for (const read of [() => new Spool(join(folder, "none")).files(1, 1), () => new Spool(folder).read(folder)]) {
      expect(read).to.throw().with.property("code", "BATCHES_UNREADABLE");
    }
  });
});
