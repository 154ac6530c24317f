import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";
import { BatchFolder } from "../../src/cli/batchFolder.ts";
import { withFolder } from "./files.ts";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

describe("cli: the sequencer's folder", () => {
  it("has waiting what follows the posted ones without a gap", () =>
    withFolder(async (folder) => {
      const batches = new BatchFolder(folder);
      for (const name of ["1", "2", "3.bin", "5", ".4", "4.part.bin~"]) writeFileSync(join(folder, name), name);
      const waiting = (posted: number): string[] => batches.waiting(posted).map((body) => Buffer.from(body).toString());
      writeFileSync(join(folder, "7"), "7");
      expect(waiting(1)).to.deep.equal(["2", "3.bin", "4.part.bin~", "5"]);
      expect(waiting(5)).to.deep.equal([]);
      expect(waiting(9)).to.deep.equal([]);
    }));

  it("keeps a batch open under a name that is nobody's, and gives it a number once", () =>
    withFolder(async (folder) => {
      const batches = new BatchFolder(join(folder, "new"));
      expect(batches.open()).to.equal(undefined);
      batches.keep(bytes("one"));
      expect([Buffer.from(batches.open()!).toString(), batches.waiting(0)]).to.deep.equal(["one", []]);
      const path = batches.close(1, bytes("one two"));
      expect([path, readFileSync(path, "utf8"), batches.open()]).to.deep.equal([
        join(folder, "new", "1"),
        "one two",
        undefined,
      ]);
      expect(readdirSync(join(folder, "new"))).to.deep.equal(["1"]);
    }));

  it("never replaces a batch that has its number, and loses nothing of the open one", () =>
    withFolder(async (folder) => {
      const batches = new BatchFolder(folder);
      writeFileSync(join(folder, "1"), "posted");
      batches.keep(bytes("open"));
      expect(() => batches.close(1, bytes("other")))
        .to.throw()
        .with.property("code", "FILE_EXISTS");
      expect(readFileSync(join(folder, "1"), "utf8")).to.equal("posted");
      expect(readdirSync(folder).toSorted()).to.deep.equal([".open", "1"]);
    }));
});
