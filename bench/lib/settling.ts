import { AIRGAP } from "../../scripts/lib/devLane.ts";
import { forgedProof } from "../../scripts/lib/forger.ts";
import { LedgerStage } from "../../scripts/lib/ledgerStage.ts";
import type { Call } from "../../src/chain/sender.ts";
import { fromLittleEndian, toLittleEndian } from "../../src/crypto/field.ts";
import { poseidon } from "../../src/crypto/poseidon.ts";
import { challengePoint } from "../../src/ledger/commitment.ts";
import { STATUS_HALTED } from "../../src/machine/isa.ts";
import { resultId } from "../../src/rollup/ids.ts";
import { nextResult } from "../../src/rollup/outcome.ts";
import type { Batch, EndState, Result } from "../../src/rollup/view.ts";
import { toBytes, toHex } from "../../src/types/hex.ts";
import { groth16 } from "../../src/validity/groth16.ts";

/** What a segment's proof costs: of all but the last together, and the last one. */
export type Proven = { readonly others: number; readonly last: number; readonly settle: number };

/** Seconds after which the Inbox takes another batch. */
const BETWEEN = 10;
/** A commitment is not looked at when a batch is posted; any one costs the same. */
const C = 12_345n;
const CPU_HASH = toHex(new Uint8Array(32).fill(0xa7));

/**
 * A ledger's court whose batches are made final by claims or by proofs, for gas. What claims and proofs say is made up, and the
 * proofs are forged with the public secrets of the INSECURE development key: gas is the same.
 */
export class Settling {
  readonly #ledger: LedgerStage;

  private constructor(ledger: LedgerStage) {
    this.#ledger = ledger;
  }

  static async open(): Promise<Settling> {
    return new Settling(await LedgerStage.open());
  }

  /** @returns gas of posting a batch, with a commitment or without */
  async post(body: Uint8Array, committed: boolean): Promise<number> {
    const { stage, calls, court } = this.#ledger;
    await stage.chain.advance(BETWEEN);
    const previous = await court.lastAccumulator();
    const bytes = toHex(body);
    const { now } = await court.sync();
    return this.#gas(committed ? calls.postCommitted(previous, now, bytes, C) : calls.post(previous, bytes));
  }

  /** Makes the next batch final by the one claim about it. @returns gas of claim, finality and the bond's return */
  async claim(): Promise<number> {
    const { stage, calls } = this.#ledger;
    const { parent, batch } = await this.#next();
    const end: EndState = {
      status: STATUS_HALTED,
      exitCode: 0,
      output: numberLeaf(batch),
      memoryRoot: CPU_HASH,
      cpuHash: CPU_HASH,
    };
    const claimed = await this.#gas(calls.claim(parent.opening, batch, end));
    await stage.chain.advance(stage.court.window);
    const result = resultId(nextResult(parent.opening, batch.accumulator, end, "anchored"));
    const claim = [...(await this.#ledger.court.sync()).view.claims.values()].find((found) => found.result === result)!;
    return claimed + (await this.#gas(calls.finalize(claim))) + (await this.#gas(calls.collect(claim)));
  }

  /** Makes the next batch, posted with a commitment, final by a proof of so many segments. */
  async prove(segments: number): Promise<Proven> {
    const { stage, calls, inbox } = this.#ledger;
    const { parent, batch } = await this.#next();
    const [z, y] = [
      challengePoint(batch.inputRoot, batch.inputLength, C),
      await inbox.read.evaluation([BigInt(batch.number), C]),
    ];
    const anchor = parent.opening.output;
    let [from, others, last] = [fromLittleEndian(toBytes(anchor)), 0, 0];
    for (let i = 1; i <= segments; i++) {
      const isLast = i === segments;
      const to = poseidon([BigInt(batch.number), BigInt(i)]);
      const proof = await groth16.calldata(
        forgedProof({ in: from, out: to, z, c: isLast ? C : 0n, y: isLast ? y : 0n }),
      );
      const gas = await this.#gas(
        calls.proveResult(anchor, batch, { verifier: 0, last: isLast, commitment: C, from, to, proof }),
      );
      if (isLast) last = gas;
      else others += gas;
      from = to;
    }
    await stage.chain.advance(AIRGAP);
    return { others, last, settle: await this.#gas(calls.settle(parent.opening, batch)) };
  }

  close(): Promise<void> {
    return this.#ledger.stage.close();
  }

  /** The last final result and the batch after it. */
  async #next(): Promise<{ readonly parent: Result; readonly batch: Batch }> {
    const { view } = await this.#ledger.court.sync();
    const parent = view.results.get(view.head)!;
    return { parent, batch: view.batches[parent.batch]! };
  }

  async #gas(call: Call): Promise<number> {
    return Number((await this.#ledger.send(0, call)).gasUsed);
  }
}

/** An output of a batch that no other has. */
function numberLeaf({ number }: Batch): `0x${string}` {
  return toHex(toLittleEndian(poseidon([BigInt(number), 0n])));
}
