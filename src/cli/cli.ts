import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { packagePath } from "../chain/package.ts";
import { COMMANDS } from "./catalogue.ts";
import { UsageError } from "./errors.ts";
import { EXIT_USAGE, reportError } from "./output.ts";

/**
 * Carries out one command line, the words after `assize`. Results go to standard output, errors and progress to standard
 * error. @returns the exit code: 0 done, 1 failed, 2 the command line makes no sense, 70 a defect of ours
 */
export async function runCli(words: readonly string[]): Promise<number> {
  const json = words.includes("--json");
  try {
    const program = await programFor(words);
    await program.parseAsync(words, { from: "user" });
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, json);
    if (error.exitCode === 0) return 0;
    // Called without a command: the help that commander has shown says what is missing.
    return error.code === "commander.help" ? EXIT_USAGE : reportError(misused(error, words), json);
  }
}

/** All commands by name, but only the one asked for with its options: the others' code is never loaded. */
async function programFor(words: readonly string[]): Promise<Command> {
  const { version } = JSON.parse(readFileSync(packagePath("package.json"), "utf8")) as { version: string };
  const program = new Command("assize")
    .description("Assize: a rollup that anyone can take to court")
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: write(process.stdout), writeErr: write(process.stderr), outputError() {} });
  const [first, second] = words;
  const asked = first === "help" ? second : first;
  for (const { group, name, about, define } of COMMANDS) {
    const command = program.command(name).description(about).helpGroup(group);
    if (name === asked) await define(command);
  }
  return program;
}

function write(stream: NodeJS.WriteStream): (text: string) => void {
  return (text) => void stream.write(text);
}

/** Commander's message, which names the option or argument and its value, as an error of ours. */
function misused({ message }: CommanderError, words: readonly string[]): UsageError {
  const text = message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
  const known = COMMANDS.some(({ name }) => name === words[0]);
  return new UsageError("ARGUMENT_INVALID", {
    what: `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/\.$/, ""),
    fix: `See \`npx assize ${known ? `${words[0]} ` : ""}--help\``,
  });
}
