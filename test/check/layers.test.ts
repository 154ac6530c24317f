import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { drawing, layers } from "../../scripts/check/layers.ts";
import { type Files, inTree } from "./fixture.ts";

const problemsOf = async (files: Files): Promise<readonly string[]> => (await inTree(files, layers)).problems;

describe("check layers", () => {
  it("accepts imports that go down, however far", async () => {
    const files = {
      "src/machine/step.ts": `import { a } from "../tree/merkle.ts";\nimport type { B } from "../types/hex.ts";\n`,
      "src/tree/merkle.ts": `import { keccak_256 } from "@noble/hashes/sha3.js";\nexport const a = keccak_256;\n`,
      "src/types/hex.ts": "export type B = string;\n",
    };
    expect(await problemsOf(files)).to.deep.equal([]);
  });

  it("refuses an import that goes up, and names file, line and what is allowed", async () => {
    const files = { "src/types/hex.ts": `// a comment\nimport { a } from "../tree/merkle.ts";\n` };
    expect(await problemsOf(files)).to.deep.equal([
      "src/types/hex.ts:2 imports src/tree/merkle.ts; src/types may import nothing",
    ]);
  });

  for (const [what, path, text] of [
    ["an agent that imports another", "src/sequencer/a.ts", `export * from "../challenger/b.ts";`],
    ["a dispute that knows the machine", "src/dispute/a.ts", `const m = await import("../machine/step.ts");`],
    ["a type-only import upward", "src/tree/a.ts", `import type { S } from "../machine/state.ts";`],
    ["product code that imports a test", "src/cli/a.ts", `import "../../test/helpers/b.ts";`],
    ["a bench that imports a test", "bench/a.ts", `import { x } from "../test/helpers/b.ts";`],
    ["build output", "bench/a.ts", `import { T } from "../artifacts/typechain/index.ts";`],
    ["a file outside every layer", "src/lonely.ts", ""],
    ["I/O in a pure room", "src/machine/a.ts", `import { readFileSync } from "node:fs";`],
    ["a contract that goes up", "contracts/dispute/A.sol", `import {B} from "../rollup/B.sol";`],
    ["a machine that knows disputes", "contracts/machine/A.sol", `import {\n  B,\n  C\n} from "../dispute/B.sol";`],
    ["a mock that ships", "contracts/rollup/A.sol", `import "../mocks/B.sol";`],
  ]) {
    it(`refuses ${what}`, async () => {
      expect(await problemsOf({ [path]: text })).to.have.length(1);
    });
  }

  it("lets the judge see the interface of the dispute and nothing else of it", async () => {
    const files = { "contracts/machine/A.sol": `import {IStepVerifier} from "../dispute/IStepVerifier.sol";` };
    expect(await problemsOf(files)).to.deep.equal([]);
  });

  it("is not fooled by comments and strings", async () => {
    const text = `// import "../machine/a.ts";\n/* import "../cli/b.ts" */\nexport const x = "../machine/c.ts";\n`;
    expect(await problemsOf({ "src/tree/a.ts": text })).to.deep.equal([]);
  });

  it("finds an import cycle and prints its path", async () => {
    const files = {
      "src/tree/a.ts": `import "./b.ts";`,
      "src/tree/b.ts": `import "./c.ts";`,
      "src/tree/c.ts": `import "./a.ts";`,
    };
    expect(await problemsOf(files)).to.deep.equal([
      "import cycle: src/tree/a.ts -> src/tree/b.ts -> src/tree/c.ts -> src/tree/a.ts",
    ]);
  });

  it("enforces the drawing that docs/ARCHITECTURE.md shows", () => {
    const page = readFileSync(new URL("../../docs/ARCHITECTURE.md", import.meta.url), "utf8");
    const rows = page.split("\n").filter((line) => line.startsWith("| `"));
    for (const layer of Object.keys(drawing)) {
      expect(
        rows.filter((row) => row.split("|")[1].includes(`\`${layer}\``)),
        layer,
      ).to.have.length(1);
    }
  });
});
