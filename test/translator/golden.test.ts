import { expect } from "chai";
import { describe, it } from "mocha";
import { readFileSync, readdirSync } from "node:fs";
import { GOLDEN } from "../../scripts/translations/programs.ts";
import { goldenGuest, goldenText } from "../../scripts/translations/translation.ts";
import { agree } from "./agree.ts";

const FOLDER = new URL("./golden/", import.meta.url);

describe("src/translator, as text", () => {
  for (const golden of GOLDEN) {
    it(`${golden.name}: the WebAssembly that was accepted, which does what the interpreter does`, () => {
      const accepted = readFileSync(new URL(`${golden.name}.txt`, FOLDER), "utf8");
      const why = "if the new text is right, accept it: node scripts/translated.ts --accept";
      expect(goldenText(golden), why).to.equal(accepted);
      agree(goldenGuest(golden));
    });
  }

  it("keeps no file of a program that is gone", () => {
    expect(readdirSync(FOLDER).toSorted()).to.deep.equal(GOLDEN.map(({ name }) => `${name}.txt`).toSorted());
  });
});
