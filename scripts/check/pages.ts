import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesIn } from "./files.ts";
import type { Report } from "./report.ts";

/** Where what a page names by its path may lie. Anything else in backticks is no path of ours. */
const path = /(?:^|[\s(=])((?:bench|bin|contracts|docs|examples|guest|networks|scripts|src|test)\/[\w./-]*\w)/g;
const code = /`([^`\n]+)`/g;
const link = /\]\(([^)#\s]+)[^)\s]*\)/g;
const script = /\bnpm run ([\w:-]+)/g;

/** Pages that say what is promised: each row of a table under this heading names a test. */
const promises = { page: "docs/security/README.md", heading: "Shown by" };

/** Every file, link and npm script that a page names exists, so that no page points at what was renamed. */
export async function pages(root: string): Promise<Report> {
  const scripts = scriptsOf(root);
  const top = ["README.md", "SECURITY.md", "CHANGELOG.md"].filter((page) => existsSync(join(root, page)));
  const problems: string[] = [];
  for (const page of [...top, ...filesIn(root, "docs", ".md"), ...filesIn(root, "test", ".md")]) {
    for (const [index, line] of readFileSync(join(root, page), "utf8").split("\n").entries()) {
      const tell = (what: string): void => void problems.push(`${page}:${index + 1}: ${what}`);
      for (const name of pathsOf(line)) if (!existsSync(join(root, name))) tell(`${name} does not exist`);
      for (const [, target = ""] of line.matchAll(link)) {
        if (!/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(page), target)))
          tell(`${target} does not exist`);
      }
      for (const [, name = ""] of line.matchAll(script)) {
        if (scripts !== undefined && !scripts.has(name)) tell(`package.json has no script "${name}"`);
      }
    }
  }
  return { problems: [...problems, ...unshown(root)] };
}

/** Paths in backticks; a pattern or a placeholder is none. */
function pathsOf(line: string): string[] {
  return [...line.matchAll(code)].flatMap(([, text = ""]) =>
    /[*<>{}…]/.test(text) ? [] : [...text.matchAll(path)].map(([, name = ""]) => name),
  );
}

function scriptsOf(root: string): ReadonlySet<string> | undefined {
  const file = join(root, "package.json");
  if (!existsSync(file)) return undefined;
  const { scripts = {} } = JSON.parse(readFileSync(file, "utf8")) as { scripts?: Record<string, string> };
  return new Set(Object.keys(scripts));
}

function unshown(root: string): string[] {
  const file = join(root, promises.page);
  if (!existsSync(file)) return [];
  const problems: string[] = [];
  let inside = false;
  for (const [index, line] of readFileSync(file, "utf8").split("\n").entries()) {
    if (!line.startsWith("|")) inside = false;
    else if (line.includes(`| ${promises.heading} |`)) inside = true;
    else if (inside && !/^\|[-|\s]+$/.test(line) && !/`test\//.test(line))
      problems.push(`${promises.page}:${index + 1}: this promise names no test`);
  }
  return problems;
}
