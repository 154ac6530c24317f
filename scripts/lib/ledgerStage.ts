import { getContract, type Address } from "viem";
import { inboxAbi } from "../../src/chain/abi.ts";
import { Calls } from "../../src/chain/calls.ts";
import type { Court, Moment } from "../../src/chain/court.ts";
import type { CourtParameters } from "../../src/chain/network.ts";
import type { Call, Sent } from "../../src/chain/sender.ts";
import { pack } from "../../src/crypto/babyjub.ts";
import { sign, signingKey, type SigningKey } from "../../src/crypto/eddsa.ts";
import { toBigEndian } from "../../src/crypto/field.ts";
import { encodeBody } from "../../src/ledger/body.ts";
import { commitments, triplesOf } from "../../src/ledger/commitment.ts";
import { PREFIX_BYTES, TO_CREATE } from "../../src/ledger/constants.ts";
import { execute } from "../../src/ledger/execution.ts";
import type { KeyRecord, LedgerRecord, Transaction } from "../../src/ledger/record.ts";
import { signedMessage, type Order } from "../../src/ledger/signature.ts";
import { stateRoot } from "../../src/ledger/state.ts";
import type { Place } from "../../src/prover/lineage.ts";
import { headerNumbers } from "../../src/rollup/input.ts";
import type { Queued, ResultOpening } from "../../src/rollup/view.ts";
import { nextOfQueue } from "../../src/sequencer/queue.ts";
import { toBytes, toHex } from "../../src/types/hex.ts";
import { ITEM_FEE, LEDGER } from "./devLane.ts";
import { Stage } from "./stage.ts";

/** The key of somebody with an account of the ledger. */
export const person = (name: number): SigningKey => signingKey(new Uint8Array(32).fill(name));

/** What people do with a ledger on a stage, as calls that any account may send. */
export class LedgerStage {
  readonly stage: Stage;
  readonly court: Court;

  /** @param court a view of the stage's court that nobody else uses */
  constructor(stage: Stage, court: Court) {
    [this.stage, this.court] = [stage, court];
  }

  static async open(court: Partial<CourtParameters> = {}): Promise<LedgerStage> {
    const stage = await Stage.open({ ...LEDGER, court });
    return new LedgerStage(stage, await stage.openCourt());
  }

  /** As somebody sees it who has not looked before: what tests have taken back is not there. */
  async look(): Promise<Moment> {
    return (await this.stage.openCourt()).sync();
  }

  get calls(): Calls {
    return new Calls(this.court.facts);
  }

  get inbox() {
    return getContract({ address: this.court.facts.inbox, abi: inboxAbi, client: this.stage.l1.client });
  }

  /** A deposit for a new account of `owner`. @param amount wei, the fee for its place in the queue aside */
  deposit(owner: SigningKey, amount: bigint, exitAddress: Address): Call {
    const key = toHex(toBigEndian(pack(owner.publicKey)));
    return this.calls.deposit(TO_CREATE, key, exitAddress, amount + ITEM_FEE);
  }

  /** A batch of everything that waits in the queue, with its commitment unless that is another one or none (0). */
  async queueBatch(commitment?: bigint): Promise<Call> {
    const { view } = await this.look();
    const queued = nextOfQueue(view, Number(await this.inbox.read.maxBody())) as Queued;
    const body = toBytes(queued.body);
    const made = await this.#commitment(body, queued);
    const previous = await this.court.lastAccumulator();
    const records = toHex(body.subarray(PREFIX_BYTES));
    return this.calls.postQueue(previous, made.timestamp, records, commitment ?? made.commitment);
  }

  /** A batch as the sequencer posts it. @param spoil makes the commitment another one */
  async batch(feeAccount: number, records: readonly LedgerRecord[], spoil = 0n): Promise<Call> {
    const body = encodeBody(feeAccount, records);
    const { timestamp, commitment } = await this.#commitment(body);
    const previous = await this.court.lastAccumulator();
    return this.calls.postCommitted(previous, timestamp, toHex(body), commitment + spoil);
  }

  /** A transaction with its owner's signature. @param created the key record before a create */
  signed(owner: SigningKey, nonce: number, order: Order, created?: KeyRecord): Transaction {
    const domain = { chainId: 31337n, rollup: BigInt(this.court.facts.rollup) };
    return { kind: "transaction", ...order, signature: sign(owner, signedMessage(domain, order, nonce, created)) };
  }

  /** The exit of a message of a batch, once its result is final. @param index of the message in the batch */
  exit(result: ResultOpening, { before, ledger }: Place, index: number): Call {
    const { state, messages } = execute(before, ledger);
    const { exitAddress, ...message } = messages.get(index)!;
    const payee = toHex(toBigEndian(exitAddress).subarray(12));
    const proof = { stateRoot: stateRoot(state), index, siblings: messages.siblings(index) };
    return this.calls.exit(result, { ...message, exitAddress: payee }, proof);
  }

  /** By one of the stage's accounts. */
  send(index: number, call: Call): Promise<Sent> {
    return this.stage.sender(index).send(call);
  }

  /** c of the batch that is posted next, and the time that its header says: that of the last block. */
  async #commitment(body: Uint8Array, queued?: Queued): Promise<{ timestamp: number; commitment: bigint }> {
    const { view, now: timestamp } = await this.look();
    const { facts, l1 } = this.court;
    const batch = view.batches.length + 1;
    const header = { chainId: l1.chain.id, rollup: facts.rollup, batch, timestamp, ...(queued && { queued }) };
    const words = triplesOf({ header: headerNumbers(header, body.length), body });
    return { timestamp, commitment: commitments(words).at(-1)! };
  }
}
