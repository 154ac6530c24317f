import { AssizeError } from "../types/error.ts";

/** Errors of one action; the others are as urgent as before, or a rival could stop them all by spoiling one. */
export const OF_ONE_ACTION: ReadonlySet<string> = new Set([
  "CALL_REVERTED",
  "TRANSACTION_REVERTED",
  "RPC_REFUSED",
  "FUNDS_INSUFFICIENT",
  "BATCH_MISMATCH",
  "BODY_TOO_LONG",
  "PROGRAM_MISMATCH",
  "MEMORY_MISMATCH",
  "EXECUTION_FAILED",
  "EXECUTION_DISAGREES",
]);

/** Errors after which the next look at L1 may well say what to do. */
export const PASSING: ReadonlySet<string> = new Set([
  "RPC_UNREACHABLE",
  "RPC_ANSWER_INVALID",
  "RPC_UNSTEADY",
  "LOGS_INCOMPLETE",
  "FEE_CAP_REACHED",
  "TRANSACTION_REPLACED",
  "TRANSACTION_TIMEOUT",
]);

/** What did not work, told once for as long as it stays as it is. */
export class Setbacks {
  readonly #tell: (error: AssizeError) => void;
  /** Those of the last look and of this one. */
  #told: ReadonlySet<string> = new Set();
  #telling = new Set<string>();

  constructor(tell: (error: AssizeError) => void) {
    this.#tell = tell;
  }

  /** A new look at L1 begins. */
  begin(): void {
    [this.#told, this.#telling] = [this.#telling, new Set()];
  }

  add(error: AssizeError): void {
    if (!this.#told.has(error.message) && !this.#telling.has(error.message)) this.#tell(error);
    this.#telling.add(error.message);
  }

  /** Does `work`, and goes on after an error with one of these codes. */
  async tolerating(codes: ReadonlySet<string>, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof AssizeError) || !codes.has(error.code)) throw error;
      this.add(error);
    }
  }
}
