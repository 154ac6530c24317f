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
  readonly words: readonly {
    readonly section: string;
    readonly variable: string | null;
    readonly address: string;
    readonly stored: readonly ({ readonly step: number; readonly line: string | null } | null)[];
  }[];
  readonly parted: { readonly step: number; readonly statesCompared: number; readonly by: Place } | null;
};
type Place = { readonly instruction: string; readonly function: string | null; readonly line: string | null };

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
        .and.match(
          /\nsection +chunk +address +variable +first run +other run +last store, first run +last store, other run\n/,
        );
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

  it("finds by itself the step at which a run with a fault parts, in few hashes", async () => {
    const found = await assizeJson<Difference>(["diff", GUESTS.toy, "--fault", "skip@335"]);
    expect(found.parted?.step).to.equal(335);
    expect(found.parted?.statesCompared).to.be.at.most(16 * 3);
    expect(found.parted?.by).to.deep.include({ instruction: "sw a5, 0(a6)", function: "main" });
    expect(found.parted?.by.line).to.match(/^guest\/toy\/toy\.c:\d+$/);
    expect(found.steps).to.equal(336);
    const [word] = found.words;
    expect(word).to.deep.include({ variable: "counter", section: "readWrite" });
    expect(word?.stored.map((store) => [store?.step, store?.line])).to.deep.equal([[335, found.parted?.by.line]]);
    const { out } = await assize(["diff", GUESTS.toy, "--fault", "skip@335"]);
    expect(out)
      .to.match(
        /^The two runs part at step 335, found by comparing \d+ pairs of states:\n  sw a5, 0\(a6\) at 0x800001b0 in main/,
      )
      .and.match(/\n.*counter.* step 335, main \(guest\/toy\/toy\.c:\d+\)\n/);
  });

  it("finds the instruction that first tells two inputs apart", () =>
    withFolder(async (folder) => {
      const [a, b] = [join(folder, "a"), join(folder, "b")];
      writeFileSync(a, "0123456789");
      writeFileSync(b, "0123456x89");
      const found = await assizeJson<Difference>(["diff", GUESTS.toy, "--input", a, "--against", b]);
      expect(found.parted?.by.instruction).to.match(/^lbu /);
      expect(found.fields.length).to.equal(1);
      expect(found.words.map(({ section, stored }) => [section, ...stored])).to.deep.equal([["input", null, null]]);
      writeFileSync(b, "shorter");
      const unlike = await assizeJson<Difference>(["diff", GUESTS.toy, "--input", a, "--against", b]);
      expect([unlike.parted, unlike.steps]).to.deep.equal([null, 0]);
      expect(unlike.fields.map(({ name }) => name)).to.deep.equal(["x10 (a0)"]);
    }));

  it("says of both runs which store made a word what it is", () =>
    withFolder(async (folder) => {
      const [a, b] = [join(folder, "a"), join(folder, "b")];
      writeFileSync(a, Uint8Array.of(1));
      writeFileSync(b, Uint8Array.of(2));
      const found = await assizeJson<Difference>(["diff", GUESTS.toy, "--input", a, "--against", b, "--at", "100000"]);
      const counter = found.words.find(({ variable }) => variable === "counter");
      expect(counter?.stored.map((store) => store?.line)).to.deep.equal(Array(2).fill("guest/toy/toy.c:35"));
      expect(found.parted).to.equal(null);
    }));

  it("shows the ends where runs part and come together again", async () => {
    // At the branch that ends a loop of `expand`: the fault is in a0, which is written again before it is read.
    const words = ["diff", GUESTS.bank, "--fault", "register@5000006", "--stop-at", "5010000"];
    const found = await assizeJson<Difference>(words);
    expect([found.equal, found.parted]).to.deep.equal([true, null]);
  });
});
