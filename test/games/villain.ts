import { select } from "../../src/dispute/dissection.ts";
import { parts } from "../../src/dispute/search.ts";
import { dissect } from "../../src/dispute/strategy.ts";
import { moveDeadline } from "../../src/rollup/query.ts";
import type { ClaimRecord, DisputeRecord, Result } from "../../src/rollup/view.ts";
import type { Address } from "../../src/types/address.ts";
import type { DisputeId } from "../../src/types/disputeId.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import type { Agenda } from "./agenda.ts";
import type { Table } from "./actor.ts";
import { anyHash, lieAbout, type ListKind } from "./lists.ts";
import type { GameCall } from "./referee.ts";
import { LIES, type Run } from "./toyWorld.ts";

/** What an adversary is like. */
export type Character = {
  readonly list: ListKind;
  readonly pace: "at once" | "at random" | "in the last second" | "too late";
  /** Per hundred: falls silent for good at any of its turns. */
  readonly quits: number;
  /** Per hundred: claims the truth, to lose it. */
  readonly truths: number;
  /** Claims that it can pay for, and times that it wakes up. */
  readonly claims: number;
  readonly wakes: number;
};

/** An adversary: any call at any time. It knows the truth, and everything that anybody has posted. */
export class Villain {
  readonly address: Address;
  readonly #table: Table;
  readonly #character: Character;
  readonly #agenda: Agenda<Address>;
  #claims: number;
  #wakes: number;
  #wake = Infinity;
  readonly #turns = new Map<DisputeId, number>();
  readonly #waits = new Map<DisputeId, number>();

