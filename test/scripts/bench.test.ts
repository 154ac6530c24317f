import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { describe, it } from "mocha";
import { run, type Outcome } from "../../scripts/check/tool.ts";
import { BENCHES } from "../../scripts/lib/benches.ts";

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const bench = (...args: string[]): Promise<Outcome> => run(checkout, process.execPath, ["scripts/bench.ts", ...args]);

describe("npm run bench", () => {
  it("knows every program of bench/, in alphabetical order", () => {
    const files = readdirSync(`${checkout}bench`).filter((file) => file.endsWith(".ts"));
    expect(Object.keys(BENCHES)).to.deep.equal(files.map((file) => file.slice(0, -3)).sort());
  });

  it("has a row for each in docs/benchmarks.md, that says the same and whether there is a quick size", () => {
    const rows = readFileSync(`${checkout}docs/benchmarks.md`, "utf8").matchAll(/^\| `(\S+)` \| (.*?) \| (.*?) ?\|/gm);
    const listed = [...rows].map(([, name, about, quick]) => ({ name, about, isQuick: quick !== "" }));
    expect(listed.map(({ name }) => name)).to.deep.equal(Object.keys(BENCHES));
    for (const { name, about, isQuick } of listed) {
      expect(about, name).to.equal(BENCHES[name!]!.about);
      expect(isQuick, name).to.equal(BENCHES[name!]!.quick !== undefined);
    }
  });

  it("lists all names with a line each", async () => {
    const { code, output } = await bench("--help");
    expect(code).to.equal(0);
    for (const [name, { about }] of Object.entries(BENCHES))
      expect(output.replace(/ +/g, " ")).to.contain(` ${name} ${about}`);
  });

  it("refuses a command line that makes no sense, with exit code 2", async () => {
    for (const args of [["no-such-bench"], ["../bench"], ["toString"], ["eddsa", "ledger"], ["eddsa", "--loud"]]) {
      const { code, output } = await bench(...args);
      expect([code, output.startsWith("error")], args.join(" ")).to.deep.equal([2, true]);
    }
  });
});
