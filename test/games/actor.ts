import { Calls } from "../../src/chain/calls.ts";
import type { CourtFacts } from "../../src/chain/facts.ts";
import type { Belief } from "../../src/rollup/decide.ts";
import { resultId } from "../../src/rollup/ids.ts";
import { nextResult } from "../../src/rollup/outcome.ts";
import type { Batch, ClaimRecord, DisputeRecord, Result, View } from "../../src/rollup/view.ts";
import type { Address } from "../../src/types/address.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import type { Random } from "../guest/random.ts";
import type { Host } from "./host.ts";
import type { GameCall } from "./referee.ts";
import type { Run, World } from "./toyWorld.ts";

/** What everybody in a game shares: the court, the machine, what is true, and who defends what. */
export class Table {
  readonly host: Host;
  readonly world: World;
  readonly random: Random;
  readonly truths: readonly Belief[];
  readonly #calls: Calls;
  readonly #runs = new Map<string, Run>();

  constructor(host: Host, world: World, random: Random, truths: readonly Belief[]) {
    [this.host, this.world, this.random, this.truths] = [host, world, random, truths];
    // The contracts' addresses are the host's affair.
    const nowhere = `0x${"00".repeat(20)}` as const;
    this.#calls = new Calls({ rollup: nowhere, inbox: nowhere, bond: host.bond } as CourtFacts);
  }

  get view(): View {
    return this.host.view;
  }

  /** Makes calls of one account. */
  call(
    from: Address,
    make: (calls: Calls) => { functionName: string; args: readonly unknown[]; value?: bigint },
  ): GameCall {
    const { functionName, args, value = 0n } = make(this.#calls);
    return { from, functionName, args, value };
  }

  /** The batch that comes after a result. */
  batchAfter({ batch }: Result): Batch | undefined {
    return this.view.batches[batch];
  }

  /** A claim for what `run` says, of the batch after `parent`; from now on `run` can be found by it. */
  claim(from: Address, parent: Result, run: Run): GameCall {
    const batch = this.batchAfter(parent)!;
    const { end } = this.world.ends(parent.opening, batch, run.end);
    this.#runs.set(`${parent.id} ${end}`, run);
    return this.call(from, (calls) => calls.claim(parent.opening, batch, run.end));
  }

  /** What defends a claim: the run that somebody claimed it with. */
  runOf({ parent, end }: { readonly parent: ResultId; readonly end: StateHash }): Run | undefined {
    return this.#runs.get(`${parent} ${end}`);
  }

  truthOn(parent: ResultId): Run {
    const result = this.view.results.get(parent)!;
    return this.world.truthOf(result.opening, this.batchAfter(result)!);
  }

  /** The end state and result of the true run on any result. */
  beliefOn(result: Result): Belief {
    const batch = this.batchAfter(result)!;
    const { end } = this.world.truthOf(result.opening, batch);
    const next = nextResult(result.opening, batch.accumulator, end, this.world.programKind);
    return { parent: result.id, end: this.world.ends(result.opening, batch, end).end, result: resultId(next) };
  }

  claimOf(dispute: DisputeRecord, side: "mover" | "other"): ClaimRecord {
    const isOpener = dispute.position.openerMoves === (side === "mover");
    return this.view.claims.get(isOpener ? dispute.opener : dispute.responder)!;
  }

  resolve(from: Address, dispute: DisputeRecord): GameCall {
    const mover = this.claimOf(dispute, "mover");
    return this.call(from, (calls) => calls.resolve(dispute, mover));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.random.below(items.length)];
  }

  /** True `percent` times in a hundred. */
  chance(percent: number): boolean {
    return this.random.below(100) < percent;
  }

  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.random.below(Math.max(1, high - low + 1));
  }
}
