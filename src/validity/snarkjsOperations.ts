import type { Proof, SystemName } from "./proofSystem.ts";
import { loadSnarkjs, type Decimal, type Logger, type SnarkjsProof } from "./snarkjs.ts";

/*
 * What a process of snarkjs can be asked for. It returns or throws; the process that runs it then ends, and with it the
 * threads that snarkjs leaves behind.
 */

export const operations = {
  /** Computes all signals of a circuit from its inputs and writes them down. */
  async witness(_: Logger, wasm: string, input: object, witness: string): Promise<void> {
    await loadSnarkjs().wtns.calculate(input, wasm, witness);
  },

  async prove(logger: Logger, system: SystemName, zkey: string, witness: string): Promise<Proof> {
    const { proof, publicSignals } = await loadSnarkjs()[system].prove(zkey, witness, logger);
    return { proof, inputs: publicSignals };
  },

  verify(
    _: Logger,
    system: SystemName,
    key: object,
    inputs: readonly Decimal[],
    proof: SnarkjsProof,
  ): Promise<boolean> {
    return loadSnarkjs()[system].verify(key, inputs, proof);
  },

  calldata(_: Logger, system: SystemName, proof: SnarkjsProof, inputs: readonly Decimal[]): Promise<string> {
    const { groth16, plonk, fflonk } = loadSnarkjs();
    // snarkjs takes the two the other way round for FFLONK.
    if (system === "fflonk") return fflonk.exportSolidityCallData(inputs, proof);
    return (system === "plonk" ? plonk : groth16).exportSolidityCallData(proof, inputs);
  },

  /** snarkjs reports powers that do not fit to its logger, and returns -1. @returns what it reported, or undefined */
  async setup(
    logger: Logger,
    system: SystemName,
    r1cs: string,
    ptau: string,
    zkey: string,
  ): Promise<string | undefined> {
    const { zKey, plonk, fflonk } = loadSnarkjs();
    let refusal = "it does not say why";
    const listening = { ...logger, error: (text: string) => void (refusal = text) };
    const make = system === "groth16" ? zKey.newZKey : system === "plonk" ? plonk.setup : fflonk.setup;
    return (await make(r1cs, ptau, zkey, listening)) === -1 ? refusal : undefined;
  },

  async contribute(logger: Logger, from: string, to: string, name: string, entropy: string): Promise<void> {
    await loadSnarkjs().zKey.contribute(from, to, name, entropy, logger);
  },

  /** Whether a key follows from these powers and this circuit by contributions alone. */
  verifyKey(logger: Logger, r1cs: string, ptau: string, zkey: string): Promise<boolean> {
    return loadSnarkjs().zKey.verifyFromR1cs(r1cs, ptau, zkey, logger);
  },

  verificationKey(_: Logger, zkey: string): Promise<object> {
    return loadSnarkjs().zKey.exportVerificationKey(zkey);
  },
};

export type Operations = typeof operations;

/** Arguments of an operation, without the logger. */
export type Arguments<Name extends keyof Operations> =
  Parameters<Operations[Name]> extends [Logger, ...infer Rest] ? Rest : never;

export type Result<Name extends keyof Operations> = Awaited<ReturnType<Operations[Name]>>;
