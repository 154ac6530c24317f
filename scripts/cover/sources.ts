import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { filesIn } from "../check/files.ts";
import { withoutComments } from "../check/source.ts";
import type { FileCoverage } from "./figure.ts";

/** What V8 writes of one script of one process. A later range lies inside an earlier one, or behind it. */
type Script = {
  readonly url: string;
  readonly functions: readonly { readonly functionName: string; readonly ranges: readonly Range[] }[];
};
type Range = { readonly startOffset: number; readonly endOffset: number; readonly count: number };

/** Characters of a file that any process has run, and its functions by place. */
type Seen = { readonly run: Uint8Array; readonly functions: Map<string, boolean> };

/**
 * Lines and functions of src/ that all short tests together run, those in processes that a test starts included. Node strips
 * types without moving anything, so V8's offsets are those of the source. Branches are left out: V8 names only those that
 * were taken less often than what is around them.
 */
export function sourceCoverage(root: string): { readonly files: FileCoverage[]; readonly passed: boolean } {
  const folder = mkdtempSync(join(tmpdir(), "assize-coverage-"));
  try {
    const env = { ...process.env, NODE_V8_COVERAGE: folder };
    const { status } = spawnSync(process.execPath, ["scripts/test.ts"], { cwd: root, env, stdio: "ignore" });
    const scripts = readdirSync(folder).map(
      (name) => (JSON.parse(readFileSync(join(folder, name), "utf8")) as { result: Script[] }).result,
    );
    return { files: covered(root, scripts), passed: status === 0 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param processes what each process has run */
export function covered(root: string, processes: Iterable<readonly Script[]>): FileCoverage[] {
  const texts = new Map(filesIn(root, "src", ".ts").map((path) => [path, readFileSync(join(root, path), "utf8")]));
  const seen = new Map<string, Seen>();
  const pathOf = new Map([...texts.keys()].map((path) => [pathToFileURL(join(root, path)).href, path]));
  for (const scripts of processes) {
    for (const script of scripts) {
      const path = pathOf.get(script.url);
      if (path === undefined) continue;
      const known = seen.get(path) ?? { run: new Uint8Array((texts.get(path) ?? "").length), functions: new Map() };
      seen.set(path, known);
      add(known, script);
    }
  }
  return [...texts].map(([path, text]) => figureOf(path, text, seen.get(path)));
}

function add({ run, functions }: Seen, { functions: called }: Script): void {
  const now = new Uint8Array(run.length);
  for (const { functionName, ranges } of called) {
    for (const { startOffset, endOffset, count } of ranges) now.fill(Math.min(count, 1), startOffset, endOffset);
    const [{ startOffset, endOffset, count } = { startOffset: 0, endOffset: 0, count: 0 }] = ranges;
    const place = `${startOffset}-${endOffset}`;
    // The whole module is a function without a name that begins with it.
    if (functionName !== "" || startOffset > 0) functions.set(place, count > 0 || functions.get(place) === true);
  }
  for (let i = 0; i < run.length; i++) run[i] |= now[i] ?? 0;
}

/** A line counts if code is on it, and as covered if every character of that was run in some process. */
function figureOf(path: string, text: string, seen: Seen | undefined): FileCoverage {
  const uncovered: number[] = [];
  let [lines, from] = [0, 0];
  for (const [index, line] of withoutComments(text).split("\n").entries()) {
    const to = from + line.length;
    if (line.trim() !== "") {
      lines++;
      const never = line.split("").some((unit, i) => unit.trim() !== "" && seen?.run[from + i] !== 1);
      if (never) uncovered.push(index + 1);
    }
    from = to + 1;
  }
  const functions = [...(seen?.functions.values() ?? [])];
  const counts = {
    lines: { covered: lines - uncovered.length, total: lines },
    functions: { covered: functions.filter(Boolean).length, total: functions.length },
  };
  return { path, counts, uncovered };
}
