import { basename } from "node:path";
import { type Sources, reachable } from "./source.ts";
import type { Target } from "./workspace.ts";

/** Tests that see certain contracts: a mutant that changes none of these contracts' code cannot be seen by the tests. */
export type Suite = {
  readonly targets: readonly Target[];
  /** TypeScript tests, or Solidity tests; run in this order. */
  readonly files: readonly string[];
};

const target = (file: string): Target => ({ file: `contracts/${file}.sol`, contract: basename(file) });
const tests = (folder: string, ...stems: string[]): string[] => stems.map((stem) => `test/${folder}/${stem}.test.ts`);

const JUDGE = target("machine/StepVerifier");
const ROLLUP = target("rollup/Rollup");

/** What a key adds to the verifier, and with it the verifier. */
const DEV_VERIFIER = target("validity/generated/InsecureDevVerifier");
const PROOFS = tests("hostile", "malleatedProofs", "reboundProofs");

const TYPESCRIPT: readonly Suite[] = [
  { targets: [target("mocks/JudgeRooms")], files: tests("machine", "stepVerifier.vectors") },
  { targets: [JUDGE], files: tests("machine", "stepVerifier.vectors", "stepVerifier", "stepVerifier.ecalls") },
  { targets: [target("mocks/DisputeMath")], files: tests("dispute", "mirror") },
  { targets: [target("mocks/ToyDispute")], files: tests("dispute", "bonds", "refusals", "dispute") },
  { targets: [target("rollup/Programs")], files: tests("rollup", "programs") },
  { targets: [ROLLUP], files: tests("rollup", "terms", "inbox", "rollup", "finality") },
  {
    targets: [JUDGE],
    files: [...tests("machine", "stepVerifier.proofs", "precedence", "overlaps", "edges"), ...tests("fuzz", "fuzz")],
  },
  { targets: [ROLLUP], files: [...tests("validity", "lane", "settle", "freeze"), ...PROOFS] },
  { targets: [DEV_VERIFIER], files: PROOFS },
  { targets: [ROLLUP], files: tests("rollup", "bridge", "inboxCommitments", "solvency") },
  { targets: [ROLLUP], files: tests("hostile", "exitsTwice") },
  { targets: [ROLLUP], files: tests("model", "conformance") },
];

/** What may kill a mutant of `file`, from cheap to dear: its own Solidity test first, those of others late. */
export function suitesFor(file: string, sources: Sources): Suite[] {
  const solidity = [...sources.keys()].filter((path) => path.endsWith(".t.sol"));
  const isOwn = (path: string): boolean => basename(path, ".t.sol") === basename(file, ".sol");
  const own = suiteOf(solidity.filter(isOwn), sources);
  const others = suiteOf(
    solidity.filter((path) => !isOwn(path)),
    sources,
  );
  const seen = (suite: Suite): Suite => ({
    ...suite,
    targets: suite.targets.filter((one) => reaches(one, file, sources)),
  });
  return [own, ...TYPESCRIPT, others].map(seen).filter(({ targets }) => targets.length > 0);
}

function reaches({ file }: Target, mutated: string, sources: Sources): boolean {
  return reachable(sources, file).has(mutated);
}

function suiteOf(files: readonly string[], sources: Sources): Suite {
  const targets = files.flatMap((file) =>
    [...sources.get(file)!.matchAll(/^contract (\w+)/gm)].map(([, contract]) => ({ file, contract: contract! })),
  );
  return { targets, files };
}
