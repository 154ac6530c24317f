import { expect } from "chai";
import { network } from "hardhat";
import { before, describe, it } from "mocha";
import { equivalentOf } from "../../scripts/mutate/equivalents.ts";
import { generate } from "../../scripts/mutate/generate.ts";
import { apply, type Mutant } from "../../scripts/mutate/mutant.ts";
import { makeReport, score, type Tried } from "../../scripts/mutate/report.ts";
import { sample } from "../../scripts/mutate/sample.ts";
import type { Compiled, Sources } from "../../scripts/mutate/source.ts";
import { type Ground, Trials } from "../../scripts/mutate/trial.ts";

const FILE = "contracts/Planted.sol";
const TARGET = { file: FILE, contract: "Planted" };
const PLANTED = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract Planted {
    error Refused();

    // Three bytes in one letter: € moves every range behind it unless ranges count bytes.
    uint256 private constant UNUSED = 7;

    function tested(uint256 a, uint256 b) external pure returns (uint256 product) {
        if (a == 0 || b < 2) revert Refused();
        assembly ("memory-safe") {
            product := mul(add(a, 1), b)
        }
    }

    function untested(uint256 a, uint256 b) external pure returns (uint256) {
        return a - b;
    }
}
`;
const sources: Sources = new Map([[FILE, PLANTED]]);
const planted = (): Mutant[] => generate(sources, new Map([[FILE, "machine"]]));

describe("mutation of contracts", () => {
  let mutants: Mutant[];
  before(() => {
    mutants = planted();
  });

  it("makes the same mutants in the same order from the same seed, and another order from another", () => {
    const ids = (seed: number): string[] => sample(planted(), seed).map(({ id }) => id);
    expect(ids(1)).to.deep.equal(ids(1));
    expect(ids(2)).not.to.deep.equal(ids(1));
    expect(ids(2).toSorted()).to.deep.equal(ids(1).toSorted());
    expect(new Set(ids(1)).size, "ids are unique").to.equal(mutants.length);
  });

  it("changes one place of the source each, never twice in the same way", () => {
    const texts = mutants.map((mutant) => apply(PLANTED, mutant));
    expect(new Set(texts).size).to.equal(texts.length);
    for (const [index, { from, to, before: was, after }] of mutants.entries()) {
      const [source, changed] = [Buffer.from(PLANTED), Buffer.from(texts[index]!)];
      expect(changed.subarray(0, from).equals(source.subarray(0, from)), after).to.equal(true);
      expect(changed.subarray(changed.length - source.length + to).equals(source.subarray(to)), after).to.equal(true);
      expect(after).not.to.equal(was);
    }
  });

  it("knows Solidity and assembly, and covers each kind of mistake that the source admits", () => {
    const made = mutants.map(({ kind, after }) => `${kind}: ${after}`);
    expect(made).to.include.members([
      "check: if (false) revert Refused();",
      "logic: if (a == 0 && b < 2) revert Refused();",
      "boundary: if (a == 0 || b <= 2) revert Refused();",
      "comparison: if (a != 0 || b < 2) revert Refused();",
      "constant: if (a == 0 || b < 3) revert Refused();",
      "arithmetic: product := mul(sub(a, 1), b)",
      "statement: {}",
      "arithmetic: return a + b;",
      "return: return uint256(0);",
      "constant: uint256 private constant UNUSED = 8;",
    ]);
  });

  it("spreads every beginning of the order over kinds and files", () => {
    const kinds = new Set(mutants.map(({ kind }) => kind)).size;
    expect(
      new Set(
        sample(mutants, 5)
          .slice(0, kinds)
          .map(({ kind }) => kind),
      ).size,
    ).to.equal(kinds);
  });

  it("finds the function that no test calls, and the constant that nothing reads", async () => {
    const ground = await testsOf("tested");
    const trials = new Trials(ground, sources, () => [{ targets: [TARGET], files: ["a test of `tested`"] }]);
    const tried: Tried[] = [];
    for (const mutant of mutants) tried.push({ mutant, verdict: await trials.try(mutant) });
    const scopes = (status: string): string[] =>
      tried.filter(({ verdict }) => verdict.status === status).map(({ mutant }) => mutant.scope);
    expect(new Set(scopes("survived"))).to.deep.equal(new Set(["untested"]));
    expect(new Set(scopes("killed"))).to.deep.equal(new Set(["tested"]));
    expect(new Set(scopes("identical")).has(""), "UNUSED").to.equal(true);
    const { total, survivors } = makeReport(tried, []);
    expect(total.killed + survivors.length).to.equal(total.generated);
    expect(score(total)).to.be.lessThan(100);

    const [excused] = survivors;
    const listed = [{ ...excused!, reason: "for this test" }];
    expect(equivalentOf(excused!, listed)).not.to.equal(undefined);
    expect(makeReport(tried, listed).survivors).to.have.length(survivors.length - 1);
    const mistaken = tried.find(({ verdict }) => verdict.status === "killed")!.mutant;
    expect(makeReport(tried, [{ ...mistaken, reason: "wrong" }]).mistaken).to.deep.equal([mistaken]);
  }).timeout(60_000);

  it("counts nothing as killed by a test that fails anyway", async () => {
    const trials = new Trials(await testsOf("nothing there"), sources, () => [{ targets: [TARGET], files: ["?"] }]);
    const failure = await trials.try(mutants[0]!).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(failure).to.match(/^fails without a mutant: /);
  });
});

/** Tests of one function on a chain, in the place of those of the project. */
async function testsOf(name: string): Promise<Ground> {
  const { ethers } = await network.create("local");
  const abi = ["function tested(uint256 a, uint256 b) view returns (uint256)"];
  let code = "";
  return {
    install(_target, { evm }: Compiled) {
      code = evm.bytecode.object;
    },
    async run() {
      const [signer] = await ethers.getSigners();
      const contract = await new ethers.ContractFactory(abi, code, signer).deploy();
      const found = async (a: bigint, b: bigint): Promise<string> =>
        contract
          .getFunction("tested")(a, b)
          .then(String, () => "reverted");
      if (name !== "tested") return `${name} is not there`;
      const cases = [
        [0n, 5n],
        [1n, 1n],
        [1n, 2n],
        [3n, 5n],
        [4n, 2n],
      ] as const;
      const results: string[] = [];
      for (const [a, b] of cases) results.push(await found(a, b));
      return results.join(" ") === "reverted reverted 4 20 10" ? undefined : results.join(" ");
    },
  };
}
