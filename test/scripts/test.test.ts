import { expect } from "chai";
import { describe, it } from "mocha";
import { fileURLToPath } from "node:url";
import { type Outcome, run } from "../../scripts/check/tool.ts";
import { type Files, inTree } from "../check/fixture.ts";

const checkout = fileURLToPath(new URL("../..", import.meta.url));

/** Runs `npm test` on one folder that holds the given files. They use mocha's globals: the folder is outside the checkout. */
function testIn(files: Files, ...args: string[]): Promise<Outcome> {
  return inTree(files, (root) => run(checkout, process.execPath, ["scripts/test.ts", root, ...args]));
}

const lastLine = ({ output }: Outcome): string => output.slice(output.lastIndexOf("\n") + 1);

describe("npm test", () => {
  it("ends with one line that sums every file, and with exit code 1 when a test failed", async () => {
    const outcome = await testIn({
      "a.test.ts": `it("passes", () => {}); it.skip("waits", () => {});`,
      "b.test.ts": `it("passes too", () => {}); it("fails", () => { throw new Error("the reason"); });`,
      "c.long.test.ts": `it("is not run", () => { throw new Error(); });`,
    });
    expect(lastLine(outcome)).to.equal("2 passed, 1 failed, 1 skipped");
    expect(outcome.code).to.equal(1);
    expect(outcome.output).to.contain("the reason");
  });

  it("counts as failed whatever keeps a test from passing", async () => {
    const outcome = await testIn({
      "lost.test.ts": `it("a", () => { void Promise.reject(new Error("a promise that nobody awaits")); });`,
      "load.test.ts": `import "./a-file-that-cannot-be-loaded.ts";`,
      "hook.test.ts": `before(() => { throw new Error("a hook that throws"); }); it("a", () => {});`,
      "exit.test.ts": `it("a", () => { process.exit(0); });`,
      "only.test.ts": `it.only("a", () => {});`,
    });
    // Mocha has already reported the first one as passed when its promise is rejected.
    expect(lastLine(outcome)).to.equal("1 passed, 5 failed");
    expect(outcome.code).to.equal(1);
  });

  it("exits with 0 when every test passed, and with 2 when there is none to run", async () => {
    expect((await testIn({ "a.test.ts": `it("passes", () => {});` })).code).to.equal(0);
    expect((await testIn({ "a.ts": "" })).code).to.equal(2);
    expect((await testIn({ "a.test.ts": "" }, "absent.test.ts")).code).to.equal(2);
  });
});
