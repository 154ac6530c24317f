import { expect } from "chai";
import { describe, it } from "mocha";
import { pages } from "../../scripts/check/pages.ts";
import { type Files, inTree } from "./fixture.ts";

function problems(files: Files): Promise<readonly string[]> {
  return inTree(files, async (root) => (await pages(root)).problems);
}

describe("pages", () => {
  it("finds files, links and scripts that are not there, with the line", async () => {
    const text = [
      "See `test/a.test.ts`, `node bench/gone.ts --x 1` and [this](b.md), [that](gone.md#part).",
      "`npm run build`, `npm run vanish`; https://example.org and [there](https://example.org/x) are elsewhere.",
    ];
    const files = {
      "docs/a.md": text.join("\n"),
      "docs/b.md": "",
      "test/a.test.ts": "",
      "package.json": `{ "scripts": { "build": "" } }`,
    };
    expect(await problems(files)).to.deep.equal([
      "docs/a.md:1: bench/gone.ts does not exist",
      "docs/a.md:1: gone.md does not exist",
      'docs/a.md:2: package.json has no script "vanish"',
    ]);
  });

  it("takes patterns, placeholders and folders for what they are", async () => {
    const page = "`test/**/*.t.sol`, `test/hostile/<attack>.test.ts`, `src/machine`, `a/test/b`, `keccak256(src/x)`";
    expect(await problems({ "docs/a.md": page, "src/machine/step.ts": "" })).to.deep.equal([
      "docs/a.md:1: src/x does not exist",
    ]);
  });

  it("wants a test for each promise", async () => {
    const page = [
      "| Promise | Shown by |",
      "|---|---|",
      "| solvency | `test/a.t.sol` |",
      "| luck | hope |",
      "",
      "| a | b |",
    ];
    expect(await problems({ "docs/security/README.md": page.join("\n"), "test/a.t.sol": "" })).to.deep.equal([
      "docs/security/README.md:4: this promise names no test",
    ]);
  });
});
