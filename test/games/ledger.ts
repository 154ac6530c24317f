import { reward } from "../../src/dispute/bond.ts";
import type { CourtEvent } from "../../src/rollup/fold.ts";
import type { ClaimRecord, DisputeRecord, View } from "../../src/rollup/view.ts";
import type { Address } from "../../src/types/address.ts";
import type { GameCall } from "./referee.ts";

/** What one account has paid, was paid, and has won. */
export type Account = { paid: bigint; received: bigint; won: number };

/**
 * The money of a game, counted from what was called and what happened, apart from the contract's own books: docs/dispute.md,
 * Bonds. `note` is called before an event changes the view.
 */
export class Ledger {
  readonly bond: bigint;
  readonly accounts = new Map<Address, Account>();
  /** Claims that stand, locks of open disputes, halves won and not collected, all in numbers; the rest in wei. */
  standing = 0;
  locks = 0;
  unclaimed = 0;
  credits = 0n;
  burnt = 0n;

  constructor(bond: bigint) {
    this.bond = bond;
  }

  paid({ from, value = 0n }: GameCall): void {
    this.of(from).paid += value;
  }

  of(address: Address): Account {
    const account = this.accounts.get(address) ?? { paid: 0n, received: 0n, won: 0 };
    this.accounts.set(address, account);
    return account;
  }

  /** What the court has to hold. */
  get held(): bigint {
    const bonds = BigInt(this.standing + this.locks) * this.bond;
    return bonds + BigInt(this.unclaimed) * reward(this.bond) + this.credits + this.burnt;
  }

  note(event: CourtEvent, view: View): void {
    switch (event.kind) {
      case "claimed":
        this.standing++;
        return;
      case "opened":
        if (event.locked) this.locks++;
        return;
      case "resolved":
        return this.#resolved(view, view.disputes.get(event.dispute)!, event.loser);
      case "collected": {
        const { rewards } = view.claims.get(event.claim)!;
        this.unclaimed -= rewards;
        if (event.returned) this.standing--;
        return;
      }
      case "credited":
        this.credits += event.amount;
        return;
      case "withdrawn": {
        const amount = view.credits.get(event.account)!;
        this.credits -= amount;
        this.of(event.account).received += amount;
      }
    }
  }

  #resolved(view: View, dispute: DisputeRecord, loser: string | undefined): void {
    const [opener, responder] = [view.claims.get(dispute.opener)!, view.claims.get(dispute.responder)!];
    const hasFallen = ({ id, status }: ClaimRecord): boolean => status === "refuted" || id === loser;
    if (loser !== undefined) {
      this.standing--;
      this.#lost(loser === opener.id ? responder : opener);
    }
    if (!dispute.position.locked) return;
    this.locks--;
    if (!hasFallen(opener)) return;
    if (hasFallen(responder)) this.burnt += this.bond;
    else this.#lost(responder);
  }

  /** One bond is lost to `winner`: half is its, half is burnt. */
  #lost(winner: ClaimRecord): void {
    this.unclaimed++;
    this.of(winner.owner).won++;
    this.burnt += this.bond - reward(this.bond);
  }
}
