import type { Command } from "commander";

/** Every command can print one JSON document. */
export type JsonOptions = { readonly json?: boolean };

/** Options of every command that talks to an L1. */
export type ChainOptions = JsonOptions & {
  readonly rpc: string;
  readonly network: string;
  readonly deployment?: string;
};

/** Options of every command that needs the program of a rollup. */
export type ProgramOptions = { readonly elf: string; readonly layout?: string };

/** Adds `--rpc`, `--network`, `--deployment` and `--json`. */
export function withChain(command: Command): Command {
  return withJson(
    command
      .option("--rpc <url>", "JSON-RPC node of the L1, http(s) or ws(s)", "http://127.0.0.1:8545")
      .option("--network <name>", "local, local-ledger, sepolia, hoodi, or the path of a network file", "local")
      .option("--deployment <folder>", "where the deployment's files are (default: deployments/<chain id>)"),
  );
}

/** Adds `--json`. */
export function withJson(command: Command): Command {
  return command.option("--json", "print one JSON document instead of text");
}

/** Adds `--elf`, which is required, and `--layout`. */
export function withProgram(command: Command): Command {
  return withLayout(command.requiredOption("--elf <file>", "the program that the rollup runs"));
}

/** Adds `--layout`. */
export function withLayout(command: Command): Command {
  return command.option("--layout <file>", "memory layout of the program, YAML (default: as the ELF has it)");
}

/** Adds an example to the end of the help. */
export function withExample(command: Command, example: string): Command {
  return command.addHelpText("after", `\nExample:\n  ${example}`);
}
