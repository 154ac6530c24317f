import { formatEther } from "viem";
import type { Performed } from "../../src/agent/perform.ts";
import type { Moment } from "../../src/chain/court.ts";
import type { ClaimRecord } from "../../src/rollup/view.ts";

/** Hashes without their tails. */
export function shortened(text: string): string {
  return text.replace(/0x([0-9a-f]{8})[0-9a-f]+/gi, "0x$1…");
}

/** What an agent has done, by the number of the batch that it is about. */
export function describe({ action, answer }: Performed, { view }: Moment): string {
  const after = (parent: ClaimRecord["parent"]): number => (view.results.get(parent)?.batch ?? 0) + 1;
  switch (action.kind) {
    case "claim":
      return `claims batch ${after(action.belief.parent)}`;
    case "open":
      return `opens a dispute about batch ${after(action.mine.parent)}${action.locks ? ", locking a bond" : ""}`;
    case "answer":
      if (answer?.kind !== "dissect") return `proves step ${answer?.kind === "prove" ? answer.step : "?"}`;
      return `dissects steps ${answer.dissection.start} to ${answer.dissection.start + answer.dissection.length}`;
    case "resolve":
      return "resolves a dispute";
    case "finalize":
      return `makes batch ${after(action.claim.parent)} final`;
    case "settle":
      return `makes batch ${after(action.parent.id)} final by its proof`;
    case "freeze":
      return `shows that the proofs of batch ${after(action.parent.id)} cannot be trusted`;
    case "abandon":
      return `abandons a result of batch ${action.result.batch}`;
    case "collect":
      return `collects for its claim about batch ${after(action.claim.parent)}`;
    case "withdraw":
      return `withdraws ${formatEther(action.amount)} ether`;
  }
}
