import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { describe, it } from "mocha";
import { spawnAssize } from "./assize.ts";
import { GUESTS } from "./files.ts";

/** Each takes a quarter of a second or more to load. */
const HEAVY = ["viem", "ethers", "hardhat", "zod", "@nomicfoundation/ignition-core", "@nomicfoundation/edr"];

/** Packages that a command line loads. */
function packagesOf(...words: string[]): string[] {
  const script = fileURLToPath(new URL("loaded.ts", import.meta.url));
  const { stderr, status } = spawnSync(process.execPath, [script, ...words], { encoding: "utf8" });
  expect(status, stderr).to.equal(0);
  return JSON.parse(stderr.trim().split("\n").at(-1)!) as string[];
}

describe("cli: main", () => {
  it("ends with 0, 2 and 1: done, no sense, failed", async () => {
    const [done, senseless, failed] = await Promise.all([
      spawnAssize(["search", "8192", "4", "--json"]),
      spawnAssize(["search", "8192"]),
      spawnAssize(["status", "--rpc", "http://127.0.0.1:1", "--json"]),
    ]);
    expect([done.code, senseless.code, failed.code]).to.deep.equal([0, 2, 1]);
    expect(JSON.parse(done.out)).to.include({ rounds: 7 });
    expect(senseless.err).to.match(/^error ARGUMENT_INVALID: .*--help/);
    expect(JSON.parse(failed.err)).to.include({ code: "RPC_UNREACHABLE" });
  });

  it("loads for a command only what it needs", () => {
    for (const words of [["search", "8192", "4"], ["--help"], ["run", GUESTS.toy]]) {
      const loaded = packagesOf(...words);
      expect(loaded).to.include("commander");
      expect(
        loaded.filter((name) => HEAVY.includes(name)),
        words.join(" "),
      ).to.deep.equal([]);
    }
    expect(packagesOf("status", "--rpc", "http://127.0.0.1:1"))
      .to.include("viem")
      .and.to.not.include("hardhat");
  });
});
