import { expect } from "chai";
import { describe, it } from "mocha";
import { functionsOf, mirrors } from "../../scripts/check/mirrors.ts";
import { type Files, inTree } from "./fixture.ts";

const both = {
  "src/machine/alu.ts": "export function add() {}\nfunction helper() {}\nexport function sub() {}\n",
  "contracts/machine/Alu.sol": `library Alu {
    function add(uint32 a) internal pure {}
    function helper2() private pure {}
    function sub() external {}
    function sub(uint32 a) external {}
}`,
};

async function problemsOf(files: Files, allowed: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  return (await inTree(files, (root) => mirrors(root, allowed))).problems;
}

describe("check mirrors", () => {
  it("accepts the same public functions in the same order", async () => {
    expect(await problemsOf(both)).to.deep.equal([]);
  });

  it("refuses another order, and names the first place", async () => {
    const files = { ...both, "src/machine/alu.ts": "export function sub() {}\nexport function add() {}\n" };
    expect(await problemsOf(files)).to.deep.equal([
      `src/machine/alu.ts has "sub" where contracts/machine/Alu.sol has "add" (function 1)`,
    ]);
  });

  it("refuses a function and a file that exist once", async () => {
    const more = { ...both, "src/machine/alu.ts": `${both["src/machine/alu.ts"]}export const xor = () => 0;\n` };
    expect(await problemsOf(more)).to.deep.equal([
      `src/machine/alu.ts has "xor" where contracts/machine/Alu.sol has "nothing" (function 3)`,
    ]);
    expect(await problemsOf({ ...both, "src/machine/elf.ts": "" })).to.deep.equal([
      "src/machine/elf.ts: no file of the same stem on the other side",
    ]);
  });

  it("accepts what is excused by file, by function and by folder, and refuses an excuse for nothing", async () => {
    const files = {
      ...both,
      "src/machine/elf.ts": "",
      "src/machine/alu.ts": `export function first() {}\n${both["src/machine/alu.ts"]}`,
      "contracts/machine/Alu.sol": `${both["contracts/machine/Alu.sol"]}\nfunction equal() pure {}`,
    };
    const excuses = { "src/machine/elf.ts": "", "src/machine/alu.ts#first": "", "contracts/machine#equal": "" };
    expect(await problemsOf(files, excuses)).to.deep.equal([]);
    expect(await problemsOf(both, { "src/machine/elf.ts": "" })).to.have.length(1);
  });

  it("reads functions, generators, arrow constants and methods, not comments", () => {
    const text = `/** export function no() {} */
export function a() {}
export async function* b() {}
export const c = (x: number): number => x;
export const notOne = 3;
export class D {
  constructor(x: number) {
  }
  method(x: number): void {
  }
}
`;
    expect(functionsOf(text, "x.ts")).to.deep.equal(["a", "b", "c", "method"]);
  });
});
