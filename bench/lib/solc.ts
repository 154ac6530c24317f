import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

/** solc's wrapper takes and gives JSON. */
type Solc = {
  compile(input: string, callbacks: { import(path: string): { contents: string } | { error: string } }): string;
};

type Output = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Readonly<Record<string, Readonly<Record<string, Compiled>>>>;
};

type Compiled = { readonly abi: readonly object[]; readonly evm: { readonly bytecode: { readonly object: string } } };

const root = new URL("../../", import.meta.url);

/** Compiles a source that is no file of the project, with the project's settings; it may import the project's contracts. */
export function compileSource(
  path: string,
  content: string,
  contract: string,
  viaIR = true,
): { abi: readonly object[]; bytecode: `0x${string}` } {
  const solc = createRequire(import.meta.url)("solc") as Solc;
  const input = {
    language: "Solidity",
    sources: { [path]: { content } },
    settings: {
      optimizer: { enabled: true, runs: 1_000_000 },
      viaIR,
      evmVersion: "osaka",
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
    },
  };
  const output = JSON.parse(
    solc.compile(JSON.stringify(input), {
      import: (file) => ({ contents: readFileSync(new URL(file, root), "utf8") }),
    }),
  ) as Output;
  const errors = output.errors?.filter(({ severity }) => severity === "error") ?? [];
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  const { abi, evm } = output.contracts[path]![contract]!;
  return { abi, bytecode: `0x${evm.bytecode.object}` };
}
