import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import { as, eventOf, type Opening, type Posted, sent } from "../../bench/lib/court.ts";
import { OFF_CURVE } from "../../scripts/generate/ledgerCases/keys.ts";
import { keyOf } from "../../scripts/generate/ledgerCases/world.ts";
import { pack } from "../../src/crypto/babyjub.ts";
import { fromLittleEndian } from "../../src/crypto/field.ts";
import { decodeBody } from "../../src/ledger/body.ts";
import { KIND_QUEUE, TO_CREATE, TO_EXIT } from "../../src/ledger/constants.ts";
import { execute } from "../../src/ledger/execution.ts";
import type { Message } from "../../src/ledger/message.ts";
import { encodeRecord, type Deposit } from "../../src/ledger/record.ts";
import { GENESIS, genesisOutput, type LedgerState, type MessageTree, stateRoot } from "../../src/ledger/state.ts";
import { toBytes, type Hex } from "../../src/types/hex.ts";
import { Dice } from "../ledger/dice.ts";
import { RandomBatches } from "../ledger/randomBatch.ts";
import * as lane from "../validity/scene.ts";

const { ethers } = lane;
const ITEM_FEE = 1000n;
/** Enough for the Inbox to take a batch of either kind. */
const DRAINED = 1000;
const PEOPLE = 10;
const DEPOSITORS = [lane.one, lane.two, lane.anyone];

/** A message of a batch that is settled or will be, and where it stands. */
type Pending = {
  readonly message: Message;
  readonly leaf: number;
  readonly messages: MessageTree;
  readonly state: LedgerState;
  readonly result: Opening;
};

/** What came to pass; a fuzz that never meets a case does not test it. */
export type Seen = Record<"deposits" | "queued" | "posted" | "void" | "settled" | "exits" | "refused" | "paid", number>;

/**
 * Plays random calls of a real bridge, with the ledger beside it: deposits of every kind, batches of the queue and of the
 * sequencer, runs that come to nothing, exits in any order and again, payments. After each call two sums hold:
 *
 * - held = balances in the ledger + messages not yet exited + items that wait + items lost with a void run,
 * - balance of the Inbox = held + credits + item fees of items that wait.
 */
export async function remainSolvent(seed: number, calls: number): Promise<Seen> {
  const bridge = new SolventBridge(seed, await scene());
  for (let i = 0; i < calls; i++) {
    const done = await bridge.call();
    await bridge.audit(`seed ${seed}, call ${i}: ${done}`);
  }
  await bridge.payOut();
  await bridge.audit(`seed ${seed}, paid out`);
  return bridge.seen;
}

async function scene(): Promise<lane.Scene> {
  const [t3, t5] = [await ethers.deployContract("PoseidonT3"), await ethers.deployContract("PoseidonT5")];
  const bridge = { t3: await t3.getAddress(), t5: await t5.getAddress(), itemFee: ITEM_FEE };
  return lane.scene({ bridge, genesisOutput: lane.leaf(genesisOutput()) });
}

class SolventBridge {
  readonly seen: Seen = { deposits: 0, queued: 0, posted: 0, void: 0, settled: 0, exits: 0, refused: 0, paid: 0 };
  readonly #at: lane.Scene;
  readonly #dice: Dice;
  #batches: RandomBatches | undefined;
  #state = GENESIS;
  #head: Opening;
  readonly #waiting: Deposit[] = [];
  readonly #unsettled: (readonly [parent: Opening, batch: Posted])[] = [];
  /** Of batches that are not settled yet; they become `#pending` then. */
  readonly #sent: Pending[] = [];
  #pending: Pending[] = [];
  #exited: Pending[] = [];
  #lost = 0n;
  /** Everybody who may have a credit. */
  readonly #payees = new Set<string>([lane.anyone.address]);

