import type { CourtEvent } from "../../src/rollup/fold.ts";
import { disputeId } from "../../src/rollup/ids.ts";
import { arrange, moveDeadline } from "../../src/rollup/query.ts";
import { isDoomed } from "../../src/rollup/decide.ts";
import { parts } from "../../src/dispute/search.ts";
import type { DisputeRecord } from "../../src/rollup/view.ts";
import type { Address } from "../../src/types/address.ts";
import { Agenda } from "./agenda.ts";
import { Audit, Broken } from "./audit.ts";
import { type Habits, Honest } from "./honest.ts";
import type { Outcome } from "./host.ts";
import type { GameCall } from "./referee.ts";
import type { Table } from "./actor.ts";
import { anyHash } from "./lists.ts";
import { Plot } from "./plot.ts";
import { type Character, Villain } from "./villain.ts";

export type Cast = {
  readonly honest: ReadonlyMap<Address, Habits>;
  readonly villains: ReadonlyMap<Address, Character>;
  /** Two accounts of one adversary with a plan: see plot.ts. */
  readonly plot: readonly [friend: Address, liar: Address] | undefined;
  /** Somebody without an interest, who calls what anybody may call once all others are done. */
  readonly anybody: Address;
};

/** What a game came to. */
export type Tally = {
  readonly blocks: number;
  readonly calls: number;
  readonly refused: number;
  readonly claims: number;
  readonly disputes: number;
  readonly moves: number;
  readonly proofs: number;
  readonly refuted: number;
  readonly final: number;
  readonly dead: number;
};

/** More blocks than any game of the sizes drawn can need: beyond it something goes on for ever. */
const MOST_BLOCKS = 20_000;

/** Plays a game to its end, and audits it after each call. @throws Broken */
export async function play(table: Table, cast: Cast, onBlock?: (outcomes: readonly Outcome[]) => void): Promise<Tally> {
  const agenda = new Agenda<Address>();
  const honest = new Map([...cast.honest].map(([who, habits]) => [who, new Honest(who, table, habits, agenda)]));
  const villains = new Map(
    [...cast.villains].map(([who, character]) => [who, new Villain(who, table, character, agenda)]),
  );
  const plot = cast.plot === undefined ? undefined : new Plot(...cast.plot, table, agenda);
  const audit = new Audit(table, [...cast.honest.keys()]);
  const tally = { blocks: 0, calls: 0, refused: 0, moves: 0, proofs: 0 };
  const { host } = table;
  /** The view folds events by itself; whoever looks on sees each of them before and after. */
  host.observe = { before: (event) => audit.before(event), after: (event) => after(event) };

  function after(event: CourtEvent): void {
    audit.after(event);
    if (event.kind === "moved") tally.moves++;
    if (event.kind === "proved") tally.proofs++;
    const id =
      event.kind === "moved"
        ? event.dispute
        : event.kind === "opened"
          ? disputeId(event.opener, event.responder)
          : undefined;
    if (id !== undefined) turn(table.view.disputes.get(id)!);
    if (event.kind === "claimed" && table.view.results.get(event.claim.parent)!.openedAt === event.at) {
      const { window, grace } = host.timing;
      for (const edge of [window, window + grace]) agenda.add(event.at + edge, cast.anybody);
    }
  }

  function turn(dispute: DisputeRecord): void {
    agenda.add(moveDeadline(dispute, host.timing), cast.anybody);
    villains.get(table.claimOf(dispute, "mover").owner)?.turn(dispute);
    villains.get(table.claimOf(dispute, "other").owner)?.wait(dispute);
    plot?.turn(dispute);
  }

  async function block(at: number, calls: readonly GameCall[]): Promise<number> {
    const outcomes = await host.block(at, calls);
    if (calls.length > 0) tally.blocks++;
    tally.calls += outcomes.length;
    const done = outcomes.filter((outcome) => "events" in outcome).length;
    tally.refused += outcomes.length - done;
    audit.block(outcomes);
    onBlock?.(outcomes);
    for (const agent of honest.values()) agent.plan(at);
    if (tally.blocks > MOST_BLOCKS) throw new Broken("the game does not end");
    return done;
  }

  for (const agent of honest.values()) agent.plan(host.now);
  for (;;) {
    const { next } = agenda;
    if (next === undefined) {
      if (audit.isOver) break;
      const swept = await block(host.now + 1, sweep(table, cast));
      if (swept === 0) break;
      continue;
    }
    const at = Math.max(next, host.now + 1);
    const awake = new Set(agenda.take(at));
    const calls: GameCall[] = [];
    // The order within a block is nobody's to choose.
    for (const who of shuffled(table, [...awake]))
      calls.push(...((await (honest.get(who) ?? villains.get(who))?.act(at)) ?? []));
    calls.push(...((await plot?.act(at)) ?? []));
    await block(at, calls);
  }
  audit.end();
  return { ...tally, ...summary(table) };
}

/** All that anybody may call, and each owner's withdrawal. */
function sweep(table: Table, cast: Cast): GameCall[] {
  const { anybody } = cast;
  const { view, host } = table;
  const calls: GameCall[] = [];
  const { upheld } = arrange(view);
  for (const dispute of view.disputes.values()) if (!dispute.over) calls.push(table.resolve(anybody, dispute));
  for (const claim of view.claims.values()) {
    const parent = view.results.get(claim.parent)!;
    if (parent.id === view.head && claim.status === "standing")
      calls.push(table.call(anybody, (its) => its.finalize(claim)));
    const isFree = claim.status === "standing" && (parent.decided || parent.status === "dead");
    if (isFree || claim.rewards > 0) calls.push(table.call(anybody, (its) => its.collect(claim)));
  }
  for (const result of view.results.values()) {
    if (isDoomed(view, upheld, result, host.timing, host.now))
      calls.push(table.call(anybody, (its) => its.abandon(result.opening)));
  }
  // Where no honest agent plays two lies can stand for ever, unless one of their owners goes to court.
  if (cast.honest.size === 0) calls.push(...meetings(table));
  for (const owner of view.credits.keys()) calls.push(table.call(owner, (its) => its.withdraw()));
  return calls;
}

function meetings(table: Table): GameCall[] {
  const { maxSteps, nary } = table.host.rules;
  const inner = Array.from({ length: parts(maxSteps, nary) - 1 }, () => anyHash(table));
  const standing = [...table.view.claims.values()].filter(({ status }) => status === "standing");
  return standing.flatMap((mine) => {
    const rival = standing.find(({ parent, end }) => parent === mine.parent && end !== mine.end);
    if (rival === undefined) return [];
    return [table.call(mine.owner, (its) => its.open(mine, rival, inner, mine.opened > 0))];
  });
}

function shuffled(table: Table, items: Address[]): Address[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = table.random.below(i + 1);
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}

function summary({ view }: Table): Omit<Tally, "blocks" | "calls" | "refused" | "moves" | "proofs"> {
  const results = [...view.results.values()];
  return {
    claims: view.claims.size,
    disputes: view.disputes.size,
    refuted: [...view.claims.values()].filter(({ status }) => status === "refuted").length,
    final: results.filter(({ status }) => status === "final").length - 1,
    dead: results.filter(({ status }) => status === "dead").length,
  };
}
