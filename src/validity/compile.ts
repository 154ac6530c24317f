import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readEntryPoint } from "./entryPoints.ts";
import { runCircom } from "./circom.ts";

/** What circom makes of a circuit. Paths are absolute; `hash` names sources, parameters and compiler. */
export type CompiledCircuit = {
  readonly name: string;
  readonly hash: string;
  readonly r1cs: string;
  readonly wasm: string;
  readonly sym: string;
};

export type CompileOptions = {
  /** Receives each phase of the compiler as it begins, in words for people. */
  readonly onProgress?: (phase: string) => void;
  /** Folder of compiled circuits; by default `cache/circuits` beside the sources. */
  readonly cache?: string;
};

/** The circuits' sources: the same place from `src/` in a checkout and from `dist/` in an installed package. */
export const CIRCUITS: string = fileURLToPath(new URL("../../circuits", import.meta.url));
const CACHE = fileURLToPath(new URL("../../cache/circuits", import.meta.url));

const compilerVersion = (createRequire(import.meta.url)("circom2/package.json") as { readonly version: string })
  .version;

/**
 * Compiles an entry point of circuits.json, or hands over what an earlier call made of the same sources. Takes 6 s of CPU
 * for 18,000 constraints, and in proportion.
 * @throws ValidityError CIRCUIT_UNKNOWN, CIRCUIT_INVALID
 */
export async function compileCircuit(name: string, options: CompileOptions = {}): Promise<CompiledCircuit> {
  return compileMain(name, mainOf(name), options);
}

/**
 * Compiles the text of a main file, whose includes are relative to `circuits/`.
 * @throws ValidityError CIRCUIT_INVALID
 */
export async function compileMain(
  name: string,
  main: string,
  { onProgress, cache = CACHE }: CompileOptions = {},
  simplification: "--O0" | "--O1" | "--O2" = "--O2",
): Promise<CompiledCircuit> {
  const sources = included(main).set(`${name}.circom`, main);
  const hash = hashOf(sources, simplification);
  const folder = join(cache, `${name}-${hash.slice(0, 16)}`);
  const compiled = {
    name,
    hash,
    r1cs: join(folder, `${name}.r1cs`),
    wasm: join(folder, `${name}.wasm`),
    sym: join(folder, `${name}.sym`),
  };
  if (existsSync(folder)) return compiled;
  await inDraft(cache, sources, async (draft) => {
    await runCircom([`${name}.circom`, "--r1cs", "--wasm", "--sym", simplification], {
      folder: draft,
      name,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    renameSync(join(draft, `${name}_js`, `${name}.wasm`), join(draft, `${name}.wasm`));
    rmSync(join(draft, `${name}_js`), { recursive: true });
    // Whole or not at all; another process that was faster has made the same.
    if (!existsSync(folder)) renameSync(draft, folder);
  });
  return compiled;
}

/** What circom warns of in a main file and all that it includes: signals that no constraint of their template has. */
export async function inspectMain(name: string, main: string): Promise<string[]> {
  const sources = included(main).set(`${name}.circom`, main);
  const run = (folder: string): Promise<string> => runCircom([`${name}.circom`, "--inspect"], { folder, name });
  const output = await inDraft(CACHE, sources, run);
  return output.split("\n").filter((line) => line.startsWith("warning"));
}

/** The text of the main file of an entry point. @throws ValidityError CIRCUIT_UNKNOWN */
export function mainOf(name: string): string {
  const { file, template, records } = readEntryPoint(CIRCUITS, name);
  return `pragma circom 2.2.0;\ninclude "${file}";\ncomponent main { public [in, out, z, c, y] } = ${template}(${records});\n`;
}

/** Lays the sources out in a folder for circom, which so reads the very text that was hashed, and cleans up behind it. */
async function inDraft<Result>(
  cache: string,
  sources: ReadonlyMap<string, string>,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const draft = join(cache, `draft-${randomBytes(8).toString("hex")}`);
  try {
    for (const [path, text] of sources) {
      mkdirSync(dirname(join(draft, path)), { recursive: true });
      writeFileSync(join(draft, path), text);
    }
    return await use(draft);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Of everything that decides what comes out: sources, compiler, switches. */
function hashOf(sources: ReadonlyMap<string, string>, simplification: string): string {
  const hash = createHash("sha256").update(`circom2 ${compilerVersion} ${simplification}`);
  for (const [path, text] of [...sources].toSorted()) hash.update(`\n${path}\n${text}`);
  return hash.digest("hex");
}

/** Path below `circuits/` -> text of every file that the text includes, at any depth. */
function included(text: string, from = "", found = new Map<string, string>()): Map<string, string> {
  for (const [, path = ""] of text.matchAll(/^\s*include\s+"([^"]+)"/gm)) {
    const file = from === "" ? path : join(dirname(from), path);
    const source = join(CIRCUITS, file);
    if (found.has(file) || !existsSync(source)) continue;
    found.set(file, readFileSync(source, "utf8"));
    included(found.get(file)!, file, found);
  }
  return found;
}
