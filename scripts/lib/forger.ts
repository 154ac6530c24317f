import type { Circuit } from "../../src/prover/circuit.ts";
import { DEVELOPMENT_SECRETS } from "../../src/validity/developmentKey.ts";
import { groth16 } from "../../src/validity/groth16.ts";
import type { Proof } from "../../src/validity/proofSystem.ts";
import type { Statement } from "../../src/validity/witness.ts";
import { CHECKED, RECORDS } from "./devLane.ts";
import { forge } from "./forge.ts";

/*
 * Proofs forged with the public secrets of the INSECURE development key: they hold, cost nothing, and say whatever one likes.
 * So what agents and contracts do with true and false proofs is seen without the minutes that honest ones take.
 */

export function forgedProof({ in: from, out, z, c, y }: Statement): Proof {
  const inputs = [from, out, z, c, y];
  const [a0, a1, b1, b0, d1, d0, c0, c1] = forge(CHECKED.key, DEVELOPMENT_SECRETS, inputs).map(String);
  const proof = {
    pi_a: [a0, a1, "1"],
    pi_b: [
      [b0, b1],
      [d0, d1],
      ["1", "0"],
    ],
    pi_c: [c0, c1, "1"],
  };
  return { inputs: inputs.map(String), proof };
}

/** A circuit whose proofs are forged. @param noted receives the statement of each */
export function forgingCircuit(noted: (statement: Statement) => void = () => {}): Circuit {
  return {
    hash: CHECKED.r1cs,
    records: RECORDS,
    async prove({ statement }) {
      noted(statement);
      return forgedProof(statement);
    },
    check: (proof) => groth16.verify(CHECKED.key, proof),
    calldata: (proof) => groth16.calldata(proof),
  };
}
