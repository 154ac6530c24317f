import { expect } from "chai";
import { describe, it } from "mocha";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assize, assizeJson } from "./assize.ts";
import { GUESTS, withFolder } from "./files.ts";

type Summary = { readonly steps: number; readonly stateHash: string; readonly from?: number };
type Moved = { readonly run: string; readonly steps: readonly number[]; readonly chunks: number };

/** Flips a bit of the last file in the folder whose name ends so. */
function spoil(folder: string, end: string): void {
  const path = join(
    folder,
    readdirSync(folder)
      .filter((name) => name.endsWith(end))
      .sort()
      .at(-1)!,
  );
  const bytes = readFileSync(path);
  bytes[bytes.length >>> 1]! ^= 1;
  writeFileSync(path, bytes);
}

describe("cli: run with checkpoints, and checkpoint", () => {
  it("goes on from what was kept before, to the same end", () =>
    withFolder(async (folder) => {
      const plain = await assizeJson<Summary>(["run", GUESTS.sort]);
      const kept = ["run", GUESTS.sort, "--checkpoints", join(folder, "kept"), "--every", "0x1000"];
      const half = await assizeJson<Summary>([...kept, "--stop-at", "20000"]);
      expect([half.steps, half.from]).to.deep.equal([20_000, 0]);
      const whole = await assizeJson<Summary>(kept);
      expect(whole).to.deep.equal({ ...plain, from: 16_384, printed: (whole as { printed?: string }).printed });
      const again = await assize([...kept, "--stop-at", "9000"]);
      expect(again.out).to.match(/^executed from +8,192$/m);
    }));

  it("moves a run by files, which share chunks, to another machine", () =>
    withFolder(async (folder) => {
      const [here, there, files] = ["here", "there", "files"].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      await assizeJson(["run", GUESTS.sort, "--checkpoints", here, "--every", "0x1000"]);
      const out = await assizeJson<Moved>(["checkpoint", "export", GUESTS.sort, "--checkpoints", here, "--to", files]);
      expect(readdirSync(files)).to.have.members(["chunks", ...out.steps.map((step) => `checkpoint.${step}.json`)]);
      const again = await assizeJson<Moved>([
        "checkpoint",
        "export",
        GUESTS.sort,
        "--checkpoints",
        here,
        "--to",
        files,
      ]);
      expect(again.chunks).to.equal(0);
      const moved = await assizeJson<Moved>([
        "checkpoint",
        "import",
        GUESTS.sort,
        "--checkpoints",
        there,
        "--from",
        files,
      ]);
      expect(moved).to.deep.equal(out);
      const { runs } = await assizeJson<{ runs: unknown }>(["checkpoint", "list", "--checkpoints", there]);
      expect(runs).to.deep.equal([{ run: out.run, steps: out.steps }]);
      const end = await assizeJson<Summary>(["run", GUESTS.sort, "--checkpoints", there, "--every", "0x1000"]);
      expect(end.stateHash).to.equal((await assizeJson<Summary>(["run", GUESTS.sort])).stateHash);
      expect(end.from).to.equal(out.steps.at(-1));
    }));

  for (const [what, spoilt, code] of [
    ["a chunk that was changed", (files: string) => spoil(join(files, "chunks"), ".bin"), "CHECKPOINT_DAMAGED"],
    ["a checkpoint that was changed", (files: string) => spoil(files, ".json"), "STORE_DAMAGED"],
  ] as const) {
    it(`takes over nothing from ${what}`, () =>
      withFolder(async (folder) => {
        const [here, files] = [join(folder, "here"), join(folder, "files")];
        await assizeJson(["run", GUESTS.sort, "--checkpoints", here, "--every", "0x8000"]);
        await assizeJson(["checkpoint", "export", GUESTS.sort, "--checkpoints", here, "--to", files]);
        spoilt(files);
        const taken = await assize([
          "checkpoint",
          "import",
          GUESTS.sort,
          "--checkpoints",
          here,
          "--from",
          files,
          "--json",
        ]);
        expect([taken.code, (JSON.parse(taken.err) as { code: string }).code]).to.deep.equal([1, code]);
      }));
  }

  it("refuses checkpoints of another program, and says where there are none", () =>
    withFolder(async (folder) => {
      const [here, files] = [join(folder, "here"), join(folder, "files")];
      await assizeJson(["run", GUESTS.sort, "--checkpoints", here, "--every", "0x8000"]);
      await assizeJson(["checkpoint", "export", GUESTS.sort, "--checkpoints", here, "--to", files]);
      const taken = await assize(["checkpoint", "import", GUESTS.bank, "--checkpoints", here, "--from", files]);
      expect(taken.err).to.match(/CHECKPOINT_FOREIGN/);
      const none = await assize(["checkpoint", "export", GUESTS.toy, "--checkpoints", here, "--to", files]);
      expect([none.code, none.err]).to.satisfy(
        ([exit, text]: [number, string]) => exit === 1 && /NOT_FOUND/.test(text),
      );
    }));

  it("refuses a folder without checkpoints, and a distance between checkpoints that are kept nowhere", () =>
    withFolder(async (folder) => {
      const [here, files] = [join(folder, "here"), join(folder, "files")];
      mkdirSync(files);
      const none = await assize(["checkpoint", "import", GUESTS.sort, "--checkpoints", here, "--from", files]);
      expect([none.code, none.err]).to.satisfy(
        ([code, text]: [number, string]) => code === 1 && /NOT_FOUND/.test(text),
      );
      const { code, err } = await assize(["run", GUESTS.sort, "--every", "0x1000"]);
      expect(code).to.equal(2);
      expect(err).to.match(/ARGUMENT_INVALID.*--every.*--checkpoints/);
    }));
});
