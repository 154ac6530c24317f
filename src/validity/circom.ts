import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { stripVTControlCharacters } from "node:util";
import { ValidityError } from "./error.ts";

/** circom as WebAssembly. It blocks the thread that it runs on for as long as it takes, so it gets a process of its own. */
const compiler = createRequire(import.meta.url).resolve("circom2/cli.js");

export type CircomRun = {
  /** Where it runs: paths of the arguments are relative to this. */
  readonly folder: string;
  /** What to call the circuit when something is wrong. */
  readonly name: string;
  readonly onProgress?: (phase: string) => void;
};

/** What circom prints when it gets there -> what to tell people. */
const PHASES: readonly (readonly [RegExp, string])[] = [
  [/template instances: (\d+)/, "templates read: $1"],
  [/non-linear constraints: (\d+)/, "constraints: $1"],
  [/Written successfully: \S*\.wasm/, "witness program written"],
];

/**
 * Runs circom and waits for it.
 * @returns what it printed
 * @throws ValidityError CIRCUIT_INVALID with its output when it refuses a source
 */
export async function runCircom(args: readonly string[], { folder, name, onProgress }: CircomRun): Promise<string> {
  const { code, output } = await outcome(args, folder, (text) => {
    for (const [pattern, phase] of PHASES) {
      const found = pattern.exec(text);
      if (found !== null) onProgress?.(phase.replace("$1", found[1] ?? ""));
    }
  });
  if (code === 0) return output;
  throw new ValidityError("CIRCUIT_INVALID", {
    what: `circom refuses the circuit ${name}: ${output.trim().slice(-2000)}`,
    where: folder,
    fix: "Mend the source that it names",
  });
}

function outcome(
  args: readonly string[],
  cwd: string,
  onText: (text: string) => void,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--no-warnings", "--stack-size=4000", compiler, ...args], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const take = (chunk: Buffer): void => {
      const text = stripVTControlCharacters(chunk.toString());
      output += text;
      onText(text);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
