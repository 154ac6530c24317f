import { expect } from "chai";
import { describe, it } from "mocha";
import { errors } from "../../scripts/check/errors.ts";
import { errorClasses } from "../../scripts/generate/lib/error-classes.ts";
import { type Files, inTree } from "./fixture.ts";

const room = {
  "src/tree/error.ts": `/** Another comment. */
const x = 1;
/**
 * What can be wrong
 * with a tree.
 */
export class TreeError extends AssizeError<"TREE_DEPTH" | "TREE_LEAF"> {}
`,
  "src/tree/merkle.ts": `throw new TreeError("TREE_DEPTH", facts);\nthrow new TreeError("TREE_LEAF", facts);\n`,
};

const problemsOf = async (files: Files): Promise<readonly string[]> => (await inTree(files, errors)).problems;

describe("check errors", () => {
  it("reads a class, its description and its codes", async () => {
    const [found] = await inTree(room, async (root) => errorClasses(root));
    expect(found).to.deep.equal({
      name: "TreeError",
      file: "src/tree/error.ts",
      description: "What can be wrong with a tree.",
      codes: ["TREE_DEPTH", "TREE_LEAF"],
    });
  });

  it("reads codes from a type beside the class", async () => {
    const text = `export type Code =\n  // why\n  | "ONE"\n  | "TWO";\nexport class E extends AssizeError<Code> {}\n`;
    const [found] = await inTree({ "src/tree/error.ts": text }, async (root) => errorClasses(root));
    expect(found.codes).to.deep.equal(["ONE", "TWO"]);
  });

  it("accepts codes that are raised, each by one class", async () => {
    expect(await problemsOf(room)).to.deep.equal([]);
  });

  for (const [what, path, text, problem] of [
    ["a code that nothing raises", "src/tree/merkle.ts", `throw new TreeError("TREE_LEAF", facts);`, "TREE_DEPTH"],
    ["a bare Error", "src/tree/a.ts", `throw new Error("no");`, "src/tree/a.ts:1"],
    ["a code of two classes", "src/da/e.ts", `export class DaError extends AssizeError<"TREE_LEAF"> {}`, "TREE_LEAF"],
    ["a code in another case", "src/da/e.ts", `"daLost"; export class E extends AssizeError<"daLost"> {}`, "daLost"],
    ["codes kept elsewhere", "src/da/e.ts", `export class DaError extends AssizeError<Elsewhere> {}`, "DaError"],
  ]) {
    it(`refuses ${what}`, async () => {
      const problems = await problemsOf({ ...room, [path]: text });
      expect(problems).to.have.length(1);
      expect(problems[0]).to.contain(problem);
    });
  }
});
