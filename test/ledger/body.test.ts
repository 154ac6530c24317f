import { expect } from "chai";
import { describe, it } from "mocha";
import { decodeBody, encodeBody, feeAccountOf, recordCount } from "../../src/ledger/body.ts";
import { triplesOf } from "../../src/ledger/commitment.ts";
import { decodeRecord, encodeRecord, type LedgerRecord } from "../../src/ledger/record.ts";
import { execute } from "../../src/ledger/execution.ts";
import { GENESIS } from "../../src/ledger/state.ts";
import { Dice } from "./dice.ts";

const HEADER = [1n, 1n, 1n, 1n, 1n, 0n, 0n, 0n];

describe("ledger bodies", () => {
  it("hold whole records from byte 26 on, 4,096 at most", () => {
    const counts = [0, 25, 26, 27, 104, 105, 26 + 78 * 4096, 27 + 78 * 4096, 2 ** 20].map(recordCount);
    expect(counts).to.deep.equal([0, 0, 0, 1, 1, 2, 4096, 4096, 4096]);
  });

  it("of any bytes are records and words, and lead somewhere", () => {
    const seed = 5;
    const dice = new Dice(seed);
    for (let i = 0; i < 60; i++) {
      const body = dice.bytes(dice.below(400));
      const records = decodeBody(body);
      expect(records, `seed ${seed}, body ${i}`).to.have.length(recordCount(body.length));
      const words = triplesOf({ header: HEADER, body }).flat();
      expect(words).to.have.length(9 + 3 * records.length);
      expect(words.every((word) => word < 1n << 208n)).to.equal(true);
      execute(GENESIS, { header: HEADER, body });
    }
  });

  it("lose nothing of a record: what is read is written again, unused bytes aside", () => {
    const dice = new Dice(6);
    const records = Array.from({ length: 300 }, (_, i): LedgerRecord => {
      const bytes = dice.bytes(78);
      if (i % 3 > 0) bytes.set([255, 255, 255, 253 + (i % 3)]);
      return decodeRecord(bytes);
    });
    expect(new Set(records.map(({ kind }) => kind)).size).to.equal(3);
    for (const record of records) expect(decodeRecord(encodeRecord(record))).to.deep.equal(record);
    const body = encodeBody(77, records);
    expect(decodeBody(body)).to.deep.equal(records);
    expect(feeAccountOf(body)).to.equal(77);
  });

  it("end at the 4,096th record: what follows is no record and no word", () => {
    const full = new Uint8Array(26 + 78 * 4096).fill(255);
    const longer = new Uint8Array(full.length + 500).fill(255);
    expect(decodeBody(longer)).to.have.length(4096);
    expect(triplesOf({ header: HEADER, body: longer })).to.deep.equal(triplesOf({ header: HEADER, body: full }));
  });
});
