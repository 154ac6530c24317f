import { dissect } from "../../src/dispute/strategy.ts";
import type { ClaimRecord, DisputeRecord } from "../../src/rollup/view.ts";
import type { Address } from "../../src/types/address.ts";
import { moveDeadline } from "../../src/rollup/query.ts";
import type { Agenda } from "./agenda.ts";
import type { Table } from "./actor.ts";
import type { GameCall } from "./referee.ts";

/**
 * Two accounts of one adversary, and the attack that the honest agent's rule is made against (docs/settlement.md, Windows). One
 * claims the truth and beats the other's lie before anybody has reacted; in the last second of W or of the grace the lie stands
 * up again, and the truth falls silent against it.
 */
export class Plot {
  readonly #table: Table;
  readonly #friend: Address;
  readonly #liar: Address;
  readonly #agenda: Agenda<Address>;
  readonly #script = new Map<number, () => Promise<GameCall[]>>();

  constructor(friend: Address, liar: Address, table: Table, agenda: Agenda<Address>) {
    [this.#friend, this.#liar, this.#table, this.#agenda] = [friend, liar, table, agenda];
    const { host, view } = table;
    const { window, grace } = host.timing;
    const root = view.results.get(view.head)!;
    const begin = host.now + 1;
    const edge = begin + (table.chance(50) ? window : window + grace) - 1;
    const lie = (): GameCall => table.claim(liar, root, table.world.lieOf(root.opening, table.batchAfter(root)!, 0));
    this.#at(begin, async () => [table.claim(friend, root, table.truthOn(root.id))]);
    this.#at(begin + 1, async () => [lie()]);
    this.#at(begin + 2, () => this.#open(friend, liar));
    this.#at(edge, async () => [lie()]);
    this.#at(edge + 1, () => this.#open(liar, friend));
  }

  /** Both are silent in disputes between them: whoever opened wins, as soon as it can. */
  turn(dispute: DisputeRecord): void {
    const [mover, other] = [this.#table.claimOf(dispute, "mover"), this.#table.claimOf(dispute, "other")];
    const both = [this.#friend, this.#liar];
    if (!both.includes(mover.owner) || !both.includes(other.owner)) return;
    const end = moveDeadline(dispute, this.#table.host.timing);
    this.#at(end, async () => [this.#table.resolve(other.owner, dispute)]);
    this.#at(end + 1, async () => [this.#table.call(other.owner, (its) => its.finalize(other))]);
  }

  async act(at: number): Promise<GameCall[]> {
    const calls: GameCall[] = [];
    for (const [time, step] of this.#script) {
      if (time > at) continue;
      this.#script.delete(time);
      calls.push(...(await step()));
    }
    return calls;
  }

  #at(time: number, step: () => Promise<GameCall[]>): void {
    const earlier = this.#script.get(time);
    this.#script.set(time, earlier === undefined ? step : async () => [...(await earlier()), ...(await step())]);
    this.#agenda.add(time, this.#friend);
  }

  async #open(opener: Address, responder: Address): Promise<GameCall[]> {
    const own = this.#standing(opener);
    const rival = this.#standing(responder);
    if (own === undefined || rival === undefined) return [];
    const { maxSteps, nary } = this.#table.host.rules;
    const { hashes } = await dissect(this.#table.runOf(own)!, 0, maxSteps, nary);
    return [this.#table.call(opener, (its) => its.open(own, rival, hashes.slice(1, -1), own.opened > 0))];
  }

  #standing(owner: Address): ClaimRecord | undefined {
    return [...this.#table.view.claims.values()].find((claim) => claim.owner === owner && claim.status === "standing");
  }
}
