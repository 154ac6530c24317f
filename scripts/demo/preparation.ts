import { startProgress, type Progress } from "../../src/cli/progress.ts";
import type { Circuit } from "../../src/prover/circuit.ts";
import { provenCircuit, RECORDS, type Proven } from "../lib/devLane.ts";
import { forgingCircuit } from "../lib/forger.ts";
import { tell, timed } from "./telling.ts";

/** What act 2 proves with. */
export type Preparation = {
  /** Says what there is, once it is there. */
  ready(): Promise<Circuit>;
};

/** Compiles the circuit and makes its INSECURE development key, or finds them, beside whatever else goes on meanwhile. */
export function preparing(): Preparation {
  let progress: Progress | undefined;
  const made = timed<Proven>(() => provenCircuit((phase) => progress?.update(`  ${phase}`)));
  // Whoever waits for it is told; before that nobody is there to listen.
  made.catch(() => {});
  return {
    async ready() {
      progress = startProgress();
      const [{ circuit, key }, seconds] = await made.finally(() => progress?.done());
      const { signals, domain } = key.header;
      const size = `${signals.toLocaleString("en-US")} signals, ${domain.toLocaleString("en-US")} rows`;
      tell("prover", `has compiled it for ${RECORDS} records and made its key, or found them: ${size}`, seconds);
      return circuit;
    },
  };
}

/** Proofs are forged with the secrets of the development key, for which nothing has to be made. */
export const FORGING: Preparation = {
  async ready() {
    tell("prover", "has neither: its proofs are FORGED with the public secrets of the INSECURE development key");
    return forgingCircuit();
  },
};
