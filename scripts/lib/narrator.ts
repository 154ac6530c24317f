import type { Performed } from "../../src/agent/perform.ts";
import type { Report } from "../../src/agent/party.ts";
import type { Moment } from "../../src/chain/court.ts";
import { grouped, short } from "../../src/cli/format.ts";
import { moveDeadline } from "../../src/rollup/query.ts";
import type { Timing } from "../../src/rollup/view.ts";

/** What one side of the story spent. */
export type Ledger = { transactions: number; gas: bigint; moves: number };

/** Tells what agents do, one line a transaction, and keeps count. */
export class Narrator {
  readonly #ledgers = new Map<string, Ledger>();
  readonly #timing: Timing;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /** A report for one agent. @param after called when its line is printed */
  of(name: string, after?: (performed: Performed) => void): Report {
    return {
      performed: (performed, moment) => {
        this.count(name, performed);
        console.log(`  ${name.padEnd(11)} ${this.#tell(performed, moment)}`);
        after?.(performed);
      },
      setback: (error) => console.log(`  ${name.padEnd(11)} cannot: ${error.what}`),
    };
  }

  count(name: string, { sent, answer }: Pick<Performed, "sent" | "answer">): void {
    const ledger = this.#ledgers.get(name) ?? { transactions: 0, gas: 0n, moves: 0 };
    ledger.transactions += 1;
    ledger.gas += sent.gasUsed;
    if (answer !== undefined) ledger.moves += 1;
    this.#ledgers.set(name, ledger);
  }

  ledger(name: string): Ledger {
    return this.#ledgers.get(name) ?? { transactions: 0, gas: 0n, moves: 0 };
  }

  #tell({ action, sent, answer }: Performed, { now }: Moment): string {
    const gas = `${grouped(sent.gasUsed)} gas`;
    switch (action.kind) {
      case "claim":
        return `claims that the batch ends in ${short(action.belief.end)}, with a bond  (${gas})`;
      case "open":
        return `opens a dispute with claim ${short(action.rival.id)}  (${gas})`;
      case "answer": {
        const left = `${moveDeadline(action.dispute, this.#timing) - now} s left on its clock`;
        if (answer?.kind !== "dissect")
          return `proves step ${grouped(answer?.kind === "prove" ? answer.step : 0)} on chain, ${left}  (${gas})`;
        const { start, length, hashes } = answer.dissection;
        const span = `[${grouped(start)}, ${grouped(start + length)})`;
        return `dissects ${span}: ${hashes.length - 1} hashes, ${short(hashes[1] ?? "")} … ${short(hashes.at(-1) ?? "")}, ${left}  (${gas})`;
      }
      case "finalize":
        return `makes result ${short(action.claim.result)} final  (${gas})`;
      case "collect":
        return `takes its bond back  (${gas})`;
      case "withdraw":
        return `withdraws what it is owed  (${gas})`;
      default:
        return `${action.kind}s  (${gas})`;
    }
  }
}
