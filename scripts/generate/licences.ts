/**
 * Writes the table of direct dependencies in docs/LICENSES.md: versions and licences from the lock file, and the column
 * "what it earns", which is written by hand, from the page as it stands.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { emit } from "./emit.ts";

type Manifest = Readonly<Record<"dependencies" | "devDependencies" | "optionalDependencies", Record<string, string>>>;
type Lock = { readonly packages: Record<string, { version: string; license?: string }> };

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = "docs/LICENSES.md";
const kinds = {
  dependencies: "shipped",
  optionalDependencies: "fetched where it fits",
  devDependencies: "development",
};

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lock;
const reasons = readReasons();

/** Package -> last cell of its row in the page as it stands. */
function readReasons(): Map<string, string> {
  if (!existsSync(join(root, page))) return new Map();
  const rows = readFileSync(join(root, page), "utf8").matchAll(/^\| `(.+?)` .*\| *(.*?) *\|$/gm);
  return new Map([...rows].map(([, name, reason]) => [name, reason]));
}

function rowsOf(kind: keyof typeof kinds): string[] {
  return Object.keys(manifest[kind]).map((name) => {
    const { version, license = "MIT" } = lock.packages[`node_modules/${name}`];
    return `| \`${name}\` | ${version} | ${license} | ${kinds[kind]} | ${reasons.get(name) ?? ""} |`;
  });
}

const rows = (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap(rowsOf);
for (const row of rows.filter((line) => line.endsWith("|  |"))) {
  console.error(`${page}: say what it earns: ${row}`);
  process.exitCode = 1;
}

const text = `# Licences

Assize itself is MIT (see LICENSE). This page names every direct dependency, its licence and what it earns its place with.
\`node scripts/generate/licences.ts\` keeps all columns but the last, which is written by hand; \`npm run check\` refuses a
package anywhere in the lock file whose licence is not in the list of \`scripts/check/licences.ts\`.

| package | version | licence | use | what it earns |
|---|---|---|---|---|
${rows.join("\n")}
`;

await emit([{ path: page, text }]);