  constructor(seed: number, at: lane.Scene) {
    [this.#at, this.#dice, this.#head] = [at, new Dice(seed), at.genesis];
  }

  /** One call, or a few that belong together. @returns what it was */
  async call(): Promise<string> {
    const dice = this.#dice;
    const kinds = ["deposit", "deposit", "queue", "post", "post", "settle", "exit", "exit", "again", "pay"] as const;
    const kind = dice.of(kinds);
    if (kind === "deposit") await this.#deposit();
    else if (kind === "queue") await this.#postQueue();
    else if (kind === "post") await this.#post();
    else if (kind === "settle") await this.#settle();
    else if (kind === "exit") await this.#exit();
    else if (kind === "again") await this.#exitAgain();
    else await this.#pay(dice.of([...this.#payees]));
    return kind;
  }

  async audit(when: string): Promise<void> {
    const { inbox } = this.#at;
    const inLedger = Array.from({ length: this.#state.accounts }, (_, i) => this.#state.tree.get(i)!.balance);
    const unpaid = [...this.#sent, ...this.#pending].map(({ message }) => message.amount);
    const waiting = this.#waiting.map(({ amount }) => amount);
    const held = sum([...inLedger, ...unpaid, ...waiting, this.#lost]);
    expect(await inbox.held(), when).to.equal(held);
    const credits: bigint[] = [];
    for (const payee of this.#payees) credits.push(await inbox.due(payee));
    const owed = held + sum(credits) + ITEM_FEE * BigInt(waiting.length);
    expect(await lane.balanceOf(inbox), when).to.equal(owed);
  }

  /** Everything that can go out goes out. */
  async payOut(): Promise<void> {
    await this.#settle();
    while (this.#pending.length > 0) await this.#exit();
    for (const payee of this.#payees) await this.#pay(payee);
  }

  async #deposit(): Promise<void> {
    const dice = this.#dice;
    const known = dice.below(this.#state.accounts + 1);
    const record: Deposit = {
      kind: "deposit",
      to: dice.of([TO_CREATE, TO_CREATE, TO_EXIT, known, known, 0xffff_fffd]),
      amount: 1n + dice.of([dice.wide(8), dice.wide(60), dice.wide(40)]),
      key: dice.chance(5) ? OFF_CURVE : pack(keyOf(dice.below(PEOPLE)).publicKey),
      exitAddress: BigInt(dice.of(DEPOSITORS).address),
    };
    const { to, amount, key, exitAddress } = record;
    const [word, payee] = [ethers.toBeHex(key, 32), ethers.toBeHex(exitAddress, 20)];
    await sent(as(this.#at.inbox, lane.one).deposit(to, word, payee, { value: amount + ITEM_FEE }));
    this.#waiting.push(record);
    this.seen.deposits++;
  }

  async #postQueue(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const items = this.#waiting.slice(0, 1 + this.#dice.below(this.#waiting.length));
    const records = items.map(encodeRecord);
    const posted = await this.#sendBatch((previous, now) =>
      as(this.#at.inbox, lane.anyone).postQueue(previous, now, ethers.concat(records), lane.C),
    );
    this.#waiting.splice(0, items.length);
    const first = (await this.#at.inbox.items())[1] - BigInt(items.length);
    const body = ethers.getBytes(ethers.concat([new Uint8Array(26), ...records]));
    await this.#follow(posted, body, [KIND_QUEUE, first, BigInt(items.length)]);
    this.seen.queued++;
  }

  async #post(): Promise<void> {
    this.#batches ??= new RandomBatches(this.#dice, {
      chainId: 31337n,
      rollup: BigInt(await this.#at.rollup.getAddress()),
    });
    const indices = Array.from({ length: this.#state.accounts }, (_, i) => i);
    const { body } = this.#batches.next(this.#state, indices);
    const posted = await this.#sendBatch((previous, now) =>
      as(this.#at.inbox, lane.sequencer).postCommitted(previous, now, body, lane.C),
    );
    await this.#follow(posted, body, [1n, 0n, 0n]);
    this.seen.posted++;
  }

  /** The event of a post. */
  async #sendBatch(
    send: (previous: string, now: number) => Promise<ContractTransactionResponse>,
  ): Promise<PostedEvent> {
    const { inbox } = this.#at;
    await lane.time.increase(DRAINED);
    const previous = (await inbox.accumulator(await inbox.count())) as string;
    const event = eventOf(inbox, await sent(send(previous, await lane.time.latest())), "Posted");
    const { number, accumulator, inputRoot, inputLength, timestamp } = event;
    return { number, accumulator, inputRoot, inputLength, timestamp };
  }

  /** Executes a batch as the ledger does, or as a run that comes to nothing, and has its output proven. */
  async #follow(event: PostedEvent, body: Uint8Array, [kind, first, count]: [bigint, bigint, bigint]): Promise<void> {
    const rollup = BigInt(await this.#at.rollup.getAddress());
    const { number, timestamp } = event;
    const header = [kind, 31337n, rollup, number, timestamp, BigInt(body.length), first, count];
    const batch = { ...event, header, body, gas: 0 };
    const parent = this.#head;
    if (this.#dice.chance(6)) {
      this.seen.void++;
      await lane.prove(this.#at, parent, batch, fromLittleEndian(toBytes(parent.output as Hex)));
      this.#head = { ...lane.childOf(parent, batch, 0n), output: parent.output };
      if (kind === KIND_QUEUE) {
        this.#lost += sum(decodeBody(body).map((record) => (record.kind === "deposit" ? record.amount : 0n)));
      }
    } else {
      const { state, messages, output } = execute(this.#state, { header, body });
      await lane.prove(this.#at, parent, batch, output);
      this.#head = lane.childOf(parent, batch, output);
      for (let leaf = 0; BigInt(leaf) < state.messages - this.#state.messages; leaf++) {
        const message = messages.get(leaf)!;
        this.#sent.push({ message, leaf, messages, state, result: this.#head });
      }
      this.#state = state;
    }
    this.#unsettled.push([parent, batch]);
  }

  async #settle(): Promise<void> {
    await lane.time.increase(lane.AIRGAP);
    for (const [parent, batch] of this.#unsettled.splice(0)) {
      await lane.settle(this.#at, parent, batch);
      this.seen.settled++;
    }
    this.#pending.push(...this.#sent.splice(0));
  }

  async #exit(): Promise<void> {
    if (this.#pending.length === 0) {
      // What is not settled is not paid.
      if (this.#sent.length > 0) await this.#refused(this.#dice.of(this.#sent), "NotFinal");
      return;
    }
    const at = this.#dice.below(this.#pending.length);
    const [pending] = this.#pending.splice(at, 1) as [Pending];
    await sent(this.#exitCall(pending));
    this.#payees.add(ethers.getAddress(ethers.toBeHex(pending.message.exitAddress, 20)));
    this.#exited.push(pending);
    this.seen.exits++;
  }

  async #exitAgain(): Promise<void> {
    if (this.#exited.length > 0) await this.#refused(this.#dice.of(this.#exited), "AlreadyExited");
  }

  async #refused(pending: Pending, error: string): Promise<void> {
    await expect(this.#exitCall(pending)).to.be.revertedWithCustomError(this.#at.inbox, error);
    this.seen.refused++;
  }

  #exitCall({ message, leaf, messages, state, result }: Pending): Promise<ContractTransactionResponse> {
    const { sequence, amount, from } = message;
    const exitAddress = ethers.toBeHex(message.exitAddress, 20);
    const proof = { stateRoot: stateRoot(state), index: leaf, siblings: messages.siblings(leaf) };
    return as(this.#at.inbox, lane.anyone).exit(result, { sequence, exitAddress, amount, from }, proof);
  }

  async #pay(payee: string): Promise<void> {
    if ((await this.#at.inbox.due(payee)) === 0n) return;
    await sent(as(this.#at.inbox, lane.sequencer).pay(payee));
    this.seen.paid++;
  }
}

type PostedEvent = Omit<Posted, "gas"> & { readonly number: bigint; readonly timestamp: bigint };

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, amount) => all + amount, 0n);
}
