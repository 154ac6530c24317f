import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "./report.ts";

type Wanted = Readonly<Record<string, string>>;
type Manifest = Partial<Record<"dependencies" | "devDependencies" | "optionalDependencies", Wanted>>;
type Locked = {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly cpu?: unknown;
};

/** A development tool's binary for one kind of processor: no registry that was asked for its hash had it, and nothing that ships needs it. */
const isForeignTool = ({ dev, optional, cpu }: Locked): boolean =>
  dev === true && optional === true && cpu !== undefined;

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/**
 * What `npm ci` installs is what was reviewed: every package of the lock file has one version and the hash of its archive,
 * none comes from elsewhere than the registry of whoever installs, and package.json asks for exactly these versions.
 */
export async function lockfile(root: string): Promise<Report> {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  const problems: string[] = [];
  let unhashed = 0;
  for (const [path, locked] of Object.entries(packages)) {
    if (path === "") continue;
    const { version = "none", integrity, resolved } = locked;
    if (!EXACT.test(version)) problems.push(`${path}: version ${version} is not one version`);
    if (resolved !== undefined) problems.push(`${path}: comes from ${resolved}; leave the registry to who installs`);
    if (integrity === undefined && isForeignTool(locked)) unhashed++;
    else if (integrity?.startsWith("sha512-") !== true) problems.push(`${path}: no SHA-512 of its archive`);
  }
  for (const group of ["dependencies", "devDependencies", "optionalDependencies"] as const) {
    for (const [name, wanted] of Object.entries(manifest[group] ?? {})) {
      const version = packages[`node_modules/${name}`]?.version;
      if (wanted !== version)
        problems.push(`${name}: package.json asks for ${wanted}, the lock file has ${version ?? "none"}`);
    }
  }
  const notes = [`${Object.keys(packages).length - 1} packages`];
  return {
    problems,
    notes: unhashed > 0 ? [...notes, `${unhashed} development tools of other systems without a hash`] : notes,
  };
}
