import type { StateProof } from "../client/stateProof.ts";
import { toHex } from "../types/hex.ts";
import { proofFileOf } from "../validity/proofFile.ts";
import type { OnProgress } from "../validity/proofSystem.ts";
import type { Circuit } from "./circuit.ts";
import type { Place } from "./lineage.ts";
import { inputOf } from "./payment.ts";
import { provingOf } from "./proving.ts";

/**
 * The state after a batch, with the proof that the batch leads there. Its time is the L1 time in the input's header, which the
 * Inbox has checked and the proof binds; when it is proven does not matter.
 * @throws ValidityError WITNESS_IMPOSSIBLE, PROVING_FAILED
 */
export async function proveState(place: Place, circuit: Circuit, onProgress: OnProgress): Promise<StateProof> {
  const { commitment, tasks } = provingOf(place, circuit.records);
  const segments: StateProof["proof"]["segments"] = [];
  for (const { segment } of tasks) {
    const { inputs, proof } = proofFileOf(circuit.hash, await circuit.prove(segment, onProgress));
    segments.push({ inputs: [...inputs], proof: { ...proof } });
  }
  return {
    proof: { input: toHex(inputOf(place)), commitment: String(commitment), segments },
    state_hash: place.output,
    timestamp: place.batch.timestamp,
  };
}
