import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { describe, it } from "mocha";
import { command, machine } from "../../../bench/lib/result.ts";

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
});
