import { expect } from "chai";
import { describe, it } from "mocha";
import { facts, table, toJson } from "../../src/cli/output.ts";

describe("cli: output", () => {
  it("aligns columns, numbers to the right, without spaces at the end", () => {
    const rows = [
      ["name", "steps", "note"],
      ["a", "1,024", ""],
      ["longer", "7", "x"],
    ];
    expect(table(rows)).to.deep.equal(["name    steps  note", "a       1,024", "longer      7  x"]);
    expect(table([["name", "steps"]])).to.deep.equal(["name  steps"]);
  });

  it("sets values below each other", () => {
    expect(
      facts([
        ["a", "1"],
        ["longer", "22"],
      ]),
    ).to.deep.equal(["a       1", "longer  22"]);
  });

  it("writes big numbers as text, in one line where asked", () => {
    expect(toJson({ wei: 10n ** 18n, n: 1 }, 0)).to.equal('{"wei":"1000000000000000000","n":1}');
  });
});
