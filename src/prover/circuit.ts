import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "../types/hex.ts";
import { groth16 } from "../validity/groth16.ts";
import type { KeyFile } from "../validity/keyFile.ts";
import type { OnProgress, Proof } from "../validity/proofSystem.ts";
import type { Segment } from "../validity/witness.ts";
import { WitnessProgram, writeWitness } from "../validity/witnessProgram.ts";

/** What proves segments of one size. */
export type Circuit = {
  /** SHA-256 of the constraint system: what a verifier is registered with. */
  readonly hash: Hex;
  /** How many records a segment holds. */
  readonly records: number;
  /** Takes long, and gigabytes in a process of its own. @throws ValidityError WITNESS_IMPOSSIBLE, PROVING_FAILED */
  prove(segment: Segment, onProgress: OnProgress): Promise<Proof>;
  /** Whether a proof holds. */
  check(proof: Proof): Promise<boolean>;
  /** The proof as the verifier contract takes it. */
  calldata(proof: Proof): Promise<Hex>;
};

/** @param wasm witness program of the circuit that the key is for */
export function circuitOf(wasm: string, key: KeyFile, records: number): Circuit {
  return {
    hash: key.manifest.r1cs,
    records,
    check: (proof) => groth16.verify(key.header.key, proof),
    calldata: (proof) => groth16.calldata(proof),
    async prove({ inputs }, onProgress) {
      const folder = mkdtempSync(join(tmpdir(), "assize-witness-"));
      try {
        const witness = join(folder, "segment.wtns");
        onProgress("witness");
        // Loaded each time: what it holds in memory would otherwise stay while the proof is made.
        writeWitness(witness, (await WitnessProgram.load(wasm)).calculate(inputs));
        return await groth16.prove(key.path, witness, onProgress);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
