import { spawn, type ChildProcess } from "node:child_process";
import { runCli } from "../../src/cli/cli.ts";
import { packagePath } from "../../src/chain/package.ts";

/** What a command line did. */
export type Outcome = { readonly code: number; readonly out: string; readonly err: string };

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that a developer's own shell may have set, and that no test shall depend on. */
const NONE: Environment = { ASSIZE_KEY: undefined, ASSIZE_KEYSTORE: undefined, ASSIZE_PASSWORD: undefined };

/** Funded development accounts of the simulated chain: insecure, publicly known. */
export const KEYS = [
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
  "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
] as const;

/** Carries out a command line in this process, as `main.ts` does, and catches all that it writes. */
export async function assize(words: readonly string[], environment: Environment = {}): Promise<Outcome> {
  const restoreEnvironment = setEnvironment({ ...NONE, ...environment });
  const { caught, restore } = catchOutput();
  try {
    const code = await runCli(words);
    return { code, out: caught.out.join(""), err: caught.err.join("") };
  } finally {
    restore();
    restoreEnvironment();
  }
}

/** The JSON document that a command printed. @throws where it failed, or printed anything else */
export async function assizeJson<Value>(words: readonly string[], environment: Environment = {}): Promise<Value> {
  const { code, out, err } = await assize([...words, "--json"], environment);
  if (code !== 0 || err !== "") throw new Error(`assize ${words.join(" ")} ended with ${code}: ${err}`);
  return JSON.parse(out) as Value;
}

/** Starts the CLI as a process of its own, as a shell does. */
export function startAssize(
  words: readonly string[],
  environment: Environment = {},
  cwd = process.cwd(),
): ChildProcess {
  return spawn(process.execPath, [packagePath("bin/assize.mjs"), ...words], {
    cwd,
    env: { ...process.env, ...NONE, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The same, to its end. */
export async function spawnAssize(words: readonly string[], environment?: Environment, cwd?: string): Promise<Outcome> {
  const child = startAssize(words, environment, cwd);
  const caught = { out: "", err: "" };
  child.stdout?.on("data", (text) => (caught.out += String(text)));
  child.stderr?.on("data", (text) => (caught.err += String(text)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, ...caught }));
  });
}

function setEnvironment(environment: Environment): () => void {
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(environment)) set(name, value);
  return () => before.forEach(([name, value]) => set(name, value));
}

function catchOutput(): { caught: { out: string[]; err: string[] }; restore: () => void } {
  const caught = { out: [] as string[], err: [] as string[] };
  const { log, error } = console;
  const [out, err] = [process.stdout.write, process.stderr.write];
  console.log = (...values: unknown[]) => void caught.out.push(`${values.join(" ")}\n`);
  console.error = (...values: unknown[]) => void caught.err.push(`${values.map(String).join(" ")}\n`);
  process.stdout.write = ((text: string) => caught.out.push(text) > 0) as typeof process.stdout.write;
  process.stderr.write = ((text: string) => caught.err.push(text) > 0) as typeof process.stderr.write;
  return {
    caught,
    restore() {
      Object.assign(console, { log, error });
      process.stdout.write = out;
      process.stderr.write = err;
    },
  };
}
