import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { filesIn } from "./files.ts";
import { type OneSided, oneSided } from "./one-sided.ts";
import type { Report } from "./report.ts";
import { withoutComments } from "./source.ts";

const rooms = ["types", "tree", "machine", "dispute"];

/**
 * Rooms written in both languages have the same stems, and in each stem the same public function names in the same
 * order, so that a reader can hold the two files side by side. `one-sided.ts` lists what exists once, and why.
 */
export async function mirrors(root: string, allowed: OneSided = oneSided): Promise<Report> {
  const unused = new Set(Object.keys(allowed));
  const permit = (key: string): boolean => (unused.delete(key), key in allowed);
  const problems = rooms.flatMap((room) => compareRoom(root, room, permit));
  for (const key of unused) problems.push(`scripts/check/one-sided.ts: "${key}" excuses nothing any more; remove it`);
  return { problems };
}

function compareRoom(root: string, room: string, permit: (key: string) => boolean): string[] {
  const ts = stems(root, `src/${room}`, ".ts");
  const sol = stems(root, `contracts/${room}`, ".sol");
  if (ts.size === 0 || sol.size === 0) return [];
  const problems: string[] = [];
  for (const [stem, path] of [...ts, ...sol]) {
    const alone = !ts.has(stem) || !sol.has(stem);
    if (alone && !permit(path)) problems.push(`${path}: no file of the same stem on the other side`);
  }
  for (const [stem, left] of ts) {
    const right = sol.get(stem);
    if (right !== undefined) problems.push(...compareFiles(root, left, right, permit));
  }
  return problems;
}

function stems(root: string, folder: string, ending: string): Map<string, string> {
  const stem = (path: string): string => {
    const name = basename(path, ending);
    return name.charAt(0).toLowerCase() + name.slice(1);
  };
  return new Map(filesIn(root, folder, ending).map((path) => [stem(path), path]));
}

function compareFiles(root: string, left: string, right: string, permit: (key: string) => boolean): string[] {
  const leftNames = functionsOf(readFileSync(join(root, left), "utf8"), left);
  const rightNames = functionsOf(readFileSync(join(root, right), "utf8"), right);
  const isPermitted = (path: string, name: string): boolean =>
    [`${path}#${name}`, `${dirname(path)}#${name}`, `${dirname(path)}#*`].some(permit);
  const shared = (names: string[], others: string[], path: string): string[] =>
    names.filter((name) => others.includes(name) || !isPermitted(path, name));
  const a = shared(leftNames, rightNames, left);
  const b = shared(rightNames, leftNames, right);
  const at = a.findIndex((name, index) => name !== b[index]);
  if (at < 0 && a.length === b.length) return [];
  const place = at < 0 ? a.length : at;
  return [
    `${left} has "${a[place] ?? "nothing"}" where ${right} has "${b[place] ?? "nothing"}" (function ${place + 1})`,
  ];
}

const typescript =
  /^export (?:async )?function\*? (\w+)|^export const (\w+) = (?:async )?\(|^ {2}(?:static |async )*(\w+)\(.*\{$/gm;
const solidity = /\bfunction\s+(\w+)\s*\([^)]*\)([^;{]*)/g;

/** Names of a file's public functions in order, overloads once; private and file-local helpers are not compared. */
export function functionsOf(text: string, path: string): string[] {
  const code = withoutComments(text);
  const names = path.endsWith(".ts")
    ? [...code.matchAll(typescript)].map((match) => match[1] ?? match[2] ?? match[3])
    : [...code.matchAll(solidity)].filter((match) => !/\bprivate\b/.test(match[2])).map((match) => match[1]);
  const keywords = new Set(["constructor", "if", "for", "while", "switch", "catch"]);
  return [...new Set(names)].filter((name) => !keywords.has(name));
}
