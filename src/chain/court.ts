import { getContract, parseEventLogs, type Hex } from "viem";
import { RollupError } from "../rollup/error.ts";
import { apply, genesisView, type CourtEvent, type Folding } from "../rollup/fold.ts";
import type { View } from "../rollup/view.ts";
import { inboxAbi } from "./abi.ts";
import { blockAt, calldataOf, newestBlock, unsteady, type Block } from "./answers.ts";
import { unanswered, type L1 } from "./client.ts";
import { ChainError } from "./errors.ts";
import { courtAbi, toCourtEvent } from "./events.ts";
import { readFacts, type CourtFacts } from "./facts.ts";
import { Heads } from "./heads.ts";
import { LogReader } from "./logs.ts";
import { Prober } from "./probe.ts";

/** A moment of L1 as an agent decides on it. */
export type Moment = {
  readonly view: View;
  /** Timestamp of the block, seconds. */
  readonly now: number;
  readonly block: bigint;
};

/**
 * Reads what a deployed court is, and what has happened in it; nothing is remembered beyond this process. A moment that is
 * handed out is of one chain, not older than the one before unless L1 has replaced that, and agrees with what the contracts
 * say of themselves at its block (docs/security/agents.md).
 */
export class Court {
  readonly l1: L1;
  readonly facts: CourtFacts;
  readonly #confirmations: bigint;
  readonly #logs: LogReader;
  readonly #prober: Prober;
  readonly #heads = new Heads();
  #view: Folding;
  /** The last block that the view holds. */
  #at: Block | undefined;
  /** The moment of that block, once it was found whole. */
  #moment: Moment | undefined;

  private constructor(l1: L1, facts: CourtFacts, confirmations: number) {
    this.l1 = l1;
    this.facts = facts;
    this.#confirmations = BigInt(confirmations);
    this.#logs = new LogReader(l1, [facts.rollup, facts.inbox, ...(facts.lane === undefined ? [] : [facts.lane])]);
    this.#prober = new Prober(l1, facts);
    this.#view = genesisView(facts.genesis);
  }

  /**
   * @param folder where the deployment's files are, `deployments/<chainId>`
   * @param confirmations blocks on top of a block before it is read
   * @throws ChainError DEPLOYMENT_MISSING, DEPLOYMENT_INVALID, DEPLOYMENT_MISMATCH, RPC_UNREACHABLE, RPC_ANSWER_INVALID
   */
  static async open(l1: L1, folder: string, confirmations: number): Promise<Court> {
    try {
      return new Court(l1, await readFacts(l1, folder), confirmations);
    } catch (error) {
      throw unanswered(error, l1.url);
    }
  }

  /**
   * The view at the newest block that is deep enough. Where L1 has replaced blocks that were read, everything is read anew.
   * @throws RollupError LOGS_INCOMPLETE, ChainError RPC_UNREACHABLE, RPC_ANSWER_INVALID, RPC_UNSTEADY; the next call then
   * reads what this one could not
   */
  async sync(): Promise<Moment> {
    const newest = await newestBlock(this.l1);
    const head = await blockAt(this.l1, newest > this.#confirmations ? newest - this.#confirmations : 0n);
    if (await this.#isReplaced(head)) {
      this.#forget();
      this.#heads.forget();
    }
    if (this.#at?.hash !== head.hash) await this.#advance(head);
    return (this.#moment ??= await this.#whole(head));
  }

  /** Accumulator of the last batch of all, however young: who posts the next one names it. @throws ChainError RPC_UNREACHABLE */
  async lastAccumulator(): Promise<Hex> {
    const inbox = getContract({ address: this.facts.inbox, abi: inboxAbi, client: this.l1.client });
    try {
      return await inbox.read.accumulator([await inbox.read.count()]);
    } catch (error) {
      throw unanswered(error, this.l1.url);
    }
  }

  /** What a transaction called the Inbox with. @throws ChainError RPC_UNREACHABLE, RPC_ANSWER_INVALID */
  calldata(transaction: Hex): Promise<Hex> {
    return calldataOf(this.l1, transaction, this.facts.inbox);
  }

  /**
   * Whether L1 has replaced blocks that were read, as `head` shows.
   * @throws ChainError RPC_UNSTEADY where the head is older than the last one: of several nodes behind one URL some lag behind,
   * and to act on that would be to act twice. A chain that is really shorter now outgrows the old one in a few blocks.
   */
  async #isReplaced(head: Block): Promise<boolean> {
    const { last } = this.#heads;
    if (last === undefined) return false;
    if (this.#heads.contradicts(head)) return true;
    if (head.number < last.number) throw unsteady(this.l1, `Its head is block ${head.number}, after ${last.number}`);
    return head.number > last.number && (await blockAt(this.l1, last.number)).hash !== last.hash;
  }

  /** Reads on to `head`: everything or, where it is not of one chain or does not fit together, nothing. */
  async #advance(head: Block): Promise<void> {
    const from = this.#at === undefined ? this.facts.firstBlock : this.#at.number + 1n;
    const events = await this.#read(from, head.number);
    // What was read by number is of the head's chain if that is still there, and the last one's was there when it began.
    if ((await blockAt(this.l1, head.number)).hash !== head.hash) {
      throw unsteady(this.l1, `Block ${head.number} was replaced while it was read`);
    }
    this.#moment = undefined;
    await this.#folding(() => {
      for (const event of events) apply(this.#view, event, this.facts.rules);
    });
    this.#at = head;
    this.#heads.add(head);
  }

  async #whole(head: Block): Promise<Moment> {
    // Before that the contracts are not there to be asked.
    if (head.number >= this.facts.firstBlock) {
      await this.#folding(() => this.#prober.requireWhole(this.#view, head.number));
    }
    return { view: this.#view, now: Number(head.timestamp), block: head.number };
  }

  /** Forgets the view where the logs turn out not to be whole, or not to be what contracts can have said. */
  async #folding(work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof ChainError) throw error;
      this.#forget();
      if (error instanceof RollupError) throw error;
      const what = "The node gives logs that the contracts cannot have written";
      const fix = "Everything is read anew at the next look; if it goes on, use another node";
      throw new ChainError("RPC_ANSWER_INVALID", { what, where: this.l1.url, fix, cause: error });
    }
  }

  #forget(): void {
    this.#view = genesisView(this.facts.genesis);
    this.#at = undefined;
    this.#moment = undefined;
  }

  async #read(from: bigint, to: bigint): Promise<CourtEvent[]> {
    const events: CourtEvent[] = [];
    for (const { log, at } of await this.#logs.read(from, to)) {
      const [parsed] = parseEventLogs({ abi: courtAbi, logs: [log] });
      const event = parsed === undefined ? undefined : toCourtEvent(parsed, at);
      if (event !== undefined) events.push(event);
    }
    return events;
  }
}
