import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";
import { assize, assizeJson } from "./assize.ts";
import { GUESTS, withFolder } from "./files.ts";

type Difference = {
  readonly equal: boolean;
  readonly steps: number;
  readonly at: { readonly function: string | null; readonly line: string | null };
  readonly fields: readonly { readonly name: string }[];
  readonly words: readonly { readonly section: string; readonly variable: string | null; readonly address: string }[];
};

describe("cli: diff", () => {
  it("finds runs of equal inputs equal", () =>
    withFolder(async (folder) => {
      const body = join(folder, "body");
      writeFileSync(body, "same");
      const words = ["diff", GUESTS.toy, "--input", body, "--against", body, "--at", "500"];
      expect(await assizeJson<Difference>(words)).to.include({ equal: true, steps: 500 });
      expect((await assize(words)).out).to.match(
        /^The two runs are equal after 500 steps, in \w+ \(.*toy\.c:\d+\); \d+ pairs/,
      );
    }));

  it("names section, variable, function and line of what differs", () =>
    withFolder(async (folder) => {
      const [a, b] = [join(folder, "a"), join(folder, "b")];
      writeFileSync(a, Uint8Array.of(1));
      writeFileSync(b, Uint8Array.of(2));
      const found = await assizeJson<Difference>(["diff", GUESTS.toy, "--input", a, "--against", b, "--at", "100000"]);
      expect(found.equal).to.equal(false);
      expect(found.words.map(({ section }) => section)).to.include("input");
      expect(found.words.map(({ variable }) => variable)).to.include("counter");
      expect(found.fields.map(({ name }) => name)).to.include("output");
      const { out } = await assize(["diff", GUESTS.toy, "--input", a, "--against", b, "--at", "100000"]);
      expect(out)
        .to.match(/^The two runs differ/)
        .and.match(/\nsection +chunk +address +variable +first run +other run\n/);
    }));

  const faults = [
    ["register@100", "a0"],
    ["pc@100", "pc"],
    ["output@100", "output"],
    ["skip@99", "a5"],
  ] as const;
  for (const [fault, field] of faults) {
    it(`shows what the fault ${fault} changes first`, async () => {
      const at = Number(fault.split("@")[1]);
      const words = ["diff", GUESTS.toy, "--fault", fault, "--at"];
      const found = await assizeJson<Difference>([...words, String(at + 1)]);
      expect(found.fields.map(({ name }) => name).join()).to.include(field);
      expect((await assizeJson<Difference>([...words, String(at)])).equal).to.equal(true);
    });
  }

  it("shows a flipped bit of memory, and nothing else", async () => {
    const found = await assizeJson<Difference>(["diff", GUESTS.toy, "--fault", "memory@100", "--at", "101"]);
    expect(found.fields).to.deep.equal([]);
    expect(found.words.map(({ section }) => section)).to.deep.equal(["readWrite"]);
  });
});
