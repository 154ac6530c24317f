import type { Contract } from "ethers";
import { select } from "../../src/dispute/dissection.ts";
import { answer, dissect } from "../../src/dispute/strategy.ts";
import { resultId } from "../../src/rollup/ids.ts";
import { nextResult } from "../../src/rollup/outcome.ts";
import type { ClaimRecord, DisputeRecord, Result } from "../../src/rollup/view.ts";
import type { Address } from "../../src/types/address.ts";
import { toBytes } from "../../src/types/hex.ts";
import { Random } from "../guest/random.ts";
import { Table } from "./actor.ts";
import { type Chain, ContractsHost, TOY_LISTING } from "./contracts.ts";
import { accountOf, type Draw } from "./draw.ts";
import type { GameCall } from "./referee.ts";
import { LIES, type Run, ToyWorld, truths } from "./toyWorld.ts";

/*
 * One and the same walk through a court, once with nobody else in it and once among Sybils: claims for the truth and for lies,
 * and chains of claims on claimed results. What each call costs is the whole result.
 */

const [HONEST, LIAR, ANYBODY] = [0, 1, 2].map(accountOf);
/** Batches, and so the longest chain of descendants. */
const DEPTH = 10;
/** Calls in a block. */
const TOGETHER = 50;

export type Prices = ReadonlyMap<string, number>;

/** @param sybils claims about the first batch; as many again are made in chains on lies. Returns gas by call. */
export async function walk(
  chain: Chain,
  toyRun: Contract,
  sybils: number,
): Promise<{ prices: Prices; claims: number; disputes: number }> {
  const timing = { window: 100_000, grace: 50_000, allowance: 2_000, minimum: 100 };
  const draw: Draw = {
    maxSteps: 2 ** 20,
    nary: 32,
    timing,
    bond: 1n,
    persistent: false,
    batches: DEPTH,
    honest: [],
    villains: [],
    plot: false,
  };
  const { host, world } = await ContractsHost.deploy(
    chain,
    draw,
    { ...TOY_LISTING, stepVerifier: toyRun },
    ({ memoryRoot, layoutHash }) => {
      return new ToyWorld(
        { maxSteps: draw.maxSteps, persistent: false, memoryRoot, layoutHash: toBytes(layoutHash) },
        new Random(9),
      );
    },
  );
  const table = new Table(host, world, new Random(4), truths(world, host.genesis, host.view.batches));
  const scene = new Scene(table);
  const prices = await scene.tour(sybils);
  return { prices, claims: host.view.claims.size, disputes: host.view.disputes.size };
}

class Scene {
  readonly #table: Table;
  readonly #prices = new Map<string, number>();
  #sybil = 10;

  constructor(table: Table) {
    this.#table = table;
  }

