import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";
import { assize, assizeJson } from "./assize.ts";
import { GUESTS, withFolder } from "./files.ts";

type Found = {
  readonly steps: number;
  readonly status: string;
  readonly phases: readonly { readonly name: string; readonly steps: number }[];
  readonly functions: readonly { readonly name: string; readonly self: number; readonly line: string | null }[];
  readonly chunks: readonly { readonly section: string; readonly writes: number }[];
  readonly suggestion: { readonly hashesBefore: number; readonly hashesAfter: number };
};

describe("cli: profile", () => {
  it("gives all steps to phases and to functions, with their lines", async () => {
    const { steps } = await assizeJson<{ steps: number }>(["run", GUESTS.sort]);
    const found = await assizeJson<Found>(["profile", GUESTS.sort]);
    expect([found.steps, found.status]).to.deep.equal([steps, "halted"]);
    expect(found.phases.reduce((sum, phase) => sum + phase.steps, 0)).to.equal(steps);
    expect(found.functions.reduce((sum, { self }) => sum + self, 0)).to.equal(steps);
    expect(found.phases.map(({ name }) => name)).to.deep.equal(["start", "fill", "sort", "check", "digest"]);
    expect(found.functions.find(({ name }) => name === "sink")?.line).to.match(/^guest\/sort\/sort\.c:\d+$/);
    expect(found.chunks[0]).to.include({ section: "readWrite" });
    expect(found.suggestion.hashesAfter).to.be.at.most(found.suggestion.hashesBefore);
  });

  it("shows tables to people, and stops where it is told to", async () => {
    const { out } = await assize(["profile", GUESTS.sort, "--stop-at", "1000"]);
    expect(out)
      .to.match(/^steps +1,000\nstatus +running, exit code 0\n\nphase +steps +% +entered\n/)
      .and.match(/\nfill +9\d\d +9\d\.\d\d +1\n/)
      .and.match(/\nfunction +steps +% +with callees +% +calls +line\nnext +\d/)
      .and.match(/\nsection +chunk +address +writes +reads +written in, of 1 spans of 1,024 steps\n/);
  });

  it("writes a flame graph and a layout that profiles the same, into new files only", () =>
    withFolder(async (folder) => {
      const [svg, layout] = [join(folder, "flame.svg"), join(folder, "layout.yaml")];
      const words = ["profile", GUESTS.bank, "--stop-at", "2000000"];
      const { out } = await assize([...words, "--svg", svg, "--suggest-layout", layout]);
      expect(out).to.include(`written  ${svg}\nwritten  ${layout}`);
      expect(readFileSync(svg, "utf8")).to.match(/^<svg .*>bank\.elf: 2,000,000 steps<\/title>/s);
      const [plain, again] = [await assizeJson<Found>(words), await assizeJson<Found>([...words, "--layout", layout])];
      expect(again.functions).to.deep.equal(plain.functions);
      expect(again.suggestion.hashesBefore).to.equal(plain.suggestion.hashesAfter);
      expect((await assize([...words, "--svg", svg])).err).to.match(/^error FILE_EXISTS: /);
    }));
});
