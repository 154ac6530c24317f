import { getContract, type Abi, type Address } from "viem";
import { inboxAbi } from "../../src/chain/abi.ts";
import { Calls } from "../../src/chain/calls.ts";
import type { Court, Moment } from "../../src/chain/court.ts";
import type { CourtParameters } from "../../src/chain/network.ts";
import type { Call, Sent } from "../../src/chain/sender.ts";
import { pack } from "../../src/crypto/babyjub.ts";
import { concatBytes } from "../../src/crypto/bytes.ts";
import { sign, signingKey, type SigningKey } from "../../src/crypto/eddsa.ts";
import { toBigEndian } from "../../src/crypto/field.ts";
import { encodeBody } from "../../src/ledger/body.ts";
import { commitments, triplesOf } from "../../src/ledger/commitment.ts";
import { KIND_POSTED, KIND_QUEUE, PREFIX_BYTES, TO_CREATE } from "../../src/ledger/constants.ts";
import { execute } from "../../src/ledger/execution.ts";
import type { KeyRecord, LedgerRecord, Transaction } from "../../src/ledger/record.ts";
import { signedMessage, type Order } from "../../src/ledger/signature.ts";
import { stateRoot } from "../../src/ledger/state.ts";
import type { Place } from "../../src/prover/lineage.ts";
import type { ResultOpening } from "../../src/rollup/view.ts";
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
    return this.call("deposit", [TO_CREATE, key, exitAddress], amount + ITEM_FEE);
  }

  /** A batch of everything that waits in the queue, with its commitment unless that is another one or none (0). */
  async queueBatch(commitment?: bigint): Promise<Call> {
    const { view } = await this.look();
    const consumed = view.batches.reduce((sum, { queued }) => sum + (queued?.count ?? 0), 0);
    const waiting = view.deposits.slice(consumed);
    const records = concatBytes(waiting.map((record) => toBytes(record)));
    const body = concatBytes([new Uint8Array(PREFIX_BYTES), records]);
    const made = await this.#commitment(KIND_QUEUE, body, consumed, waiting.length);
    const previous = await this.court.lastAccumulator();
    return this.calls.postQueue(previous, made.timestamp, toHex(records), commitment ?? made.commitment);
  }

  /** A batch as the sequencer posts it. @param spoil makes the commitment another one */
  async batch(feeAccount: number, records: readonly LedgerRecord[], spoil = 0n): Promise<Call> {
    const body = encodeBody(feeAccount, records);
    const { timestamp, commitment } = await this.#commitment(KIND_POSTED, body);
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
    return this.call("exit", [result, { ...message, exitAddress: payee }, proof]);
  }

  /** A call of the Inbox. @param value wei */
  call(functionName: string, args: readonly unknown[], value = 0n): Call {
    return { address: this.court.facts.inbox, abi: inboxAbi as Abi, functionName, args, value };
  }

  /** By one of the stage's accounts. */
  send(index: number, call: Call): Promise<Sent> {
    return this.stage.sender(index).send(call);
  }

  /** c of the batch that is posted next, and the time that its header says: that of the last block. */
  async #commitment(
    kind: bigint,
    body: Uint8Array,
    first = 0,
    count = 0,
  ): Promise<{ timestamp: number; commitment: bigint }> {
    const { view, now: timestamp } = await this.look();
    const number = view.batches.length + 1;
    const header = [kind, 31337, this.court.facts.rollup, number, timestamp, body.length, first, count].map(BigInt);
    return { timestamp, commitment: commitments(triplesOf({ header, body })).at(-1)! };
  }
}
