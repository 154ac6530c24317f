import { readFileSync } from "node:fs";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { startJudge, type Judge } from "../../src/chain/judge.ts";
import { packagePath } from "../../src/chain/package.ts";
import { Machine } from "../../src/machine/machine.ts";
import { loadProgram } from "../../src/machine/program.ts";
import { toHex } from "../../src/types/hex.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { codeOf } from "./codeOf.ts";

describe("chain: judge", () => {
  let judge: Judge = undefined!;
  before(async () => {
    judge = await startJudge();
  });
  after(() => judge.close());

  const { program } = loadProgram(readFileSync(packagePath("guest/toy/toy.elf")));

  it("executes a step, and tells its gas alone and as a transaction", async () => {
    const { prestate, proof, poststate } = new Machine(program).proveStep();
    expect(await judge.step(prestate, toHex(proof))).to.equal(poststate);
    const { execution, transaction } = await judge.gas(prestate, toHex(proof));
    expect(execution).to.be.within(2_000, 30_000);
    // 21,000 and at least 4 gas for each byte of calldata lie between.
    expect(transaction - execution).to.be.greaterThan(21_000 + 4 * proof.length);
  });

  it("refuses a proof of another state", async () => {
    const { proof } = new Machine(program).proveStep();
    const other = `0x${"12".repeat(32)}` as StateHash;
    expect(await codeOf(() => judge.step(other, toHex(proof)))).to.equal("CALL_REVERTED");
  });
});
