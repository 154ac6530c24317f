import { expect } from "chai";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { compileCircuit, compileMain } from "../../src/validity/compile.ts";
import { ValidityError } from "../../src/validity/error.ts";
import { WitnessProgram, writeWitness } from "../../src/validity/witnessProgram.ts";

const MAIN = `pragma circom 2.2.0;
include "lib/bits.circom";
component main { public [a, b] } = IsEqual();
`;

describe("validity: compile", () => {
  let cache: string;
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), "assize-circuits-"));
  });
  afterEach(() => {
    rmSync(cache, { recursive: true });
  });

  it("compiles once, tells its phases, and leaves nothing else behind", async () => {
    const phases: string[] = [];
    const first = await compileMain("equal", MAIN, { cache, onProgress: (phase) => phases.push(phase) });
    expect([first.r1cs, first.wasm, first.sym].map((path) => existsSync(path))).to.deep.equal([true, true, true]);
    expect(phases).to.include("witness program written");
    const again = await compileMain("equal", MAIN, { cache, onProgress: () => expect.fail("compiled again") });
    expect(again).to.deep.equal(first);
    expect(readdirSync(cache)).to.deep.equal([`equal-${first.hash.slice(0, 16)}`]);
  });

  it("names another source by another hash", async () => {
    const first = await compileMain("equal", MAIN, { cache });
    const second = await compileMain("equal", `${MAIN}// other\n`, { cache });
    expect(second.hash).not.to.equal(first.hash);
  });

  it("refuses what circom refuses, with its words, and cleans up", async () => {
    const wrong = await compileMain("wrong", MAIN.replace("IsEqual", "IsMissing"), { cache }).catch((error) => error);
    expect(wrong).to.be.instanceOf(ValidityError).with.property("code", "CIRCUIT_INVALID");
    expect(wrong.message).to.contain("IsMissing");
    expect(readdirSync(cache)).to.deep.equal([]);
  });

  it("knows the entry points", async () => {
    const unknown = await compileCircuit("huge").catch((error) => error);
    expect(unknown).to.be.instanceOf(ValidityError).with.property("code", "CIRCUIT_UNKNOWN");
    expect(unknown.message).to.contain("dev, standard, large");
  });

  it("runs the witness program and writes what it gives", async () => {
    const { wasm } = await compileMain("equal", MAIN, { cache });
    const program = await WitnessProgram.load(wasm);
    const witness = program.calculate({ a: 5n, b: 5n });
    expect([...witness.subarray(32, 64)]).to.deep.equal([1, ...Array.from({ length: 31 }, () => 0)]);
    writeWitness(join(cache, "equal.wtns"), witness);
    expect(() => program.calculate({ a: 5n })).to.throw(ValidityError, "1 of 2 input signals");
    expect(() => program.calculate({ a: 5n, b: [5n, 5n] })).to.throw(ValidityError, "input b has 1 signals, not 2");
  });
});
