import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Court } from "../../src/chain/court.ts";
import type { Circuit } from "../../src/prover/circuit.ts";
import { verifierOf } from "../../src/prover/lane.ts";
import { Lineage } from "../../src/prover/lineage.ts";
import { Prover } from "../../src/prover/prover.ts";
import { Workshop } from "../../src/prover/workshop.ts";
import { LedgerStore } from "../../src/store/ledgerStore.ts";
import { openLmdb } from "../../src/store/lmdb.ts";
import { DEVELOPMENT_SECRETS } from "../../src/validity/developmentKey.ts";
import { groth16 } from "../../src/validity/groth16.ts";
import { Jobs } from "../../src/validity/jobs.ts";
import type { KeyFile } from "../../src/validity/keyFile.ts";
import type { Proof } from "../../src/validity/proofSystem.ts";
import type { Statement } from "../../src/validity/witness.ts";
import { MemoryRows } from "../store/memory.ts";
import { forge } from "../validity/forge.ts";
import { RECORDS, type LedgerCourt } from "./ledgerCourt.ts";

/*
 * Proofs by the secrets of the development key: they hold, cost nothing, and say whatever one likes. So what agents and
 * contracts do with true and false proofs is tested without the minutes that honest ones take.
 */

export function forgedProof({ header }: KeyFile, { in: from, out, z, c, y }: Statement): Proof {
  const inputs = [from, out, z, c, y];
  const [a0, a1, b1, b0, d1, d0, c0, c1] = forge(header.key, DEVELOPMENT_SECRETS, inputs).map(String);
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
export function forgingCircuit(key: KeyFile, noted: (statement: Statement) => void = () => {}): Circuit {
  return {
    hash: key.manifest.r1cs,
    records: RECORDS,
    async prove({ statement }) {
      noted(statement);
      return forgedProof(key, statement);
    },
    check: (proof) => groth16.verify(key.header.key, proof),
    calldata: (proof) => groth16.calldata(proof),
  };
}

/** A prover, and what it tells: `kind batch` of each transaction, code of each setback. */
export type Hand = {
  readonly prover: Prover;
  readonly told: string[];
  /** Ticks and proves until nothing is left to do. */
  work(): Promise<void>;
};

export async function hire(
  ledger: LedgerCourt,
  circuit: Circuit,
  index = 1,
  folder = join(ledger.folder, `jobs-${index}`),
): Promise<Hand> {
  const court = await ledger.open();
  const told: string[] = [];
  const setback = ({ code }: { readonly code: string }): void => void told.push(code);
  const verifier = await verifierOf(court, circuit.hash, (await court.sync()).now);
  const workshop = new Workshop(circuit, new Jobs(folder, 60), 60, { proving() {}, proven() {}, setback });
  const { chain } = ledger.l1;
  const store = LedgerStore.open(openLmdb(join(folder, "store")), { chainId: chain.id, rollup: court.facts.rollup });
  const prover = await Prover.open(court, store, { circuit, verifier }, workshop, ledger.sender(index), {
    performed: (action) => {
      const { number } = "batch" in action ? action.batch : action.proving.place.batch;
      told.push(`${action.kind} ${number}`);
    },
    setback,
  });
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

/** The ledger's states with what is kept of them in memory. */
export function lineageOf(court: Court, rows = new MemoryRows()): Promise<Lineage> {
  return Lineage.open(court, LedgerStore.open(rows, { chainId: 31337, rollup: court.facts.rollup }));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
