import type { Court } from "../chain/court.ts";
import type { Trace } from "../dispute/trace.ts";
import { firstBreach, type RootAt, type Watch } from "../machine/critical.ts";
import type { Guest } from "../machine/machine.ts";
import { NodeStore } from "../machine/nodes.ts";
import { RollupError } from "../rollup/error.ts";
import { CHECKPOINT_BYTES } from "../rollup/checkpoints.ts";
import type { Execution } from "../rollup/execution.ts";
import type { Fault } from "../rollup/fault.ts";
import { resultId } from "../rollup/ids.ts";
import type { Batch, ResultOpening, View } from "../rollup/view.ts";
import type { MachineTrace, Means } from "../rollup/trace.ts";
import { TRANSLATOR } from "../translator/engine.ts";
import { AssizeError } from "../types/error.ts";
import type { Hex } from "../types/hex.ts";
import type { ResultId } from "../types/resultId.ts";
import { Agreement } from "./agreement.ts";
import { Derivation, ofBatch, type Ground } from "./derivation.ts";

/** A place in the order of batches: what the next one is executed on, and how many lie before it. */
export type Place = Ground & { readonly batches: number };

/** How far a party has come. */
export type Progress = {
  /** What it holds true: one execution for each batch from the last final result on, each on the result of the one before. */
  readonly path: readonly Execution[];
  /** More is known on L1 than was executed so far. */
  readonly behind: boolean;
  /** Why the path ends before the last batch, where it is not by choice. */
  readonly stopped: AssizeError | undefined;
  /** The end of the path; undefined while the path does not reach the last batch. */
  readonly tip: Place | undefined;
};

/** A batch that will not be executed again, and why. */
type Stop = { readonly parent: ResultId; readonly accumulator: Hex; readonly error: AssizeError };

/** Of a batch that a bond depends on. */
export const EXECUTIONS = 2;

/** Errors that are the node's: the next look may find them gone. */
const OF_THE_NODE: ReadonlySet<string> = new Set(["RPC_UNREACHABLE", "BATCH_MISMATCH"]);

/** Re-executes every batch from L1 data alone, each from the memory that the batch before left. */
export class Executor {
  readonly #court: Court;
  readonly #derivation: Derivation;
  /** Their names, in layout order. */
  readonly #sections: readonly string[];
  /** Preimages that this program has made so far. */
  readonly #nodes: NodeStore;
  readonly #means: Means;
  /** The same for executions that an archive is compared with. */
  readonly #afresh: Means;
  /** Where re-execution goes on from: the last final result that was found true. */
  #base: Place;
  /** Executions behind the base, by parent; of what is final only the memory is kept. */
  #done = new Map<ResultId, Execution>();
  /** Those that were derived and executed a second time. */
  readonly #agreements = new Map<Execution, Agreement>();
  #stop: Stop | undefined;
  /** Batches that this party lies about, and how (drills only). */
  readonly #faults: ReadonlyMap<number, Fault>;

  /**
   * @param means of the first execution of a batch; the second, which a bond depends on, is the interpreter's, and from no archive
   * @throws RollupError PROGRAM_MISMATCH when the court runs another program
   */
  constructor(court: Court, guest: Guest, faults: ReadonlyMap<number, Fault> = new Map(), means: Means = {}) {
    const { archive, ...own } = means;
    this.#court = court;
    this.#afresh = { engine: TRANSLATOR, ...own };
    this.#means = { ...this.#afresh, ...(archive && { archive }) };
    this.#nodes = archive === undefined ? new NodeStore() : new NodeStore(archive.nodes, archive.nodes.learn);
    this.#derivation = new Derivation(court, guest);
    this.#sections = guest.names;
    this.#faults = faults;
    this.#base = beginning(court);
  }

  /**
   * What this party holds true, to the last batch. Ends early at a batch that it lies about, until that batch is decided.
   * @throws RollupError FALSE_RESULT_FINAL, and whatever keeps a batch from being executed (`Derivation.execute`)
   */
  async path(view: View): Promise<readonly Execution[]> {
    const { path, stopped } = await this.reach(view);
    if (stopped !== undefined) throw stopped;
    return path;
  }

  /** The same as far as it goes. @throws RollupError FALSE_RESULT_FINAL */
  async reach(view: View): Promise<Progress> {
    for (;;) {
      const progress = await this.advance(view);
      if (!progress.behind) return progress;
    }
  }

