import { expect } from "chai";
import { describe, it } from "mocha";
import { lockfile } from "../../scripts/check/lockfile.ts";
import { inTree } from "./fixture.ts";

const integrity = "sha512-abc";
const good = { version: "1.2.3", integrity };

async function problemsOf(packages: object, dependencies: object = { a: "1.2.3" }): Promise<readonly string[]> {
  const files = {
    "package-lock.json": JSON.stringify({ packages: { "": {}, "node_modules/a": good, ...packages } }),
    "package.json": JSON.stringify({ dependencies }),
  };
  return (await inTree(files, lockfile)).problems;
}

describe("check lockfile", () => {
  it("accepts packages of one version with the hash of their archive", async () => {
    expect(await problemsOf({ "node_modules/a/node_modules/b": { ...good, version: "1.0.0-beta.2" } })).to.deep.equal(
      [],
    );
  });

  it("refuses a package without a hash, with a weak one, of no one version, or from an address", async () => {
    for (const [locked, problem] of [
      [{ version: "1.2.3" }, "no SHA-512"],
      [{ version: "1.2.3", integrity: "sha1-abc" }, "no SHA-512"],
      [{ version: "^1.2.3", integrity }, "not one version"],
      [{ integrity }, "not one version"],
      [{ ...good, resolved: "http://registry.test/b.tgz" }, "comes from"],
      [{ version: "1.2.3", optional: true, cpu: ["x64"] }, "no SHA-512"],
    ] as const) {
      const problems = await problemsOf({ "node_modules/b": locked });
      expect(problems).to.have.length(1);
      expect(problems[0]).to.contain(problem);
    }
    expect(
      await problemsOf({ "node_modules/b": { version: "1.2.3", dev: true, optional: true, cpu: ["x64"] } }),
    ).to.deep.equal([]);
  });

  it("refuses a dependency that is not pinned to what the lock file has", async () => {
    for (const wanted of ["^1.2.3", "1.2.4"]) expect(await problemsOf({}, { a: wanted })).to.have.length(1);
    expect(await problemsOf({}, { a: "1.2.3", missing: "1.0.0" })).to.have.length(1);
  });
});
