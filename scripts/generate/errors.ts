/**
 * Writes docs/ERRORS.md: one section for each error class of src, one entry for each code. The text under a code is
 * written by hand and kept; a new code gets an empty entry, which `--check` refuses, and a code that is gone loses its own.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { emit } from "./emit.ts";
import { type ErrorClass, errorClasses } from "./lib/error-classes.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = "docs/ERRORS.md";
const prose = readProse();

/** Code -> its text in the page as it stands. */
function readProse(): Map<string, string> {
  if (!existsSync(join(root, page))) return new Map();
  const entries = readFileSync(join(root, page), "utf8")
    .split(/^#{2,3} /m)
    .slice(1);
  return new Map(entries.map((entry) => [entry.split("\n", 1)[0], entry.slice(entry.indexOf("\n")).trim()]));
}

function section({ name, file, description, codes }: ErrorClass): string {
  const entries = codes.map((code) => `### ${code}\n\n${prose.get(code) ?? ""}`.trimEnd());
  return [`## ${name}`, `\`${file}\` ${description}`.trimEnd(), ...entries].join("\n\n");
}

const classes = errorClasses(root);
for (const code of classes.flatMap(({ codes }) => codes).filter((name) => !prose.get(name))) {
  console.error(`${page}: say under ${code} what it means and what to do`);
  process.exitCode = 1;
}

const text = `# Errors

Every error that Assize raises on purpose is typed: a class for each room, a code, what was wrong, where, and what to do.
With \`--json\` the CLI prints the same facts as fields; \`docs\` in it points to the entry here.
\`node scripts/generate/errors.ts\` keeps sections and codes equal to \`src\`; the text under a code is written by hand.

${classes.map(section).join("\n\n")}
`;

await emit([{ path: page, text }]);