  /**
   * The path as far as it is known, made longer by at most one execution: whoever has a clock running looks at it between
   * two batches, or a sequencer could keep it from moving by posting. A batch that cannot be executed ends the path, and
   * what lies before it goes on.
   * @throws RollupError FALSE_RESULT_FINAL
   */
  async advance(view: View): Promise<Progress> {
    // A result that was final and is not any more: L1 itself was reorganised.
    if (view.results.get(resultId(this.#base.parent))?.status !== "final") this.#base = beginning(this.#court);
    const path: Execution[] = [];
    let at = this.#base;
    let [fresh, behind, lying] = [0, false, false];
    let stopped: AssizeError | undefined;
    for (const batch of view.batches.slice(at.batches)) {
      const decided = view.results.get(resultId(at.parent))?.decided === true;
      const fault = decided ? undefined : this.#faults.get(batch.number);
      const known = this.#known(at.parent, batch, fault);
      behind = known === undefined && fresh++ > 0;
      if (behind) break;
      let execution = known ?? (await this.#execute(at, batch, fault));
      if (!(execution instanceof AssizeError) && decided && !isFinal(view, execution)) {
        // That everybody else is wrong is not said on the word of an archive.
        execution = await this.confirmed(execution).catch(ownError);
      }
      if (execution instanceof AssizeError) {
        stopped = execution;
        break;
      }
      at = { parent: execution.opening, memory: execution.memory, batches: batch.number };
      if (decided) this.#settle(view, execution, at);
      else path.push(execution);
      lying = fault !== undefined;
      if (lying) break;
    }
    if (!behind) this.#keepOnly(path, view);
    this.shed(EXECUTIONS * (this.#means.bytes ?? CHECKPOINT_BYTES));
    return { path, behind, stopped, tip: behind || lying || stopped !== undefined ? undefined : at };
  }

  /**
   * What `work` makes of the trace that two executions of a batch agree on. The second is derived from L1 afresh: calldata
   * read again, a machine of its own, memory, preimages and program hashed again. Where the two part, or the second fails,
   * the path ends before this batch from then on: nothing more is risked on it.
   * @throws RollupError EXECUTION_DISAGREES, PROGRAM_MISMATCH, and whatever `Derivation.execute` throws
   */
  async agreed<Found>(execution: Execution, work: (trace: Trace) => Promise<Found>): Promise<Found> {
    try {
      return await work(await this.#agreement(execution));
    } catch (thrown) {
      const { belief, batch } = execution;
      const error = ofBatch(thrown, batch);
      if (!OF_THE_NODE.has(error.code)) this.#stop = { parent: belief.parent, accumulator: batch.accumulator, error };
      throw error;
    }
  }

  /**
   * What an execution says, if an archive has said it, executed from the start and derived from L1 afresh. Where the archive was
   * wrong it forgets the run, and tells; the path then has the new execution.
   * @param watch what is compared at the archive's checkpoints, beside the end
   * @throws whatever `Derivation.execute` throws
   */
  async confirmed(execution: Execution, watch?: Watch): Promise<Execution> {
    const { trace, belief, parent, before: memory, batch, fault } = execution;
    if (trace.isExecuted) return execution;
    const nodes = new NodeStore(this.#nodes);
    const second = await this.#derivation.execute({ parent, memory }, batch, nodes, fault, this.#afresh);
    const steps = (trace.run && this.#means.archive?.steps(trace.run)) ?? [];
    const breach = watch && firstBreach(watch, steps, rootsOf(trace), rootsOf(second.trace));
    second.trace.rest();
    if (second.belief.end === belief.end && breach === undefined) return execution;
    const what =
      breach === undefined
        ? `What is kept of batch ${batch.number} ends in ${belief.end}, executing it in ${second.belief.end}`
        : `What is kept of batch ${batch.number} at step ${breach.step} has the section ${this.#sections[breach.section]} otherwise than executing it`;
    const fix =
      "The run is forgotten and was executed again. Find out who else writes to the folder, and use it no more";
    this.#means.archive?.forget(trace.run!, new RollupError("ARCHIVE_FALSE", { what, fix }));
    this.#done.set(belief.parent, second);
    return second;
  }

  /** Lets go of checkpoints in memory, of batches executed longest ago first, until no more than `bytes` are held. */
  shed(bytes: number): void {
    const seconds = [...this.#agreements.values()].map(({ second }) => second);
    const traces = [...this.#done.values(), ...seconds].map(({ trace }) => trace);
    let held = traces.reduce((sum, trace) => sum + trace.bytes, 0);
    for (const trace of traces) {
      if (held <= bytes) return;
      const own = trace.bytes;
      trace.shed(Math.max(0, own - (held - bytes)));
      held -= own - trace.bytes;
    }
  }

  /** Executes a body as the batch after `place`, as if it were posted now. @throws RollupError as `Derivation.rehearse` */
  rehearse(place: Place, body: Uint8Array, now: number): Execution {
    return this.#derivation.rehearse(place, place.batches + 1, body, now, new NodeStore(this.#nodes));
  }

  /** Whether `body` is what a batch was posted with. */
  isInputOf(batch: Batch, body: Uint8Array): boolean {
    return this.#derivation.isInputOf(batch, body);
  }

  async #agreement(execution: Execution): Promise<Agreement> {
    const known = this.#agreements.get(execution);
    if (known !== undefined) return known;
    const { parent, before: memory, batch, tried } = execution;
    this.#derivation.requireProgram();
    const second = await this.#derivation.execute({ parent, memory }, batch, new NodeStore(this.#nodes), tried);
    const agreement = new Agreement(execution, second);
    this.#agreements.set(execution, agreement);
    return agreement;
  }

  #known(parent: ResultOpening, batch: Batch, fault: Fault | undefined): Execution | undefined {
    const id = resultId(parent);
    if (this.#stopAt(id, batch) !== undefined) return undefined;
    const known = this.#done.get(id);
    return known?.batch.accumulator === batch.accumulator && known.fault === fault ? known : undefined;
  }

  async #execute(at: Place, batch: Batch, fault: Fault | undefined): Promise<Execution | AssizeError> {
    const id = resultId(at.parent);
    const stop = this.#stopAt(id, batch);
    if (stop !== undefined) return stop.error;
    try {
      const execution = await this.#derivation.execute(at, batch, this.#nodes, fault, this.#means);
      execution.trace.rest();
      this.#done.set(id, execution);
      return execution;
    } catch (error) {
      if (!(error instanceof AssizeError)) throw error;
      if (!OF_THE_NODE.has(error.code)) this.#stop = { parent: id, accumulator: batch.accumulator, error };
      return error;
    }
  }

  #stopAt(parent: ResultId, { accumulator }: Batch): Stop | undefined {
    const stop = this.#stop;
    return stop?.parent === parent && stop.accumulator === accumulator ? stop : undefined;
  }

  /** Of what is not in dispute a few hashes are enough: machines are started again when they are asked for. */
  #keepOnly(path: readonly Execution[], view: View): void {
    this.#done = new Map(path.map((execution) => [execution.belief.parent, execution]));
    const disputed = new Set<ResultId | undefined>();
    for (const { over, opener } of view.disputes.values()) if (!over) disputed.add(view.claims.get(opener)?.parent);
    for (const execution of path) {
      if (disputed.has(execution.belief.parent)) continue;
      execution.trace.rest();
      this.#agreements.get(execution)?.rest();
    }
    for (const execution of this.#agreements.keys()) {
      if (this.#done.get(execution.belief.parent) !== execution) this.#agreements.delete(execution);
    }
  }

  /** A final result that we find false means that everyone honest was absent, or that our machine is wrong: both need a person. */
  #settle(view: View, execution: Execution, after: Place): void {
    const { belief, batch } = execution;
    if (isFinal(view, execution)) {
      this.#base = after;
      return;
    }
    throw new RollupError("FALSE_RESULT_FINAL", {
      what: `Batch ${batch.number} is final with a result other than ${belief.result}, which re-executing it gives`,
      fix: "Stop and compare: `npx assize status --json` and the program's ELF; no bond is risked before that",
    });
  }
}

function rootsOf(trace: MachineTrace): RootAt {
  return (step, section) => trace.lookAt(step, ({ commitment }) => commitment.root(section));
}

function ownError(error: unknown): AssizeError {
  if (error instanceof AssizeError) return error;
  throw error;
}

function isFinal(view: View, { belief }: Execution): boolean {
  return view.results.get(belief.result)?.status === "final";
}

function beginning({ facts }: Court): Place {
  return { parent: facts.genesis, memory: undefined, batches: 0 };
}
