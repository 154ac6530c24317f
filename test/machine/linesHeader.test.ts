import { expect } from "chai";
import { describe, it } from "mocha";
import {
  advanceLine,
  advancePc,
  at,
  COPY,
  decode,
  END,
  setAddress,
  setFile,
  special,
  text,
  unit,
  word,
} from "./lineTable.ts";

describe("linesHeader: each version", () => {
  const program = [
    setAddress(0x1000),
    advanceLine(9),
    COPY,
    special(4, 2),
    setFile(2),
    special(4, -5),
    advancePc(4),
    END,
  ];
  const expected = ["a.c:10", "a.c:12", "b.c:7"];

  for (const version of [2, 3, 4]) {
    it(`version ${version}`, () => {
      const table = decode(unit({ version, program }));
      expect([0x1000, 0x1004, 0x1008].map((address) => at(table, address))).to.deep.equal(
        expected.map((line) => (line.startsWith("a") ? `dir/${line}` : line)),
      );
      for (const address of [0, 0xfff, 0x100c, 0xffffffff]) expect(at(table, address)).to.equal(undefined);
    });
  }

  const PATH = 1;
  const DIRECTORY = 2;
  const forms = { string: 0x08, strp: 0x0e, lineStrp: 0x1f, data1: 0x0b, data2: 0x05, data16: 0x1e, udata: 0x0f };
  const tables5: [string, number[]][] = [
    [
      "names in the table",
      [
        1,
        PATH,
        forms.string,
        2,
        ...text("/root"),
        ...text("dir"),
        2,
        PATH,
        forms.string,
        DIRECTORY,
        forms.udata,
        3,
      ].concat([...text("x.c"), 0, ...text("a.c"), 1, ...text("/b.c"), 1]),
    ],
    [
      "names in .debug_line_str, MD5 sums",
      [
        1,
        PATH,
        forms.lineStrp,
        2,
        ...word(0),
        ...word(6),
        3,
        PATH,
        forms.lineStrp,
        DIRECTORY,
        forms.data1,
        5,
        forms.data16,
      ].concat([
        3,
        ...word(10),
        0,
        ...Array(16).fill(7),
        ...word(14),
        1,
        ...Array(16).fill(7),
        ...word(18),
        1,
        ...Array(16).fill(7),
      ]),
    ],
    [
      "names in .debug_str, directories in two bytes",
      [1, PATH, forms.strp, 2, ...word(0), ...word(6), 2, PATH, forms.strp, DIRECTORY, forms.data2, 3].concat([
        ...word(10),
        0,
        0,
        ...word(14),
        1,
        0,
        ...word(18),
        1,
        0,
      ]),
    ],
  ];
  const strings = Uint8Array.from([...text("/root"), ...text("dir"), ...text("x.c"), ...text("a.c"), ...text("/b.c")]);
  for (const [name, tables] of tables5) {
    it(`version 5, ${name}`, () => {
      const zero = [setFile(0), setAddress(0x2000), COPY, advancePc(4), END];
      const table = decode(unit({ version: 5, tables, program: [...program, ...zero] }), strings, strings);
      expect([0x1000, 0x1004, 0x1008, 0x2000].map((address) => at(table, address))).to.deep.equal([
        "dir/a.c:10",
        "dir/a.c:12",
        "/b.c:7",
        "/root/x.c:1",
      ]);
    });
  }
});
