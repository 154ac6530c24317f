import type { Command } from "commander";
import { isLocal } from "../chain/network.ts";
import { circuitOf, type Circuit } from "../prover/circuit.ts";
import { verifierOf } from "../prover/lane.ts";
import type { Bench } from "../prover/prover.ts";
import { CIRCUITS, compileCircuit } from "../validity/compile.ts";
import { readEntryPoint } from "../validity/entryPoints.ts";
import { hashFile, openKey, type KeyFile } from "../validity/keyFile.ts";
import { developmentKey } from "../validity/keys.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";
import type { Progress } from "./progress.ts";

/** Options of every command that proves. */
export type CircuitOptions = { readonly circuit: string; readonly key?: string };

/** Adds `--circuit` and `--key`. */
export function withCircuit(command: Command): Command {
  return command
    .option("--circuit <name>", "name in circuits/circuits.json", "standard")
    .option("--key <zkey>", "key of the circuit (default on local chains: the INSECURE development key)");
}

/**
 * What the options name, once the court's lane has a verifier for it.
 * @throws UsageError ARGUMENT_INVALID; ValidityError CIRCUIT_*, ZKEY_*; ProverError NO_LANE, VERIFIER_UNKNOWN
 */
export async function benchOf(
  { circuit: name, key }: CircuitOptions,
  { court, network }: Context,
  progress: Progress,
): Promise<Bench> {
  if (key === undefined && !isLocal(network.chainId)) {
    const what = "The development key proves anything, and is refused on this chain";
    throw new UsageError("ARGUMENT_INVALID", {
      what,
      where: "--key",
      fix: "Name the key that the verifier was made of",
    });
  }
  const compiled = await compileCircuit(name, { onProgress: (phase) => progress.update(`circom, ${name}: ${phase}`) });
  const file = await (key === undefined ? developmentKey(compiled, progress.update) : opened(key, compiled.r1cs));
  const circuit: Circuit = circuitOf(compiled.wasm, file, readEntryPoint(CIRCUITS, name).records);
  const { now } = await court.sync();
  return { circuit, verifier: await verifierOf(court, circuit.hash, now) };
}

async function opened(key: string, r1cs: string): Promise<KeyFile> {
  return openKey(key, await hashFile(r1cs));
}
