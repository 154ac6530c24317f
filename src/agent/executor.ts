import { decodeFunctionData } from "viem";
import { inboxAbi } from "../chain/abi.ts";
import type { Court } from "../chain/court.ts";
import type { Guest, Snapshot } from "../machine/machine.ts";
import { NodeStore } from "../machine/nodes.ts";

import { RollupError } from "../rollup/error.ts";
import { executeBatch, type Execution } from "../rollup/execution.ts";
import type { Fault } from "../rollup/fault.ts";
import { resultId } from "../rollup/ids.ts";
import { composeInput } from "../rollup/input.ts";
import { inputSize, registrationOf } from "../rollup/load.ts";
import { programId } from "../rollup/program.ts";
import type { Batch, ResultOpening, View } from "../rollup/view.ts";
import { toBytes } from "../types/hex.ts";
import type { ResultId } from "../types/resultId.ts";

/** Where re-execution goes on from: the last final result that was found true. */
type Base = {
  readonly opening: ResultOpening;
  readonly memory: Snapshot | undefined;
  /** Batches that lie before it. */
  readonly batches: number;
};

/** Re-executes every batch from L1 data alone, each from the memory that the batch before left. */
export class Executor {
  readonly #court: Court;
  readonly #guest: Guest;
  /** Preimages that this program has made so far. */
  readonly #nodes = new NodeStore();
  #base: Base;
  /** Executions behind the base, by parent; of what is final only the memory is kept. */
  #done = new Map<ResultId, Execution>();
  /** Batches that this party lies about, and how (drills only). */
  readonly #faults: ReadonlyMap<number, Fault>;

  /** @throws RollupError PROGRAM_MISMATCH when the court runs another program */
  constructor(court: Court, guest: Guest, faults: ReadonlyMap<number, Fault> = new Map()) {
    const id = programId(registrationOf(guest, court.facts.terms));
    if (id !== court.facts.program) {
      throw new RollupError("PROGRAM_MISMATCH", {
        what: `The court runs program ${court.facts.program}, the files given make ${id}`,
        fix: "Give the ELF, and the layout file if there was one, that were registered",
      });
    }
    this.#court = court;
    this.#guest = guest;
    this.#faults = faults;
    this.#base = beginning(court);
  }

  /**
   * What this party holds true: one execution for each posted batch, from the last final result on, each on the result of
   * the one before. Ends early at a batch that it lies about, until that batch is decided.
   * @throws RollupError FALSE_RESULT_FINAL, BATCH_MISMATCH
   */
  async path(view: View): Promise<Execution[]> {
    for (;;) {
      const { path, behind } = await this.advance(view);
      if (!behind) return path;
    }
  }

  /**
   * The same path as far as it is known, made longer by at most one execution: whoever has a clock running looks at it
   * between two batches, or a sequencer could keep it from moving by posting.
   * @throws RollupError FALSE_RESULT_FINAL, BATCH_MISMATCH
   */
  async advance(view: View): Promise<{ path: Execution[]; behind: boolean }> {
    // A result that was final and is not any more: L1 itself was reorganised.
    if (view.results.get(resultId(this.#base.opening))?.status !== "final") this.#base = beginning(this.#court);
    const path: Execution[] = [];
    let { opening, memory } = this.#base;
    let fresh = 0;
    for (const batch of view.batches.slice(this.#base.batches)) {
      const decided = view.results.get(resultId(opening))?.decided === true;
      const fault = decided ? undefined : this.#faults.get(batch.number);
      const known = this.#known(opening, batch, fault);
      if (known === undefined && fresh++ > 0) return { path, behind: true };
      const execution = known ?? (await this.#execute(opening, batch, memory, fault));
      ({ opening, memory } = execution);
      if (decided) this.#settle(view, execution);
      else path.push(execution);
      if (fault !== undefined) break;
    }
    this.#done = new Map(path.map((execution) => [execution.belief.parent, execution]));
    return { path, behind: false };
  }

  #known(parent: ResultOpening, batch: Batch, fault: Fault | undefined): Execution | undefined {
    const known = this.#done.get(resultId(parent));
    return known?.batch.accumulator === batch.accumulator && known.fault === fault ? known : undefined;
  }

  async #execute(
    parent: ResultOpening,
    batch: Batch,
    memory: Snapshot | undefined,
    fault: Fault | undefined,
  ): Promise<Execution> {
    const { rules } = this.#court.facts;
    const [guest, nodes, input] = [this.#guest, this.#nodes, await this.#readInput(batch)];
    const execution = executeBatch({ guest, nodes, rules, parent, batch, memory, input, fault });
    this.#done.set(execution.belief.parent, execution);
    return execution;
  }

  /** The input of a batch, from the calldata of the transaction that posted it, checked against the Inbox's root. */
  async #readInput(batch: Batch): Promise<Uint8Array> {
    const { l1, facts } = this.#court;
    const { args } = decodeFunctionData({ abi: inboxAbi, data: await this.#court.calldata(batch.transaction) });
    const body = toBytes(args?.[1] as string);
    const header = { chainId: l1.chain.id, rollup: facts.rollup, batch: batch.number, timestamp: batch.timestamp };
    return composeInput(header, body, inputSize(this.#guest));
  }

  /** A final result that we find false means that everyone honest was absent, or that our machine is wrong: both need a person. */
  #settle(view: View, { belief, batch, opening, memory }: Execution): void {
    if (view.results.get(belief.result)?.status === "final") {
      this.#base = { opening, memory, batches: batch.number };
      return;
    }
    throw new RollupError("FALSE_RESULT_FINAL", {
      what: `Batch ${batch.number} is final with a result other than ${belief.result}, which re-executing it gives`,
      fix: "Stop and compare: `npx assize status --json` and the program's ELF; no bond is risked before that",
    });
  }
}

function beginning({ facts }: Court): Base {
  return { opening: facts.genesis, memory: undefined, batches: 0 };
}
