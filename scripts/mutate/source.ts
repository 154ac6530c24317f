import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, normalize } from "node:path";
import { filesIn } from "../check/files.ts";

/** Text of each Solidity file by its path from the top of the checkout. */
export type Sources = ReadonlyMap<string, string>;

/** A node of solc's AST, as far as mutation reads it; `src` is `first byte:length:file`. */
export type Node = {
  readonly nodeType: string;
  readonly src: string;
  readonly [field: string]: unknown;
};

type Output = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly sources?: Readonly<Record<string, { readonly ast: Node }>>;
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, Compiled>>>>;
};
type Code = { readonly object: string };
export type Compiled = { readonly evm: { readonly bytecode: Code; readonly deployedBytecode: Code } };

const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };

/** As in hardhat.config.ts, but without the hash of the source in the bytecode: equal code is then equal bytes. */
const settings = {
  optimizer: { enabled: true, runs: 1_000_000 },
  viaIR: true,
  evmVersion: "osaka",
  metadata: { appendCBOR: false, bytecodeHash: "none" },
};

export function readSources(root: string, ...folders: string[]): Sources {
  const files = folders.flatMap((folder) => filesIn(root, folder, ".sol"));
  return new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
}

/** One run of solc; `select` says for each file which outputs are wanted of which contract. */
export function runSolc(
  sources: Sources,
  select: Readonly<Record<string, Readonly<Record<string, string[]>>>>,
): Output {
  const content = Object.fromEntries([...sources].map(([file, text]) => [file, { content: text }]));
  const input = { language: "Solidity", sources: content, settings: { ...settings, outputSelection: select } };
  return JSON.parse(solc.compile(JSON.stringify(input))) as Output;
}

/** First error of a run, if any. */
export function errorOf(output: Output): string | undefined {
  return output.errors?.find(({ severity }) => severity === "error")?.formattedMessage;
}

/** Files that `file` reaches by imports, itself included. Packages are left out: nothing here mutates them. */
export function reachable(sources: Sources, file: string, found = new Set<string>()): ReadonlySet<string> {
  const text = sources.get(file);
  if (text === undefined || found.has(file)) return found;
  found.add(file);
  for (const [, path] of text.matchAll(/^import\s[^;]*?"(\.[^"]+)";/gms)) {
    reachable(sources, normalize(join(dirname(file), path!)), found);
  }
  return found;
}
