import { openProver } from "../../scripts/lib/provers.ts";
import type { LedgerStage } from "../../scripts/lib/ledgerStage.ts";
import type { Circuit } from "../../src/prover/circuit.ts";
import type { Action } from "../../src/prover/decide.ts";
import type { Prover } from "../../src/prover/prover.ts";

/** A prover, and what it tells: `kind batch` of each transaction, code of each setback. */
export type Hand = {
  readonly prover: Prover;
  readonly told: string[];
  /** Ticks and proves until nothing is left to do. */
  work(): Promise<void>;
};

/** @param folder of its jobs; one of its own when left out */
export async function hire({ stage }: LedgerStage, circuit: Circuit, index = 1, folder?: string): Promise<Hand> {
  const told: string[] = [];
  const report = {
    performed(action: Action) {
      const { number } = "batch" in action ? action.batch : action.proving.place.batch;
      told.push(`${action.kind} ${number}`);
    },
    setback: ({ code }: { readonly code: string }) => void told.push(code),
    proving() {},
    proven() {},
  };
  const prover = await openProver(stage, circuit, stage.sender(index), report, folder);
  return {
    prover,
    told,
    async work() {
      for (let idle = 0; idle < 2;) {
        idle = (await prover.tick()) === 0 ? idle + 1 : 0;
        await prover.rest();
      }
    },
  };
}
