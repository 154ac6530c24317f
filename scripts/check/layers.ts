import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, normalize } from "node:path";
import { filesIn } from "./files.ts";
import type { Report } from "./report.ts";
import { importsOf } from "./source.ts";

/** Layer -> layers drawn directly below it. What is reachable downwards may be imported; nothing else may. */
type Drawing = Readonly<Record<string, readonly string[]>>;

const page = "scripts/check/layers.ts and docs/ARCHITECTURE.md";

const agents = ["src/sequencer", "src/challenger", "src/prover"];
/** How a state is named, not what a step does: settlement hashes the start and end states of a claim itself. */
const encodings = ["Hash", "Section", "Field", "Poseidon"].map((stem) => `contracts/machine/${stem}.sol`);
/** What people are shown looks alike in commands and in scripts. */
const shown = ["format", "output", "errors", "progress"].map((stem) => `src/cli/${stem}.ts`);

/** The drawing of docs/ARCHITECTURE.md. A key is a folder, or one file that has a place of its own. */
export const drawing: Drawing = {
  "src/types": [],
  "src/wasm": [],
  "src/crypto": ["src/types", "src/wasm"],
  "src/tree": ["src/crypto"],
  "src/threads": ["src/tree"],
  "src/machine": ["src/tree"],
  "src/translator": ["src/machine"],
  "src/ledger": ["src/tree"],
  "src/store": ["src/ledger", "src/machine"],
  "src/dispute": ["src/types", "src/tree"],
  "src/rollup": ["src/dispute", "src/machine"],
  "src/client": ["src/rollup", "src/ledger"],
  "src/chain": ["src/rollup", "src/ledger"],
  "src/agent": ["src/chain", "src/translator"],
  ...Object.fromEntries(agents.map((layer) => [layer, ["src/agent"]])),
  "src/prover": ["src/agent", "src/validity", "src/store", "src/client"],
  "src/validity": ["src/ledger"],
  "src/cli": [...agents, "src/validity", "src/threads", ...shown],
  "bench/lib/result.ts": [],
  ...Object.fromEntries(shown.map((file) => [file, ["src/types", "src/cli/errors.ts", "src/cli/options.ts"]])),
  "src/cli/options.ts": [],
  scripts: [...agents, "src/validity", ...shown, "examples", "bench/lib/result.ts"],
  bench: ["src/cli", "scripts"],
  examples: agents,
  "contracts/types": [],
  "contracts/tree": ["contracts/types"],
  "contracts/dispute/IStepVerifier.sol": ["contracts/types"],
  "contracts/machine/Isa.sol": [],
  ...Object.fromEntries(encodings.map((file) => [file, ["contracts/machine/Isa.sol", "contracts/tree"]])),
  "contracts/machine": [...encodings, "contracts/dispute/IStepVerifier.sol"],
  "contracts/dispute": ["contracts/tree", "contracts/dispute/IStepVerifier.sol"],
  "contracts/validity": ["contracts/types", "contracts/machine/Field.sol"],
  "contracts/rollup": ["contracts/dispute", "contracts/validity", ...encodings],
  "contracts/mocks": ["contracts/rollup", "contracts/machine"],
};

/** Rooms that compute and do nothing else: no file, no clock, no network of Node's own. */
const pure = /^src\/(types|wasm|crypto|tree|machine|ledger|dispute|rollup|client)\//;
const nodeModules = new Set(builtinModules);

/** Nothing imports upward or sideways, no file reaches itself, nothing but a test imports a test. */
export async function layers(root: string): Promise<Report> {
  const files = ["src", "contracts", "scripts", "bench", "examples"].flatMap((folder) =>
    filesIn(root, folder, ".ts", ".mjs", ".sol"),
  );
  const problems: string[] = [];
  const graph = new Map<string, string[]>();
  for (const file of files) {
    const targets: string[] = [];
    if (layerOf(file) === undefined) problems.push(`${file}: in no layer; draw it in ${page}`);
    for (const { specifier, line } of importsOf(readFileSync(join(root, file), "utf8"))) {
      const target = specifier.startsWith(".") ? normalize(join(dirname(file), specifier)) : undefined;
      if (target !== undefined) targets.push(target);
      const wrong = target === undefined ? wrongPackage(file, specifier) : wrongLayer(file, target);
      if (wrong !== undefined) problems.push(`${file}:${line} ${wrong}`);
    }
    graph.set(file, targets);
  }
  problems.push(...cycles(graph).map((path) => `import cycle: ${path.join(" -> ")}`));
  return { problems, notes: [`${files.length} files`] };
}

function wrongPackage(file: string, specifier: string): string | undefined {
  const node = specifier.startsWith("node:") || nodeModules.has(specifier);
  return node && pure.test(file) ? `imports ${specifier}; this room is pure, take the value as an argument` : undefined;
}

function wrongLayer(file: string, target: string): string | undefined {
  const from = layerOf(file);
  const to = layerOf(target);
  if (from === undefined) return undefined;
  if (from === to || (to !== undefined && below(from).has(to))) return undefined;
  return `imports ${target}; ${from} may import ${[...below(from)].join(", ") || "nothing"}`;
}

/** The longest key of the drawing that holds the path, so that a file with a place of its own beats its folder. */
function layerOf(path: string): string | undefined {
  const holders = Object.keys(drawing).filter((layer) => path === layer || path.startsWith(`${layer}/`));
  return holders.toSorted((a, b) => b.length - a.length)[0];
}

function below(layer: string, seen = new Set<string>()): Set<string> {
  for (const next of drawing[layer] ?? []) {
    if (!seen.has(next)) below(next, seen.add(next));
  }
  return seen;
}

/** One path for each import cycle found by a depth-first walk: the cycle's files, the first repeated at the end. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}
