import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "./report.ts";

/** Licences that let anyone use, change and ship the code beside MIT code. */
const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "Python-2.0",
  "Unlicense",
]);

/** Development package -> why it may stay although its licence is not in the list. */
export const exceptions: Readonly<Record<string, string>> = {
  circomlibjs: "the reference that tests compare our Poseidon and EdDSA with; never imported by src, never shipped",
  memorystream: "names MIT in package.json in npm's old list form, which the lock file leaves out",
  "@nomicfoundation/ignition-ui": "part of Hardhat's repository, which is MIT; its package.json says nothing",
};

const withSnarkjs = "comes with snarkjs";

/**
 * The same for packages that users install with Assize. snarkjs and circom2 are the given prover and compiler; npm fetches
 * them, none of their code is copied into ours, and whoever bundles them with Assize passes the whole on under GPL-3.0.
 */
export const shipped: Readonly<Record<string, string>> = {
  snarkjs: "the given prover: proves and checks in a process of its own, and lends its curve to development keys",
  circom2: "the given compiler, run as a program of its own",
  "@iden3/bigarray": withSnarkjs,
  "@iden3/binfileutils": withSnarkjs,
  fastfile: withSnarkjs,
  ffjavascript: withSnarkjs,
  r1csfile: withSnarkjs,
  wasmbuilder: withSnarkjs,
  wasmcurves: withSnarkjs,
  esprima: "names BSD in package.json in npm's old list form, which the lock file leaves out",
};

type Locked = { readonly license?: string; readonly dev?: boolean; readonly hasInstallScript?: boolean };

/**
 * Every package of the lock file, development included, has an allowed licence or a reason to be here, and one that
 * would run a script when it is installed has been judged in package.json (`allowScripts`).
 */
export async function licences(root: string): Promise<Report> {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), "utf8"));
  const { packages } = read("package-lock.json") as { readonly packages: Record<string, Locked> };
  const { allowScripts } = read("package.json") as { readonly allowScripts: Record<string, boolean> };
  const problems: string[] = [];
  const unused = new Set([...Object.keys(exceptions), ...Object.keys(shipped)]);
  for (const [path, { license = "none stated", dev, hasInstallScript }] of Object.entries(packages)) {
    if (path === "") continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    if (hasInstallScript === true && !(name in allowScripts))
      problems.push(`${name}: judge its install script in package.json`);
    if (isAllowed(license)) continue;
    unused.delete(name);
    if (name in shipped) continue;
    if (!(name in exceptions))
      problems.push(`${name}: licence ${license} is not in the list of scripts/check/licences.ts`);
    else if (dev !== true)
      problems.push(`${name}: licence ${license} is excused for development only, but it is shipped`);
  }
  for (const name of unused)
    problems.push(`${name}: its exception in scripts/check/licences.ts excuses nothing; remove it`);
  return { problems, notes: [`${Object.keys(packages).length - 1} packages`] };
}

/**
 * An SPDX expression: one allowed side of an OR is enough, an AND needs both, an exception (WITH) only adds rights.
 * A mixture of AND and OR is for a person to read.
 */
export function isAllowed(expression: string): boolean {
  const plain = expression.replace(/[()]/g, "").replace(/ WITH [\w.-]+/g, "");
  const [or, and] = [plain.split(" OR "), plain.split(" AND ")];
  return and.length === 1 ? or.some((licence) => allowed.has(licence)) : and.every((licence) => allowed.has(licence));
}