  constructor(address: Address, table: Table, character: Character, agenda: Agenda<Address>) {
    [this.address, this.#table, this.#character, this.#agenda] = [address, table, character, agenda];
    [this.#claims, this.#wakes] = [character.claims, character.wakes];
    this.#sleep();
  }

  /** It is this adversary's turn in a dispute since now: when will it move, if it will? */
  turn(dispute: DisputeRecord): void {
    const { now, timing } = this.#table.host;
    if (this.#table.chance(this.#character.quits)) return;
    const due = moveDeadline(dispute, timing);
    const times = {
      "at once": now + 1,
      "in the last second": due - 1,
      "too late": due,
      "at random": this.#table.between(now + 1, due - 1),
    };
    const at = times[this.#character.pace];
    this.#turns.set(dispute.id, at);
    this.#agenda.add(at, this.address);
  }

  /** It is the other side's turn: it may be told to be late, at the deadline or a second too early. */
  wait(dispute: DisputeRecord): void {
    const at = moveDeadline(dispute, this.#table.host.timing) - (this.#table.chance(50) ? 1 : 0);
    this.#waits.set(dispute.id, at);
    this.#agenda.add(at, this.address);
  }

  async act(at: number): Promise<GameCall[]> {
    const calls: GameCall[] = [];
    for (const [id, time] of this.#waits) {
      if (time > at) continue;
      this.#waits.delete(id);
      const dispute = this.#table.view.disputes.get(id)!;
      if (!dispute.over) calls.push(this.#table.resolve(this.address, dispute));
    }
    for (const [id, time] of this.#turns) {
      if (time > at) continue;
      this.#turns.delete(id);
      const dispute = this.#table.view.disputes.get(id)!;
      if (!dispute.over && this.#table.claimOf(dispute, "mover").owner === this.address)
        calls.push(...(await this.#move(dispute)));
    }
    if (this.#wake <= at) {
      for (let i = this.#table.between(1, 3); i > 0; i--) calls.push(...(await this.#whim()));
      this.#sleep();
    }
    return calls;
  }

  /** Sleeps until some moment, often the second before, at or after one at which something ends. */
  #sleep(): void {
    this.#wake = Infinity;
    if (this.#wakes-- <= 0) return;
    const { now, timing } = this.#table.host;
    const edges = this.#edges().filter((edge) => edge > now + 1);
    const isSharp = edges.length > 0 && this.#table.chance(50);
    const at = isSharp
      ? this.#table.pick(edges) + this.#table.between(-1, 1)
      : now + this.#table.between(1, timing.window);
    // Adversaries like to act at once: a crowd in one block.
    this.#wake = isSharp || this.#table.chance(50) ? at : Math.ceil(at / 16) * 16;
    this.#agenda.add(this.#wake, this.address);
  }

  #edges(): number[] {
    const { window, grace } = this.#table.host.timing;
    const open = [...this.#table.view.results.values()].filter(
      ({ openedAt, decided }) => openedAt !== undefined && !decided,
    );
    return open.flatMap(({ openedAt = 0 }) => [openedAt + window, openedAt + window + grace]);
  }

  async #whim(): Promise<GameCall[]> {
    const whim = this.#table.random.below(6);
    if (whim < 3) return this.#claim();
    return whim < 5 ? this.#open() : this.#meddle();
  }

  // ---------------------------------------------------------------- claims

  #claim(): GameCall[] {
    const { view, random } = this.#table;
    const open = [...view.results.values()].filter((result) => this.#table.batchAfter(result) !== undefined);
    const fresh = open.filter(({ status, decided }) => status !== "dead" && !decided);
    const parents = fresh.length > 0 && !this.#table.chance(5) ? fresh : open;
    if (parents.length === 0 || this.#claims <= 0) return [];
    this.#claims--;
    // The newest results are where chains of claims on claims grow.
    const parent = this.#table.chance(40) ? parents.at(-1)! : this.#table.pick(parents);
    return [this.#table.claim(this.address, parent, this.#sayOn(parent, random.below(LIES)))];
  }

  #sayOn(parent: Result, lie: number): Run {
    const batch = this.#table.batchAfter(parent)!;
    if (this.#table.chance(this.#character.truths)) return this.#table.truthOn(parent.id);
    return this.#table.world.lieOf(parent.opening, batch, lie);
  }

  // ---------------------------------------------------------------- disputes

  async #open(): Promise<GameCall[]> {
    const claims = [...this.#table.view.claims.values()];
    const own = claims.filter(({ owner, status }) => owner === this.address && status === "standing");
    if (own.length === 0) return [];
    const mine = this.#table.pick(own);
    const rivals = claims.filter(
      (claim) => claim.parent === mine.parent && claim.end !== mine.end && claim.status === "standing",
    );
    if (rivals.length === 0) return [];
    const inner = await this.#opening(mine);
    const locks = mine.opened > 0;
    const rival = this.#table.pick(rivals);
    return [this.#table.call(this.address, (calls) => calls.open(mine, rival, inner, locks))];
  }

  async #opening({ parent, end }: ClaimRecord): Promise<StateHash[]> {
    const { maxSteps, nary } = this.#table.host.rules;
    const run = this.#table.runOf({ parent, end });
    if (run === undefined || this.#character.list === "anything") {
      return Array.from({ length: parts(maxSteps, nary) - 1 }, () => anyHash(this.#table));
    }
    const { hashes } = await dissect(
      this.#character.list === "own run" ? run : this.#table.truthOn(parent),
      0,
      maxSteps,
      nary,
    );
    return hashes.slice(1, -1);
  }

  async #move(dispute: DisputeRecord): Promise<GameCall[]> {
    const mine = this.#table.claimOf(dispute, "mover");
    const theirs = { ...dispute.position, hashes: dispute.hashes };
    const truth = this.#table.truthOn(mine.parent);
    const own = this.#table.runOf(mine);
    const lie = await lieAbout(this.#table, this.#character.list, theirs, own, truth);
    if (lie === undefined) return [];
    const { index, start, next } = lie;
    const selection = select(dispute.hashes, index);
    if (next !== undefined)
      return [this.#table.call(this.address, (calls) => calls.move(dispute, selection, next.hashes.slice(1)))];
    const proof = await (this.#table.chance(50) ? truth : (own ?? truth)).proofAt(start);
    const loser = this.#table.claimOf(dispute, "other");
    return [this.#table.call(this.address, (calls) => calls.prove(dispute, selection, proof, loser))];
  }

  // ---------------------------------------------------------------- everything that anybody may call

  async #meddle(): Promise<GameCall[]> {
    const { view, random } = this.#table;
    const claims = [...view.claims.values()];
    const disputes = [...view.disputes.values()].filter(({ over }) => !over);
    const calls: GameCall[] = [];
    const on = (make: Parameters<Table["call"]>[1]): number => calls.push(this.#table.call(this.address, make));
    const kind = random.below(6);
    if (kind === 0 && disputes.length > 0) calls.push(this.#table.resolve(this.address, this.#table.pick(disputes)));
    if (kind === 1 && claims.length > 0) on((its) => its.finalize(this.#table.pick(claims)));
    if (kind === 2) on((its) => its.abandon(this.#table.pick([...view.results.values()]).opening));
    if (kind === 3 && claims.length > 0) on((its) => its.collect(this.#table.pick(claims)));
    if (kind === 4) on((its) => its.withdraw());
    // Somebody else's turn is nobody else's business, but a proof is.
    if (kind === 5 && disputes.length > 0) calls.push(...(await this.#move(this.#table.pick(disputes))));
    return calls;
  }
}
