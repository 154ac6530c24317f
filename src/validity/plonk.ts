import { concatBytes } from "../crypto/bytes.ts";
import { toBytes, toHex, type Hex } from "../types/hex.ts";
import type { Proof, ProofSystem } from "./proofSystem.ts";
import { setup } from "./setup.ts";
import { runSnarkjs } from "./snarkjsRun.ts";

/*
 * The systems whose setup is the same for all circuits. Measured beside Groth16 (bench/proof-systems.ts), on small
 * circuits only: their keys and proofs take several times the time.
 */

export const plonk: ProofSystem = universal("plonk");
export const fflonk: ProofSystem = universal("fflonk");

function universal(name: "plonk" | "fflonk"): ProofSystem {
  return {
    name,
    setup: (...files) => setup(name, ...files),
    verificationKey: (zkey) => runSnarkjs("verificationKey", [zkey]),
    prove: (zkey, witness, onProgress) => runSnarkjs("prove", [name, zkey, witness], onProgress),
    verify: (key, { inputs, proof }) => runSnarkjs("verify", [name, key, inputs, proof]),
    calldata: async ({ inputs, proof }: Proof): Promise<Hex> => {
      const text = await runSnarkjs("calldata", [name, proof, inputs]);
      // snarkjs prints the proof's words in brackets, then the inputs'.
      const words = text.slice(0, text.indexOf("]")).match(/0x[0-9a-f]+/g) ?? [];
      return toHex(concatBytes(words.map((word) => toBytes(`0x${word.slice(2).padStart(64, "0")}`))));
    },
  };
}
