import { Calls } from "../chain/calls.ts";
import type { Court } from "../chain/court.ts";
import { revertOf } from "../chain/failure.ts";
import type { Call, Sender, Sent } from "../chain/sender.ts";
import { commitments, triplesOf } from "../ledger/commitment.ts";
import { PREFIX_BYTES } from "../ledger/constants.ts";
import { headerNumbers } from "../rollup/input.ts";
import type { Queued } from "../rollup/view.ts";
import { toBytes, toHex, type Hex } from "../types/hex.ts";

/** Where the next batch goes: its number, and the accumulator that it follows. */
export type Next = { readonly number: number; readonly previous: Hex };

/** Sends batches to the Inbox: with a commitment where the court takes proofs, so that a prover need not show the body again. */
export class Poster {
  readonly #court: Court;
  readonly #sender: Sender;
  readonly #calls: Calls;

  constructor(court: Court, sender: Sender) {
    [this.#court, this.#sender, this.#calls] = [court, sender, new Calls(court.facts)];
  }

  /** A batch of the sequencer's. @param now L1 time that it was decided at, seconds @throws ChainError as `Sender.send` */
  post(next: Next, body: Uint8Array, now: number): Promise<Sent> {
    if (this.#court.facts.lane === undefined) return this.#sender.send(this.#calls.post(next.previous, toHex(body)));
    return this.#timely(now, (timestamp) =>
      this.#calls.postCommitted(next.previous, timestamp, toHex(body), this.#commitment(next, timestamp, body)),
    );
  }

  /** A batch of the queue's next items. @throws ChainError as `Sender.send` */
  postQueue(next: Next, queued: Queued, now: number): Promise<Sent> {
    const { lane } = this.#court.facts;
    const body = toBytes(queued.body);
    return this.#timely(now, (timestamp) => {
      const commitment = lane === undefined ? 0n : this.#commitment(next, timestamp, body, queued);
      return this.#calls.postQueue(next.previous, timestamp, recordsOf(body), commitment);
    });
  }

  #commitment({ number: batch }: Next, timestamp: number, body: Uint8Array, queued?: Queued): bigint {
    const { l1, facts } = this.#court;
    const header = { chainId: l1.chain.id, rollup: facts.rollup, batch, timestamp, ...(queued && { queued }) };
    return commitments(triplesOf({ header: headerNumbers(header, body.length), body })).at(-1) as bigint;
  }

  /** Says the time of the block that was decided on. Where L1 has had no block since for an hour, the Inbox names a better one. */
  async #timely(now: number, callAt: (timestamp: number) => Call): Promise<Sent> {
    try {
      return await this.#sender.send(callAt(now));
    } catch (error) {
      const refusal = revertOf(error);
      if (refusal?.errorName !== "TimestampTooOld") throw error;
      return this.#sender.send(callAt(Number(refusal.args?.[1])));
    }
  }
}

/** The queue's records without the fee account that the Inbox puts before them. */
function recordsOf(body: Uint8Array): Hex {
  return toHex(body.subarray(PREFIX_BYTES));
}
