import { apply, type Mutant } from "./mutant.ts";
import { type Compiled, errorOf, runSolc, type Sources } from "./source.ts";
import type { Suite } from "./suites.ts";
import type { Target, Workspace } from "./workspace.ts";

/**
 * What became of a mutant. invalid: it does not compile. identical: no contract's code differs. `by` is the test that failed, or
 * the compiler's complaint.
 */
export type Verdict = { readonly status: "invalid" | "identical" | "killed" | "survived"; readonly by?: string };

type Codes = Map<string, Compiled>;

/** Where code is put and tests are run. */
export type Ground = Pick<Workspace, "install" | "run">;

/** Tries mutants in one workspace, one after the other. */
export class Trials {
  readonly #workspace: Ground;
  readonly #sources: Sources;
  readonly #suitesFor: (file: string, sources: Sources) => readonly Suite[];
  /** The code without any change, as far as it was asked for. */
  readonly #original: Codes = new Map();
  /** Suites that have been seen to pass without any change. */
  readonly #sound = new Set<string>();

  constructor(workspace: Ground, sources: Sources, suitesFor: (file: string, sources: Sources) => readonly Suite[]) {
    this.#workspace = workspace;
    this.#sources = sources;
    this.#suitesFor = suitesFor;
  }

  async try(mutant: Mutant): Promise<Verdict> {
    const changed = new Map(this.#sources).set(mutant.file, apply(this.#sources.get(mutant.file)!, mutant));
    const codes: Codes = new Map();
    const installed = new Map<string, Target>();
    try {
      for (const suite of this.#suitesFor(mutant.file, this.#sources)) {
        await this.#baseline(suite);
        const error = compile(changed, suite.targets, codes);
        if (error !== undefined) return { status: "invalid", by: error };
        const different = suite.targets.filter((one) => bytes(codes, one) !== bytes(this.#original, one));
        if (different.length === 0) continue;
        for (const one of different) {
          this.#workspace.install(one, codes.get(key(one))!);
          installed.set(key(one), one);
        }
        const by = await this.#run(suite, different);
        if (by !== undefined) return { status: "killed", by };
      }
      return { status: installed.size === 0 ? "identical" : "survived" };
    } finally {
      for (const one of installed.values()) this.#workspace.install(one, this.#original.get(key(one))!);
    }
  }

  /** Nothing may count as killed by a test that fails anyway. */
  async #baseline(suite: Suite): Promise<void> {
    const error = compile(this.#sources, suite.targets, this.#original);
    if (error !== undefined) throw new Error(error);
    const name = [...suite.targets.map(key), ...suite.files].join(" ");
    if (this.#sound.has(name)) return;
    for (const one of suite.targets) this.#workspace.install(one, this.#original.get(key(one))!);
    const failed = await this.#run(suite, suite.targets);
    if (failed !== undefined) throw new Error(`fails without a mutant: ${failed}`);
    this.#sound.add(name);
  }

  /** Solidity tests are their own targets: those whose code is as ever need not run. */
  #run({ files }: Suite, targets: readonly Target[]): Promise<string | undefined> {
    const changed = new Set(targets.map(({ file }) => file));
    return this.#workspace.run(files.filter((file) => !file.endsWith(".t.sol") || changed.has(file)));
  }
}

const key = ({ file, contract }: Target): string => `${file}:${contract}`;
const bytes = (codes: Codes, one: Target): string => codes.get(key(one))!.evm.bytecode.object;

/** Adds the targets' code to `codes` where it is missing; the compiler's first error otherwise. */
function compile(sources: Sources, targets: readonly Target[], codes: Codes): string | undefined {
  const missing = targets.filter((one) => !codes.has(key(one)));
  if (missing.length === 0) return undefined;
  const select: Record<string, Record<string, string[]>> = {};
  for (const { file, contract } of missing) {
    (select[file] ??= {})[contract] = ["evm.bytecode.object", "evm.deployedBytecode.object"];
  }
  const output = runSolc(sources, select);
  const error = errorOf(output);
  if (error !== undefined) return error;
  for (const one of missing) codes.set(key(one), output.contracts![one.file]![one.contract]!);
  return undefined;
}
