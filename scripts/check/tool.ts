import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The programs that npm installed come first, however this one was started. */
const bin = fileURLToPath(new URL("../../node_modules/.bin", import.meta.url));
const env = { ...process.env, PATH: `${bin}:${process.env.PATH ?? ""}` };

/** How a program ended: its exit code and everything it printed, both streams together. */
export type Outcome = { readonly code: number; readonly output: string };

/**
 * Runs a program in `root` and waits for it.
 * @throws the system's error when the program does not exist
 */
export function run(root: string, program: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString().trim() }));
  });
}

/** True when a program of that name answers `--version`. */
export async function present(program: string): Promise<boolean> {
  return run(".", program, ["--version"]).then(
    ({ code }) => code === 0,
    () => false,
  );
}

/** The problem, if any, that a tool reports by its exit code. */
export function problemsOf({ code, output }: Outcome): string[] {
  return code === 0 ? [] : [output === "" ? `exit code ${code}` : output];
}
