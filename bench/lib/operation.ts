import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { operations, type Arguments, type Operations, type Result } from "../../src/validity/snarkjsOperations.ts";
import { loadSnarkjs, type Logger } from "../../src/validity/snarkjs.ts";
import type { SystemName } from "../../src/validity/proofSystem.ts";

/*
 * An operation of snarkjs in a process of its own, as agents run it, that reports what it used:
 * `node bench/lib/operation.ts <name> <arguments as JSON>`.
 */

export type Used<Value> = {
  readonly value: Value;
  readonly cpu: number;
  readonly seconds: number;
  readonly gib: number;
};

const program = fileURLToPath(import.meta.url);

/** What only benches do: the same proof on one thread, and the contract of snarkjs' own template. */
const more = {
  async proveAlone(_: Logger, zkey: string, witness: string): Promise<unknown> {
    return loadSnarkjs().groth16.prove(zkey, witness, undefined, { singleThread: true });
  },
  solidity(_: Logger, zkey: string, templates: Readonly<Record<SystemName, string>>): Promise<string> {
    return loadSnarkjs().zKey.exportSolidityVerifier(zkey, templates);
  },
};

export function measured<Name extends keyof Operations>(
  name: Name,
  ...args: Arguments<Name>
): Promise<Used<Result<Name>>>;
export function measured(name: "proveAlone", zkey: string, witness: string): Promise<Used<unknown>>;
export function measured(
  name: "solidity",
  zkey: string,
  templates: Readonly<Record<SystemName, string>>,
): Promise<Used<string>>;
export async function measured(name: string, ...args: unknown[]): Promise<Used<unknown>> {
  const options = { maxBuffer: 2 ** 26 };
  const { stdout } = await promisify(execFile)(process.execPath, [program, name, JSON.stringify(args)], options);
  return JSON.parse(stdout) as Used<unknown>;
}

async function main(name: string, args: readonly unknown[]): Promise<void> {
  const silent = (): void => {};
  const logger: Logger = { debug: silent, info: silent, warn: silent, error: silent };
  const run = { ...operations, ...more }[name as "prove"] as (...args: unknown[]) => Promise<unknown>;
  const began = performance.now();
  const value = await run(logger, ...args);
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const used: Used<unknown> = {
    value: value ?? null,
    cpu: (userCPUTime + systemCPUTime) / 1e6,
    seconds: (performance.now() - began) / 1000,
    gib: maxRSS / 2 ** 20,
  };
  process.stdout.write(JSON.stringify(used), () => process.exit(0));
}

if (process.argv[1] === program) await main(process.argv[2]!, JSON.parse(process.argv[3]!) as unknown[]);