  async tour(sybils: number): Promise<Prices> {
    const { host, world, view } = this.#table;
    const root = view.results.get(view.head)!;
    const batch = view.batches[0];
    const truth = world.truthOf(root.opening, batch);
    // Lies that lead elsewhere: what a twin of the truth leads to is final, and not abandoned.
    const lies = Array.from({ length: LIES }, (_, i) => world.lieOf(root.opening, batch, i));
    const [lie, other] = lies.filter(
      ({ end }) =>
        resultId(nextResult(root.opening, batch.accumulator, end, "anchored")) !== this.#table.truths[0].result,
    );

    // Somebody else has claimed all three, so that the claims that are measured find everything as warm in both courts.
    await this.#block([truth, lie, other].map((run) => this.#table.claim(this.#next(), root, run)));
    await this.#flood(sybils, root, [truth, lie, other]);
    await this.#measured("claim, the truth again", this.#table.claim(HONEST, root, truth));
    await this.#measured("claim, a lie again", this.#table.claim(LIAR, root, lie));
    const [mine, theirs] = [this.#claimOf(HONEST), this.#claimOf(LIAR)];
    await this.#dispute(mine, theirs, truth, lie);
    await this.#beatAll(mine, truth);

    await this.#pass(host.timing.window + host.timing.grace);
    await this.#measured(
      "finalize",
      this.#call(ANYBODY, (its) => its.finalize(mine)),
    );
    const lost = view.results.get(theirs.result)!;
    await this.#measured(
      "abandon",
      this.#call(ANYBODY, (its) => its.abandon(lost.opening)),
    );
    await this.#measured(
      "collect",
      this.#call(ANYBODY, (its) => its.collect(this.#claimOf(HONEST))),
    );
    await this.#measured(
      "withdraw",
      this.#call(HONEST, (its) => its.withdraw()),
    );
    return this.#prices;
  }

  /** Sybils for and against the truth, and chains of descendants on the lies. */
  async #flood(sybils: number, root: Result, runs: readonly Run[]): Promise<void> {
    const { world, view } = this.#table;
    const calls = Array.from({ length: sybils }, (_, i) =>
      this.#table.claim(this.#next(), root, runs[i % runs.length]),
    );
    await this.#inBlocks(calls);
    // As many claims again, each on what the one before it claimed.
    for (let made = 0, deep = 0; made < sybils; made++) {
      deep = (deep % (DEPTH - 1)) + 1;
      let parent = root.opening;
      for (let at = 0; at < deep; at++) {
        const { end } = at === 0 ? runs[1] : world.lieOf(parent, view.batches[at], 2);
        parent = nextResult(parent, view.batches[at].accumulator, end, "anchored");
      }
      const on = view.results.get(resultId(parent));
      if (on === undefined) throw new Error("a chain of descendants has a hole");
      await this.#block([this.#table.claim(this.#next(), on, world.lieOf(parent, view.batches[deep], 2))]);
    }
  }

  /** A whole dispute, from the opening to the proof of the step. */
  async #dispute(mine: ClaimRecord, theirs: ClaimRecord, truth: Run, lie: Run): Promise<void> {
    const { host, view } = this.#table;
    const { maxSteps, nary } = host.rules;
    const opening = await dissect(truth, 0, maxSteps, nary);
    await this.#measured(
      "open",
      this.#call(HONEST, (its) => its.open(mine, theirs, opening.hashes.slice(1, -1), false)),
    );
    for (;;) {
      const dispute = [...view.disputes.values()].find(
        ({ opener, responder }) => opener === mine.id && responder === theirs.id,
      )!;
      if (dispute.over) return;
      const mover = dispute.position.openerMoves ? { from: HONEST, run: truth } : { from: LIAR, run: lie };
      const reply = await answer({ ...dispute.position, hashes: dispute.hashes }, mover.run, nary);
      if (reply.kind === "agree") throw new Error("nothing to say");
      const selection = select(dispute.hashes, reply.index);
      if (reply.kind === "dissect")
        await this.#measured(
          "move",
          this.#call(mover.from, (its) => its.move(dispute, selection, reply.dissection.hashes.slice(1))),
        );
      else if (mover.from === HONEST)
        await this.#measured(
          "prove",
          this.#call(ANYBODY, (its) => its.prove(dispute, selection, reply.proof, theirs)),
        );
      else return this.#timeOut(dispute);
    }
  }

  async #timeOut(dispute: DisputeRecord): Promise<void> {
    await this.#pass(this.#table.host.timing.allowance);
    await this.#measured("resolve", this.#table.resolve(ANYBODY, dispute));
  }

  /** Against every rival that is left, none of which answers. */
  async #beatAll(mine: ClaimRecord, truth: Run): Promise<void> {
    const { host, view } = this.#table;
    const { hashes } = await dissect(truth, 0, host.rules.maxSteps, host.rules.nary);
    const rivals = [...view.claims.values()].filter(
      ({ parent, end, status }) => parent === mine.parent && end !== mine.end && status === "standing",
    );
    const opens = rivals.map((rival, i) =>
      this.#call(HONEST, (its) => its.open(mine, rival, hashes.slice(1, -1), i > 0)),
    );
    await this.#measured("open, without a lock", opens[0]);
    await this.#measured("open, with a lock", opens[1]);
    await this.#inBlocks(opens.slice(2));
    await this.#pass(host.timing.allowance);
    const open = [...view.disputes.values()].filter(({ over }) => !over);
    for (const [i, dispute] of open.entries()) {
      if (i < 2)
        await this.#measured(`resolve, ${i === 0 ? "without" : "with"} a lock`, this.#table.resolve(ANYBODY, dispute));
    }
    await this.#inBlocks(open.slice(2).map((dispute) => this.#table.resolve(ANYBODY, dispute)));
  }

  #claimOf(owner: Address): ClaimRecord {
    return [...this.#table.view.claims.values()].find((claim) => claim.owner === owner)!;
  }

  #next(): Address {
    return accountOf(this.#sybil++);
  }

  #call(from: Address, make: Parameters<Table["call"]>[1]): GameCall {
    return this.#table.call(from, make);
  }

  async #pass(seconds: number): Promise<void> {
    await this.#table.host.block(this.#table.host.now + seconds, []);
  }

  async #measured(name: string, call: GameCall): Promise<void> {
    const gas = await this.#block([call]);
    this.#prices.set(name, Math.max(gas, this.#prices.get(name) ?? 0));
  }

  async #inBlocks(calls: readonly GameCall[]): Promise<void> {
    for (let i = 0; i < calls.length; i += TOGETHER) await this.#block(calls.slice(i, i + TOGETHER));
  }

  /** @returns gas of the last call */
  async #block(calls: readonly GameCall[]): Promise<number> {
    const outcomes = await this.#table.host.block(this.#table.host.now + 1, calls);
    for (const outcome of outcomes)
      if ("refused" in outcome) throw new Error(`${outcome.call.functionName} is refused: ${outcome.refused}`);
    const last = outcomes.at(-1);
    return last !== undefined && "events" in last ? (last.gas ?? 0) : 0;
  }
}
