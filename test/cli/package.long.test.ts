import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { packagePath } from "../../src/chain/package.ts";

/** What a checkout has that is no part of its sources, or is too large to copy. */
const LEFT_OUT = new Set(["node_modules", ".git", "dist", "deployments"]);

type Lock = { readonly packages: Readonly<Record<string, { readonly dev?: boolean }>> };

/** The package as users have it: packed by npm from a copy of the checkout, unpacked among its dependencies alone. */
describe("cli: from the package", () => {
  let [root, home] = ["", ""];

  before(() => {
    root = mkdtempSync(join(tmpdir(), "assize-package-"));
    home = join(root, "elsewhere");
    const tarball = pack(join(root, "checkout"));
    unpack(tarball, join(home, "node_modules"));
    writeFileSync(join(home, "package.json"), "{}");
  });
  after(() => rmSync(root, { recursive: true }));

  function pack(checkout: string): string {
    mkdirSync(checkout);
    for (const name of readdirSync(packagePath("."))) {
      if (!LEFT_OUT.has(name)) cpSync(packagePath(name), join(checkout, name), { recursive: true });
    }
    symlinkSync(packagePath("node_modules"), join(checkout, "node_modules"));
    const { status, stdout, stderr } = spawnSync("npm", ["pack", "--silent"], { cwd: checkout, encoding: "utf8" });
    expect(status, stderr).to.equal(0);
    return join(checkout, stdout.trim().split("\n").at(-1)!);
  }

  /** Beside it nothing but what it declares: a dependency forgotten in package.json is not found. */
  function unpack(tarball: string, folder: string): void {
    mkdirSync(join(folder, "assize"), { recursive: true });
    const { status } = spawnSync("tar", ["-xzf", tarball, "-C", join(folder, "assize"), "--strip-components=1"]);
    expect(status).to.equal(0);
    const { packages } = JSON.parse(readFileSync(packagePath("package-lock.json"), "utf8")) as Lock;
    for (const [path, { dev }] of Object.entries(packages)) {
      const name = path.replace(/^node_modules\//, "");
      if (path === "" || dev === true || name.includes("node_modules/") || !existsSync(packagePath(path))) continue;
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      symlinkSync(packagePath(path), join(folder, name));
    }
  }

  function assize(node: string, words: readonly string[]): { status: number | null; stdout: string; stderr: string } {
    const script = join(home, "node_modules/assize/bin/assize.mjs");
    return spawnSync(node, ["--preserve-symlinks", script, ...words], { cwd: home, encoding: "utf8" });
  }

  const guest = (name: string): string => `node_modules/assize/guest/${name}/${name}.elf`;

  it("holds what it needs and no tests", () => {
    const files = readdirSync(join(home, "node_modules/assize"));
    expect(files).to.include.members([
      "README.md",
      "LICENSE",
      "bin",
      "dist",
      "artifacts",
      "contracts",
      "networks",
      "docs",
    ]);
    expect(files).to.not.include.members(["src", "test"]);
  });

  /** This Node, and an old one where the machine has one: the package then runs under the Node that it brings along. */
  const nodes = [process.execPath, ...["/usr/bin/node", "/usr/local/bin/node"].filter((path) => existsSync(path))];
  for (const node of new Set(nodes)) {
    const { stdout: version } = spawnSync(node, ["--version"], { encoding: "utf8" });

    it(`works under Node ${version.trim()}`, () => {
      const cases: [words: string[], shown: RegExp][] = [
        [["search", "8192", "4"], /rounds +7/],
        [["run", guest("toy")], /status +halted/],
        [["check", guest("toy"), "--every", "50"], /14 of 670 steps compared/],
        [["prove-step", guest("toy"), "--at", "100"], /transaction +[\d,]+ gas/],
        [["diff", guest("toy"), "--fault", "pc@10", "--at", "11"], /The two runs differ/],
        [["deploy", "--help"], /npx assize deploy --elf guest\/toy\/toy\.elf/],
      ];
      for (const [words, shown] of cases) {
        const { status, stdout, stderr } = assize(node, words);
        expect(status, stderr).to.equal(0);
        expect(stdout).to.match(shown);
      }
      expect(assize(node, ["run", "absent"]).status).to.equal(2);
    });
  }
});
