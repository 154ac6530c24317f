import type { Court } from "../chain/court.ts";
import { ChainError } from "../chain/errors.ts";
import type { Guest, Snapshot } from "../machine/machine.ts";
import type { NodeStore } from "../machine/nodes.ts";
import { RollupError } from "../rollup/error.ts";
import { executeBatch, type Execution } from "../rollup/execution.ts";
import type { Fault, Tried } from "../rollup/fault.ts";
import { nextAccumulator } from "../rollup/ids.ts";
import { composeInput, HEADER_BYTES, inputRootOf } from "../rollup/input.ts";
import { inputSize, registrationOf } from "../rollup/load.ts";
import { programId } from "../rollup/program.ts";
import type { Batch, Queued, ResultOpening } from "../rollup/view.ts";
import type { Means } from "../rollup/trace.ts";
import { AssizeError } from "../types/error.ts";
import { bodyOf } from "./body.ts";

/** What a batch is executed on. */
export type Ground = {
  readonly parent: ResultOpening;
  /** Memory that the last good batch left; undefined for the program's own. */
  readonly memory: Snapshot | undefined;
};

/** Executes batches of one court from L1 data. */
export class Derivation {
  readonly #court: Court;
  readonly #guest: Guest;

  /** @throws RollupError PROGRAM_MISMATCH when the court runs another program */
  constructor(court: Court, guest: Guest) {
    this.#court = court;
    this.#guest = guest;
    this.requireProgram();
  }

  /**
   * Reads what a batch is made of, from the calldata of the transaction that posted it or from the queue, checks it against the
   * Inbox's root, and executes it.
   * @throws ChainError RPC_UNREACHABLE; RollupError BATCH_MISMATCH, MEMORY_MISMATCH, EXECUTION_FAILED
   */
  async execute(
    { parent, memory }: Ground,
    batch: Batch,
    nodes: NodeStore,
    fault?: Fault | Tried,
    means?: Means,
  ): Promise<Execution> {
    const input = await this.#inputOf(batch);
    try {
      const { rules } = this.#court.facts;
      return executeBatch({
        guest: this.#guest,
        nodes,
        rules,
        parent,
        batch,
        memory,
        input,
        fault,
        ...(means && { means }),
      });
    } catch (error) {
      throw ofBatch(error, batch);
    }
  }

  /** Made of what the node says the batch was posted with; `executeBatch` checks it. */
  async #inputOf(batch: Batch): Promise<Uint8Array> {
    return this.#input(batch.number, batch.timestamp, await bodyOf(this.#court, batch), batch.queued);
  }

  /**
   * Executes a body as the next batch, as if it were posted now.
   * @throws RollupError BODY_TOO_LONG, MEMORY_MISMATCH, EXECUTION_FAILED
   */
  rehearse(
    { parent, memory }: Ground,
    number: number,
    body: Uint8Array,
    timestamp: number,
    nodes: NodeStore,
  ): Execution {
    const input = this.#input(number, timestamp, body);
    const inputRoot = inputRootOf(input, inputSize(this.#guest));
    const accumulator = nextAccumulator(parent.accumulator, inputRoot, input.length);
    const batch = { number, accumulator, inputRoot, inputLength: input.length, timestamp, transaction: "0x" } as const;
    try {
      const { rules } = this.#court.facts;
      return executeBatch({ guest: this.#guest, nodes, rules, parent, batch, memory, input, fault: undefined });
    } catch (error) {
      throw ofBatch(error, batch);
    }
  }

  /** Whether `body` is what a batch was posted with. */
  isInputOf({ number, timestamp, inputRoot, inputLength }: Batch, body: Uint8Array): boolean {
    const size = inputSize(this.#guest);
    if (inputLength !== HEADER_BYTES + body.length || inputLength > size) return false;
    return inputRootOf(this.#input(number, timestamp, body), size) === inputRoot;
  }

  #input(batch: number, timestamp: number, body: Uint8Array, queued?: Queued): Uint8Array {
    const { l1, facts } = this.#court;
    const header = { chainId: l1.chain.id, rollup: facts.rollup, batch, timestamp, ...(queued && { queued }) };
    return composeInput(header, body, inputSize(this.#guest));
  }

  /** Hashes the program as it is in memory now. @throws RollupError PROGRAM_MISMATCH */
  requireProgram(): void {
    const { terms, program } = this.#court.facts;
    const id = programId(registrationOf(this.#guest, terms));
    if (id === program) return;
    throw new RollupError("PROGRAM_MISMATCH", {
      what: `The court runs program ${program}, the files given make ${id}`,
      fix: "Give the ELF, and the layout file if there was one, that were registered",
    });
  }
}

/** Whatever a host stumbles over in one batch is that batch's alone: an agent has others to look after. */
export function ofBatch(error: unknown, { number, transaction }: Batch): AssizeError {
  if (error instanceof RollupError || error instanceof ChainError) return error;
  const isKnown = error instanceof AssizeError;
  return new RollupError("EXECUTION_FAILED", {
    what: `Batch ${number} cannot be executed by this host: ${isKnown ? error.what : (error as Error).message}`,
    where: `transaction ${transaction}`,
    fix: isKnown ? error.fix : "This is a defect of Assize: report it with the batch's calldata",
    cause: error,
  });
}
