import { join } from "node:path";
import type { Sender } from "../../src/chain/sender.ts";
import type { Circuit } from "../../src/prover/circuit.ts";
import { verifierOf } from "../../src/prover/lane.ts";
import { Prover, type ProverReport } from "../../src/prover/prover.ts";
import { Workshop, type WorkshopReport } from "../../src/prover/workshop.ts";
import { Jobs } from "../../src/validity/jobs.ts";
import type { Actor, Stage } from "./stage.ts";

const LEASE_SECONDS = 60;

/** A prover of a stage's court. @param folder of its jobs */
export async function openProver(
  stage: Stage,
  circuit: Circuit,
  sender: Sender,
  report: ProverReport & WorkshopReport,
  folder: string = join(stage.folder, `jobs-${sender.account.address}`),
): Promise<Prover> {
  const court = await stage.openCourt();
  const verifier = await verifierOf(court, circuit.hash, (await court.sync()).now);
  const workshop = new Workshop(circuit, new Jobs(folder, LEASE_SECONDS), LEASE_SECONDS, report);
  return Prover.open(court, { circuit, verifier }, workshop, sender, report);
}

/** A prover that has nothing left to do only when no proof is being made: it waits for the one at hand. */
export function waiting(prover: Prover): Actor {
  return {
    async tick() {
      const sent = await prover.tick();
      await prover.rest();
      return sent > 0 ? sent : prover.tick();
    },
  };
}
