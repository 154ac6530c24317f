import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";
import { keccak256 } from "viem";
import { readDeployed, writeDeployed } from "../../src/chain/deployment.ts";
import { codeOf } from "./codeOf.ts";

const CODE = "0x6001";

/** The one thing that reading a deployment asks of a chain. */
function chainWith(code: string): Parameters<typeof readDeployed>[2] {
  return { url: "http://test", client: { request: () => Promise.resolve(code) } } as never;
}

describe("chain: deployment", () => {
  it("reads what it wrote, where the chain holds that code", async () => {
    const folder = mkdtempSync(join(tmpdir(), "assize-deployment-"));
    const deployed = { address: `0x${"aB".repeat(20)}`, codeHash: keccak256(CODE), block: 7, abi: [] } as const;
    writeDeployed(folder, "Rollup", deployed);
    expect(readdirSync(folder), "whole or not at all").to.deep.equal(["Rollup.json"]);
    expect(await readDeployed(folder, "Rollup", chainWith(CODE))).to.deep.equal(deployed);
    for (const code of ["0x6002", "0x"]) {
      expect(await codeOf(() => readDeployed(folder, "Rollup", chainWith(code)))).to.equal("DEPLOYMENT_MISMATCH");
    }
    expect(await codeOf(() => readDeployed(folder, "Rollup", chainWith("none")))).to.equal("RPC_ANSWER_INVALID");
    expect(await codeOf(() => readDeployed(folder, "Inbox", chainWith(CODE)))).to.equal("DEPLOYMENT_MISSING");
    for (const wrong of [{ address: "0x12" }, { codeHash: "0x" }, { block: -1 }, { abi: {} }, { more: 1 }]) {
      writeDeployed(folder, "Rollup", { ...deployed, ...wrong } as never);
      expect(await codeOf(() => readDeployed(folder, "Rollup", chainWith(CODE)))).to.equal("DEPLOYMENT_INVALID");
    }
    rmSync(folder, { recursive: true });
  });
});
