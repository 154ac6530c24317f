import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { contracts } from "../../scripts/check/contracts.ts";
import { format } from "../../scripts/check/format.ts";
import { fresh } from "../../scripts/check/fresh.ts";
import { gas } from "../../scripts/check/gas.ts";
import { lint } from "../../scripts/check/lint.ts";
import type { Check } from "../../scripts/check/report.ts";
import { types } from "../../scripts/check/types.ts";
import { type Files, inTree } from "./fixture.ts";

const own = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const tsconfig = JSON.stringify({ compilerOptions: { strict: true, noEmit: true, types: [] }, include: ["src"] });
const rules = {
  ".oxlintrc.json": own(".oxlintrc.json"),
  ".solhint.json": own(".solhint.json"),
  "tsconfig.json": tsconfig,
};
const contract = (body: string): string =>
  `// SPDX-License-Identifier: MIT\npragma solidity ^0.8.28;\n\ncontract A {\n${body}\n}\n`;

const generator = `process.exitCode = process.argv.includes("--check") ? 1 : 0;\nconsole.error("page.md is stale");\n`;

/** A check, a tree that passes it, and for each rule worth a line a tree that does not. */
const cases: readonly { name: string; check: Check; good: Files; bad: Readonly<Record<string, Files>> }[] = [
  {
    name: "types",
    check: types,
    good: { "tsconfig.json": tsconfig, "src/a.ts": `export const a: number = 1;\n` },
    bad: { "a wrong type": { "src/a.ts": `export const a: number = "1";\n` } },
  },
  {
    name: "lint",
    check: lint,
    good: { ...rules, "src/a.ts": "export const a = 1;\n", "contracts/A.sol": contract("  uint256 public a;") },
    bad: {
      any: { "src/a.ts": "export const a: any = 1;\n" },
      "an unused import": { "src/a.ts": `import { b } from "./b.ts";\nexport const a = 1;\n` },
      "an assignment in a condition": {
        "src/a.ts": "export function f(a: number): number {\n  if ((a = 1)) return a;\n  return 0;\n}\n",
      },
      "a require with a string": {
        "contracts/A.sol": contract(`  function f(bool a) external pure {\n    require(a, "no");\n  }`),
      },
      "a whole-file import": { "contracts/A.sol": `import "./B.sol";\n${contract("  uint256 public a;")}` },
      "an unused variable": { "contracts/A.sol": contract("  function f() external pure {\n    uint256 a = 1;\n  }") },
      "tx.origin without a reason": {
        "contracts/A.sol": contract("  function f() external view returns (address) {\n    return tx.origin;\n  }"),
      },
    },
  },
  {
    name: "format",
    check: format,
    good: { "src/a.ts": "export const a = 1;\n", "guest/a.c": "int a;\n" },
    bad: { "loose TypeScript": { "src/a.ts": "export const a=1" } },
  },
  {
    name: "fresh",
    check: fresh,
    good: { "scripts/generate/a.ts": "", "scripts/generate/lib/b.ts": generator },
    bad: { "a stale page": { "scripts/generate/a.ts": generator } },
  },
  {
    name: "gas",
    check: gas,
    good: { "bench/a-gas.ts": "", "bench/a.ts": generator },
    bad: { "a figure that differs": { "bench/a-gas.ts": generator } },
  },
  {
    name: "contracts",
    check: contracts,
    good: { "contracts/A.sol": "there is no hardhat.config.ts, so nothing to compile" },
    bad: { "a build that fails": { "hardhat.config.ts": `throw new Error("no");\n` } },
  },
];

for (const { name, check, good, bad } of cases) {
  describe(`check ${name}`, () => {
    it("passes a clean tree", async () => {
      expect((await inTree(good, check)).problems).to.deep.equal([]);
    });

    for (const [what, files] of Object.entries(bad)) {
      it(`refuses ${what}`, async () => {
        expect((await inTree({ ...good, ...files }, check)).problems).to.have.length(1);
      });
    }
  });
}
