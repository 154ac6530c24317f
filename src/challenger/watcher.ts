import { randomInt } from "node:crypto";
import { Executor, type Progress } from "../agent/executor.ts";
import type { Watch } from "../machine/critical.ts";
import type { Guest } from "../machine/machine.ts";
import type { Court } from "../chain/court.ts";
import type { Execution } from "../rollup/execution.ts";
import type { Means } from "../rollup/trace.ts";
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

/** One of so many batches is executed although an archive knows its end; one of so many roots is compared on the way. */
const SAMPLE = 8;

/**
 * Reports on claims and never acts: needs no key. Looks at the ends of claims first, beside those that an archive has, if there
 * is one; executes a batch where the two differ, and now and then where they do not, or always where sections of the program are
 * critical; and looks at states in between, from the nearest checkpoint on, only where a claim is false and a dispute has asked
 * for them.
 */
export class Watcher {
  readonly #court: Court;
  readonly #executor: Executor;
  /** What was last said about a claim, of those on results that are still open. */
  #said = new Map<ClaimId, string>();
  readonly #draw: () => number;
  readonly #watch: Watch;
  /** Executions from an archive for which a number was drawn, and those that were confirmed. */
  readonly #drawn = new WeakSet<Execution>();
  readonly #confirmed = new WeakSet<Execution>();
  /** Why batches could not be judged at the last look: what stays as it is is told once. */
  #told: string | undefined;

  /**
   * @param critical sections whose roots are compared at every checkpoint of an archive, by place in the layout
   * @param draw a number from 0 to below `SAMPLE`, at random: 0 has a batch executed that an archive knows, or another root compared
   */
  constructor(
    court: Court,
    guest: Guest,
    means: Means = {},
    critical: readonly number[] = [],
    draw = (): number => randomInt(SAMPLE),
  ) {
    this.#court = court;
    this.#draw = draw;
    this.#watch = { sections: guest.layout.length, critical, sampled: () => draw() === 0 };
    this.#executor = new Executor(court, guest, new Map(), means);
  }

  get executor(): Executor {
    return this.#executor;
  }

  /**
   * Verdicts on claims that were made since the last look, on results that are still open, and again on false ones that a
   * dispute has narrowed down since.
   * @param setback told why some batches cannot be judged
   */
  async tick(setback: (error: AssizeError) => void = () => {}): Promise<Verdict[]> {
    const { view } = await this.#court.sync();
    const { path, stopped } = await this.#reach(view);
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

  /** The path after everything in it was executed that has to be: the word of an archive alone makes no claim false. */
  async #reach(view: View): Promise<Progress> {
    for (;;) {
      const progress = await this.#executor.reach(view);
      const doubtful = progress.path.find((execution) => this.#doubts(view, execution));
      if (doubtful === undefined) return progress;
      await this.#executor.confirmed(doubtful, this.#watch);
    }
  }

  #doubts(view: View, execution: Execution): boolean {
    const { trace, belief } = execution;
    if (trace.isExecuted || this.#confirmed.has(execution)) return false;
    const claims = arrange(view).children.get(belief.parent) ?? [];
    const isDrawn = !this.#drawn.has(execution) && this.#draw() === 0;
    this.#drawn.add(execution);
    const isCritical = this.#watch.critical.length > 0;
    const isDue = isCritical || isDrawn || claims.some(({ end }) => end !== belief.end);
    if (isDue) this.#confirmed.add(execution);
    return isDue;
  }

  async #judge(view: View, claim: ClaimRecord, { belief, batch, end, trace }: Execution): Promise<Verdict> {
    const truthful = claim.end === belief.end;
    const differs = differences(end, claim.opens);
    const span = truthful ? undefined : await narrowest(view, claim.id, trace, this.#court.facts.rules.nary);
    return { claim, batch: batch.number, truthful, differs, span };
  }
}
