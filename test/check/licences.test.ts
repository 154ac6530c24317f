import { expect } from "chai";
import { describe, it } from "mocha";
import { exceptions, isAllowed, licences, shipped } from "../../scripts/check/licences.ts";
import { inTree } from "./fixture.ts";

type Packages = Record<string, { license?: string; dev?: boolean }>;

const excused = Object.fromEntries([
  ...Object.keys(exceptions).map((name) => [`node_modules/${name}`, { dev: true }]),
  ...Object.keys(shipped).map((name) => [`node_modules/${name}`, {}]),
]);

async function problemsOf(packages: Packages, allowScripts: Record<string, boolean> = {}): Promise<readonly string[]> {
  const files = {
    "package-lock.json": JSON.stringify({ packages: { "": { license: "MIT" }, ...excused, ...packages } }),
    "package.json": JSON.stringify({ allowScripts }),
  };
  return (await inTree(files, licences)).problems;
}

describe("check licences", () => {
  it("accepts allowed licences and named exceptions", async () => {
    expect(await problemsOf({ "node_modules/a": { license: "MIT" } })).to.deep.equal([]);
  });

  it("refuses a licence that is not in the list, and none at all, however deep the package lies", async () => {
    expect(await problemsOf({ "node_modules/a/node_modules/@b/c": { license: "AGPL-3.0" } })).to.deep.equal([
      "@b/c: licence AGPL-3.0 is not in the list of scripts/check/licences.ts",
    ]);
    expect(await problemsOf({ "node_modules/a": {} })).to.have.length(1);
  });

  it("refuses to ship what is excused for development", async () => {
    const problems = await problemsOf({ "node_modules/circomlibjs": { license: "GPL-3.0" } });
    expect(problems).to.have.length(1);
    expect(problems[0]).to.contain("it is shipped");
  });

  it("refuses an install script that nobody has judged", async () => {
    const packages = { "node_modules/a": { license: "MIT", hasInstallScript: true } };
    expect(await problemsOf(packages)).to.have.length(1);
    expect(await problemsOf(packages, { a: false })).to.deep.equal([]);
  });

  it("reads SPDX expressions", () => {
    expect(isAllowed("(GPL-3.0 OR MIT)")).to.equal(true);
    expect(isAllowed("(Apache-2.0 WITH LLVM-exception)")).to.equal(true);
    expect(isAllowed("MIT AND ISC")).to.equal(true);
    expect(isAllowed("MIT AND GPL-3.0")).to.equal(false);
    expect(isAllowed("(MIT OR GPL-2.0) AND GPL-3.0")).to.equal(false);
  });
});
