import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { describe, it } from "mocha";
import { command, machine, writeResult } from "../../../bench/lib/result.ts";

describe("bench result", () => {
  it("writes the command as one types it at the top of the checkout", () => {
    const program = fileURLToPath(new URL("../../../bench/mips.ts", import.meta.url));
    expect(command(["/usr/bin/node", program, "--guest", "sort"])).to.equal("node bench/mips.ts --guest sort");
  });

  it("states what absolute numbers depend on", () => {
    const { cpu, cores, memoryGiB, node } = machine();
    expect(cpu).to.be.a("string").and.not.equal("");
    expect(cores).to.be.greaterThan(0);
    expect(memoryGiB).to.be.greaterThan(0);
    expect(node).to.equal(process.version);
  });

  it("keeps a result of a quick size away from the committed ones", () => {
    const folder = mkdtempSync(join(tmpdir(), "assize-result-"));
    const [log, before] = [console.log, process.env.ASSIZE_BENCH_RESULTS];
    process.env.ASSIZE_BENCH_RESULTS = folder;
    console.log = () => {};
    try {
      writeResult("no-bench", [{ name: "a figure", value: 3, unit: "s" }]);
      expect(readdirSync(folder)).to.deep.equal(["no-bench.json"]);
      const { figures } = JSON.parse(readFileSync(join(folder, "no-bench.json"), "utf8")) as { figures: unknown };
      expect(figures).to.deep.equal([{ name: "a figure", value: 3, unit: "s" }]);
      expect(readdirSync(new URL("../../../bench/results", import.meta.url))).not.to.include("no-bench.json");
    } finally {
      console.log = log;
      if (before === undefined) delete process.env.ASSIZE_BENCH_RESULTS;
      else process.env.ASSIZE_BENCH_RESULTS = before;
      rmSync(folder, { recursive: true });
    }
  });
});
