import { join } from "node:path";
import type { Sender } from "../../src/chain/sender.ts";
import type { Court } from "../../src/chain/court.ts";
import type { Circuit } from "../../src/prover/circuit.ts";
import { verifierOf } from "../../src/prover/lane.ts";
import { Lineage } from "../../src/prover/lineage.ts";
import { Prover, type ProverReport } from "../../src/prover/prover.ts";
import { Workshop, type WorkshopReport } from "../../src/prover/workshop.ts";
import type { KeyValue } from "../../src/store/keyValue.ts";
import { LedgerStore } from "../../src/store/ledgerStore.ts";
import { openLmdb } from "../../src/store/lmdb.ts";
import { MemoryRows } from "../../src/store/memoryRows.ts";
import { Jobs } from "../../src/validity/jobs.ts";
import type { Actor, Stage } from "./stage.ts";

const LEASE_SECONDS = 60;

/** A prover of a stage's court. @param folder of its jobs and its store */
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
  const store = storeOf(court, openLmdb(join(folder, "store")));
  return Prover.open(court, store, { circuit, verifier }, workshop, sender, report);
}

/** The ledger's states by executing every batch. @param rows what is kept of them; nothing beyond this process when left out */
export function lineageOf(court: Court, rows: KeyValue = new MemoryRows()): Promise<Lineage> {
  return Lineage.open(court, storeOf(court, rows));
}

function storeOf({ l1, facts }: Court, rows: KeyValue): LedgerStore {
  return LedgerStore.open(rows, { chainId: l1.chain.id, rollup: facts.rollup });
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
