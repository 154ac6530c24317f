import { Executor } from "../agent/executor.ts";
import type { Guest } from "../machine/machine.ts";
import type { Court } from "../chain/court.ts";
import type { Execution } from "../rollup/execution.ts";
import { arrange } from "../rollup/query.ts";
import { differences } from "../rollup/state.ts";
import type { ClaimRecord, EndState, View } from "../rollup/view.ts";
import type { AssizeError } from "../types/error.ts";
import type { ClaimId } from "../types/claimId.ts";
import { narrowest, type Span } from "./span.ts";

/** What a watcher thinks of one claim. */
export type Verdict = {
  readonly claim: ClaimRecord;
  readonly batch: number;
  readonly truthful: boolean;
  /** Of a false claim: what it has otherwise than our own execution. */
  readonly differs: readonly (keyof EndState)[];
  /** Of a false claim in dispute: where its first false state lies, as far as the dispute has narrowed it down. */
  readonly span: Span | undefined;
};

/**
 * Reports on claims and never acts: needs no key. Looks at the ends of claims first, and executes a batch again, state by
 * state, only where one of them is false and a dispute has asked for the states in between.
 */
export class Watcher {
  readonly #court: Court;
  readonly #executor: Executor;
  /** What was last said about a claim, of those on results that are still open. */
  #said = new Map<ClaimId, string>();
  /** Why batches could not be judged at the last look: what stays as it is is told once. */
  #told: string | undefined;

  constructor(court: Court, guest: Guest) {
    this.#court = court;
    this.#executor = new Executor(court, guest);
  }

  /**
   * Verdicts on claims that were made since the last look, on results that are still open, and again on false ones that a
   * dispute has narrowed down since.
   * @param setback told why some batches cannot be judged
   */
  async tick(setback: (error: AssizeError) => void = () => {}): Promise<Verdict[]> {
    const { view } = await this.#court.sync();
    const { path, stopped } = await this.#executor.reach(view);
    if (stopped !== undefined && stopped.message !== this.#told) setback(stopped);
    this.#told = stopped?.message;
    const verdicts: Verdict[] = [];
    const said = new Map<ClaimId, string>();
    const { children } = arrange(view);
    for (const execution of path) {
      for (const claim of children.get(execution.belief.parent) ?? []) {
        const verdict = await this.#judge(view, claim, execution);
        const gist = JSON.stringify(verdict.span ?? null);
        if (this.#said.get(claim.id) !== gist) verdicts.push(verdict);
        said.set(claim.id, gist);
      }
    }
    this.#said = said;
    return verdicts;
  }

  async #judge(view: View, claim: ClaimRecord, { belief, batch, end, trace }: Execution): Promise<Verdict> {
    const truthful = claim.end === belief.end;
    const differs = differences(end, claim.opens);
    const span = truthful ? undefined : await narrowest(view, claim.id, trace, this.#court.facts.rules.nary);
    return { claim, batch: batch.number, truthful, differs, span };
  }
}
