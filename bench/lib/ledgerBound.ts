import { recordCount } from "../../src/ledger/body.ts";
import { KINDS, workOf } from "./ledgerBatches.ts";
import { anchorOf, type End, MAX_BODY, nodesOf, PHASES, type Phase, runBatch } from "./ledgerGuest.ts";

/** Records of the longest body that the Inbox admits. */
export const MOST_RECORDS: number = recordCount(MAX_BODY);

/** Runs a batch of one kind. */
export function runKind(kind: (typeof KINDS)[number], records: number): End {
  const { state, batch } = workOf(kind, records);
  return runBatch(batch, anchorOf(state), nodesOf(state));
}

/**
 * More steps than any batch takes that the Inbox admits: as if each record cost in each phase what the dearest kind costs
 * there. Ends are those of short batches of all kinds: in a longer one paths of the tree have more in common.
 */
export function boundOf(ends: readonly End[], records: number): number {
  const dearest = (phase: Phase): number => Math.max(...ends.map(({ phases }) => phases[phase]));
  const perBatch = PHASES.reduce((sum, phase) => sum + dearest(phase), 0);
  return Math.ceil((perBatch / records) * MOST_RECORDS);
}
