import { expect } from "chai";
import { afterEach, beforeEach, describe, it } from "mocha";
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LedgerStore } from "../../src/store/ledgerStore.ts";
import { openLmdb } from "../../src/store/lmdb.ts";
import { random } from "../helpers/random.ts";
import { chainOf, COURT, seen } from "./points.ts";

const SEED = 0x1db;

describe(`lmdb (seed ${SEED})`, () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "assize-store-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const at = (name: string): string => join(folder, name);
  const codeOf = async (path: string): Promise<string> => {
    try {
      const rows = openLmdb(path);
      const { points } = seen(LedgerStore.open(rows, COURT));
      await rows.close();
      return points.join();
    } catch (error) {
      return (error as { readonly code: string }).code;
    }
  };
  /** A store of some batches, closed. */
  const filled = async (): Promise<string> => {
    const store = LedgerStore.open(openLmdb(at("good")), COURT);
    for (const entry of chainOf(8, 7)) store.append(entry);
    await store.close();
    return at("good");
  };

  it("keeps what was written when it is opened again, in order", async () => {
    const path = await filled();
    const rows = openLmdb(path);
    expect(seen(LedgerStore.open(rows, COURT)).points).to.have.length(9);
    expect(rows.keys("batch/")).to.deep.equal([...rows.keys("batch/")].sort());
    expect([...rows.entries("batch/")].map(([key]) => key)).to.deep.equal(rows.keys("batch/"));
    expect(rows.get("nothing")).to.equal(undefined);
    expect(() =>
      rows.transaction((writer) => {
        writer.put("a", Uint8Array.of(1));
        throw new RangeError("on purpose");
      }),
    ).to.throw("on purpose");
    expect(rows.get("a")).to.equal(undefined);
    await rows.close();
  });

  it("refuses what is no store of LMDB's", async () => {
    for (const [name, bytes] of [
      ["empty", new Uint8Array()],
      ["short", new Uint8Array(20)],
      ["text", new TextEncoder().encode("a file of somebody else, long enough to be read as a header")],
      ["zeros", new Uint8Array(65_536)],
    ] as const) {
      openLmdb(at(name));
      writeFileSync(join(at(name), "data.mdb"), bytes);
      expect(await codeOf(at(name)), name).to.equal("STORE_FOREIGN");
    }
  });

  it("refuses a file that was cut short or spoilt, and lives to say so", async () => {
    const path = await filled();
    const intact = await codeOf(path);
    const { size } = statSync(join(path, "data.mdb"));
    const whole = readFileSync(join(path, "data.mdb"));
    const next = random(SEED);
    const spoilt = async (name: string, spoil: (file: string) => void): Promise<string> => {
      cpSync(path, at(name), { recursive: true });
      spoil(join(at(name), "data.mdb"));
      return codeOf(at(name));
    };
    for (const length of [100, 4096, 5000, 8192, size >> 1, size - 4096]) {
      const code = await spoilt(`cut-${length}`, (file) => truncateSync(file, length));
      // The last page may be one that nothing refers to any more: then nothing is missing.
      const allowed = length < size - 4096 ? ["STORE_DAMAGED", "STORE_FOREIGN"] : ["STORE_DAMAGED", intact];
      expect(allowed, `${length} of ${size} bytes`).to.include(code);
    }
    for (let i = 0; i < 6; i++) {
      const start = 8192 + 4096 * (next() % (size / 4096 - 2));
      const noise = Uint8Array.from({ length: 4096 }, () => next());
      const code = await spoilt(`noise-${i}`, (file) => {
        const bytes = Uint8Array.from(whole);
        bytes.set(noise, start);
        writeFileSync(file, bytes);
      });
      expect(["STORE_DAMAGED", intact], `page at ${start}`).to.include(code);
    }
    const value = whole.indexOf(Buffer.from('"body":"0xabcd"'));
    const code = await spoilt("flip", (file) => {
      const bytes = Uint8Array.from(whole);
      bytes.set(Buffer.from("0xabce"), value + 8);
      writeFileSync(file, bytes);
    });
    expect(["STORE_DAMAGED", intact]).to.include(code);
  });

  it("says what the system says of a folder that cannot be had", async () => {
    writeFileSync(at("file"), "");
    expect(await codeOf(join(at("file"), "below"))).to.equal("STORE_UNAVAILABLE");
  });
});
