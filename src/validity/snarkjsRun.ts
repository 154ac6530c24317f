import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ValidityError } from "./error.ts";
import type { OnProgress } from "./proofSystem.ts";
import type { Arguments, Operations, Result } from "./snarkjsOperations.ts";
import type { Report, Request } from "./snarkjsProcess.ts";

/** A neighbour of this file, which is TypeScript in the checkout and JavaScript in a package. */
const program = fileURLToPath(new URL(`snarkjsProcess${/\.[jt]s$/.exec(import.meta.url)![0]}`, import.meta.url));

const FAILURES: Readonly<Partial<Record<keyof Operations, "WITNESS_IMPOSSIBLE" | "CEREMONY_INVALID">>> = {
  witness: "WITNESS_IMPOSSIBLE",
  setup: "CEREMONY_INVALID",
  contribute: "CEREMONY_INVALID",
  verifyKey: "CEREMONY_INVALID",
};

const FIXES = {
  WITNESS_IMPOSSIBLE: "Check the inputs: the circuit does not accept them",
  CEREMONY_INVALID: "Check that the files are whole and belong together",
  PROVING_FAILED: "Try again; if it fails again, check the files",
} as const;

/**
 * Carries out one operation of snarkjs in a process of its own: it keeps threads and gigabytes, which are given back when
 * it is killed, whatever has happened.
 * @throws ValidityError WITNESS_IMPOSSIBLE, CEREMONY_INVALID, PROVING_FAILED
 */
export async function runSnarkjs<Name extends keyof Operations>(
  operation: Name,
  args: Arguments<Name>,
  onProgress?: OnProgress,
): Promise<Result<Name>> {
  const child = fork(program, { serialization: "advanced", stdio: ["ignore", "ignore", "pipe", "ipc"] });
  const errors = tailOf(child);
  try {
    const request: Request = { operation, args };
    child.send(request);
    const outcome = await outcomeOf(child, onProgress);
    if (outcome.kind === "done") return outcome.value as Result<Name>;
    const code = FAILURES[operation] ?? "PROVING_FAILED";
    const said = [outcome.message, errors()].filter((text) => text !== "").join("; ");
    throw new ValidityError(code, { what: `snarkjs cannot do it (${operation}): ${said}`, fix: FIXES[code] });
  } finally {
    child.kill("SIGKILL");
  }
}

type Outcome = Exclude<Report, { readonly kind: "progress" }>;

function outcomeOf(child: ChildProcess, onProgress: OnProgress | undefined): Promise<Outcome> {
  return new Promise((resolve) => {
    const fail = (message: string): void => resolve({ kind: "failed", message });
    child.on("message", (report: Report) => {
      if (report.kind === "progress") onProgress?.(report.text);
      else resolve(report);
    });
    child.on("error", ({ message }) => fail(message));
    child.on("exit", (code, signal) => fail(`its process ended early (${signal ?? code})`));
  });
}

/** The last of what the process wrote to standard error. */
function tailOf({ stderr }: ChildProcess): () => string {
  let tail = "";
  stderr!.setEncoding("utf8").on("data", (text: string) => {
    tail = `${tail}${text}`.slice(-500);
  });
  return () => tail.trim();
}
