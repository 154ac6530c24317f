import { reward } from "../../src/dispute/bond.ts";
import type { CourtEvent } from "../../src/rollup/fold.ts";
import type { Address } from "../../src/types/address.ts";
import type { ClaimId } from "../../src/types/claimId.ts";

/** A call that the contracts would revert; `reason` is the name of their error. */
export class Refusal extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

export function demand(holds: boolean, reason: string): asserts holds {
  if (!holds) throw new Refusal(reason);
}

type Claimant = {
  readonly owner: Address;
  standing: "standing" | "refuted" | "collected";
  opened: number;
  rewards: number;
};

/** The rules of contracts/dispute/Bonds.sol, written a second time. Amounts in wei. */
export class RefereeBonds {
  readonly bond: bigint;
  readonly claimants = new Map<ClaimId, Claimant>();
  readonly credits = new Map<Address, bigint>();
  /** What the contract holds. */
  balance = 0n;
  /** Of that, what nobody will ever be paid; kept apart, so that it can be compared with what is left at the end. */
  burnt = 0n;

  constructor(bond: bigint) {
    this.bond = bond;
  }

  stands(claim: ClaimId): boolean {
    return this.claimants.get(claim)?.standing === "standing";
  }

  requireStanding(claim: ClaimId): void {
    demand(this.stands(claim), "NotStanding");
  }

  requireOwn(claim: ClaimId, from: Address): void {
    demand(this.claimants.get(claim)?.owner === from, "NotOwner");
    this.requireStanding(claim);
  }

  requireValue(value: bigint, due: bigint): void {
    demand(value === due, "WrongBond");
  }

  stand(claim: ClaimId, owner: Address): void {
    this.balance += this.bond;
    this.claimants.set(claim, { owner, standing: "standing", opened: 0, rewards: 0 });
  }

  refute(loser: ClaimId, winner: ClaimId): void {
    this.#of(loser).standing = "refuted";
    this.#of(winner).rewards++;
    this.burnt += this.bond - reward(this.bond);
  }

  collect(claim: ClaimId, free: boolean): CourtEvent[] {
    const payee = this.claimants.get(claim);
    demand(payee !== undefined, "NothingDue");
    const returned = free && payee.standing === "standing";
    const amount = BigInt(payee.rewards) * reward(this.bond) + (returned ? this.bond : 0n);
    demand(amount > 0n, "NothingDue");
    payee.rewards = 0;
    if (returned) payee.standing = "collected";
    return [{ kind: "collected", claim, returned }, this.#credit(payee.owner, amount)];
  }

  /** The bond that another dispute opened by `opener` has to bring. */
  lockOf(opener: ClaimId): bigint {
    return this.#of(opener).opened > 0 ? this.bond : 0n;
  }

  lock(opener: ClaimId, value: bigint): void {
    this.#of(opener).opened++;
    this.balance += value;
  }

  unlock(opener: ClaimId, responder: ClaimId, locked: boolean): CourtEvent[] {
    const [own, other] = [this.#of(opener), this.#of(responder)];
    own.opened--;
    if (!locked) return [];
    if (own.standing !== "refuted") return [this.#credit(own.owner, this.bond)];
    if (other.standing === "refuted") this.burnt += this.bond;
    else {
      other.rewards++;
      this.burnt += this.bond - reward(this.bond);
    }
    return [];
  }

  withdraw(account: Address): CourtEvent[] {
    const amount = this.credits.get(account) ?? 0n;
    demand(amount > 0n, "NoCredit");
    this.credits.delete(account);
    this.balance -= amount;
    return [{ kind: "withdrawn", account }];
  }

  #credit(account: Address, amount: bigint): CourtEvent {
    this.credits.set(account, (this.credits.get(account) ?? 0n) + amount);
    return { kind: "credited", account, amount };
  }

  #of(claim: ClaimId): Claimant {
    const found = this.claimants.get(claim);
    demand(found !== undefined, "NotStanding");
    return found;
  }
}
