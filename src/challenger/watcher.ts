import { Executor } from "../agent/executor.ts";
import type { Guest } from "../machine/machine.ts";
import type { Court } from "../chain/court.ts";
import { childrenOf } from "../rollup/query.ts";
import type { ClaimRecord } from "../rollup/view.ts";
import type { ClaimId } from "../types/claimId.ts";

/** What a watcher thinks of one claim. */
export type Verdict = {
  readonly claim: ClaimRecord;
  readonly batch: number;
  readonly truthful: boolean;
};

/** Reports on claims and never acts: needs no key. */
export class Watcher {
  readonly #court: Court;
  readonly #executor: Executor;
  readonly #judged = new Set<ClaimId>();

  constructor(court: Court, guest: Guest) {
    this.#court = court;
    this.#executor = new Executor(court, guest);
  }

  /** Verdicts on claims that were made since the last look, on results that are still open. */
  async tick(): Promise<Verdict[]> {
    const { view } = await this.#court.sync();
    const path = await this.#executor.path(view);
    return path.flatMap(({ belief, batch }) => {
      const fresh = childrenOf(view, belief.parent).filter((claim) => !this.#judged.has(claim.id));
      for (const claim of fresh) this.#judged.add(claim.id);
      return fresh.map((claim) => ({ claim, batch: batch.number, truthful: claim.end === belief.end }));
    });
  }
}
