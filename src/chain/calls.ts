import type { Abi, Hex } from "viem";
import { root, type Selection } from "../dispute/dissection.ts";
import { pack } from "../dispute/position.ts";
import type { Batch, Claim, DisputeRecord, EndState, ResultOpening } from "../rollup/view.ts";
import type { StateHash } from "../types/stateHash.ts";
import { inboxAbi, laneAbi, rollupAbi } from "./abi.ts";
import type { CourtFacts } from "./facts.ts";
import type { Call } from "./sender.ts";

/** The rollup's functions, and whatever they may revert with: the lane refuses through the rollup. */
const throughRollup = [...rollupAbi, ...laneAbi.filter(({ type }) => type === "error")] as Abi;

/** A segment with its proof, as the contract takes it (contracts/validity/IValidityLane.sol, Segment). */
export type ProvenSegment = {
  readonly verifier: number;
  readonly last: boolean;
  readonly commitment: bigint;
  readonly from: bigint;
  readonly to: bigint;
  readonly proof: Hex;
};

/** A message of the ledger, and where it stands in its batch's output (contracts/rollup/Messages.sol). */
export type ExitMessage = {
  readonly sequence: bigint;
  readonly exitAddress: Hex;
  readonly amount: bigint;
  readonly from: number;
};
export type ExitProof = {
  readonly stateRoot: bigint;
  readonly index: number;
  readonly siblings: readonly (readonly bigint[])[];
};

/** The calls of a court's contracts, one function each, with the arguments as off-chain code has them. */
export class Calls {
  readonly #facts: CourtFacts;

  constructor(facts: CourtFacts) {
    this.#facts = facts;
  }

  /** Posts a batch behind the one that ends in `previous`. */
  post(previous: Hex, body: Hex): Call {
    return { address: this.#facts.inbox, abi: inboxAbi as Abi, functionName: "post", args: [previous, body] };
  }

  /** The same with a commitment to its words, so that it can be proven. @param timestamp of its header, seconds */
  postCommitted(previous: Hex, timestamp: number, body: Hex, commitment: bigint): Call {
    const args = [previous, timestamp, body, commitment];
    return { address: this.#facts.inbox, abi: inboxAbi as Abi, functionName: "postCommitted", args };
  }

  /** Posts the next items of the queue as a batch. @param timestamp as for postCommitted @param commitment 0 for none */
  postQueue(previous: Hex, timestamp: number, records: Hex, commitment: bigint): Call {
    const args = [previous, timestamp, records, commitment];
    return { address: this.#facts.inbox, abi: inboxAbi as Abi, functionName: "postQueue", args };
  }

  /** Commits to the words of a posted batch anew. @param header what the Inbox wrote before the body */
  commit({ number, timestamp, queued }: Batch, body: Hex, commitment: bigint): Call {
    const { first, count } = queued ?? { first: 0, count: 0 };
    const header = { kind: queued === undefined ? 1 : 2, timestamp: BigInt(timestamp), first, count };
    const args = [BigInt(number), header, body, commitment];
    return { address: this.#facts.inbox, abi: inboxAbi as Abi, functionName: "commit", args };
  }

  /**
   * Puts a deposit into the queue. @param to account's index, or TO_CREATE for a new one of `key`
   * @param value what is sent: the amount and the fee of the item, wei
   */
  deposit(to: number, key: Hex, exitAddress: Hex, value: bigint): Call {
    const args = [to, key, exitAddress];
    return { address: this.#facts.inbox, abi: inboxAbi as Abi, functionName: "deposit", args, value };
  }

  /** Credits a message of a final result to its address. */
  exit(result: ResultOpening, message: ExitMessage, proof: ExitProof): Call {
    const args = [result, message, proof];
    return { address: this.#facts.inbox, abi: inboxAbi as Abi, functionName: "exit", args };
  }

  /** Pays an account what the bridge owes it. */
  pay(account: Hex): Call {
    return { address: this.#facts.inbox, abi: inboxAbi as Abi, functionName: "pay", args: [account] };
  }

  /** Proves a segment of a batch from an anchor on. */
  proveResult(anchor: Hex, { number, inputRoot, inputLength }: Batch, segment: ProvenSegment): Call {
    return this.#rollup("proveResult", [anchor, BigInt(number), { inputRoot, inputLength }, segment]);
  }

  claim(parent: ResultOpening, { inputRoot, inputLength }: Batch, end: EndState): Call {
    return this.#rollup("claim", [parent, { inputRoot, inputLength }, end], this.#facts.bond);
  }

  /** @param inner the opener's hashes at the inner cuts; @param locks whether another bond has to be locked */
  open(opener: Claim, responder: Claim, inner: readonly StateHash[], locks: boolean): Call {
    return this.#rollup("open", [opener, responder, inner], locks ? this.#facts.bond : 0n);
  }

  move(dispute: DisputeRecord, selection: Selection, hashes: readonly StateHash[]): Call {
    return this.#rollup("move", [key(dispute), pack(dispute.position), selection, hashes]);
  }

  prove(dispute: DisputeRecord, selection: Selection, proof: Hex, loser: Claim): Call {
    return this.#rollup("prove", [key(dispute), pack(dispute.position), selection, proof, loser]);
  }

  /** @param mover the claim whose turn it is */
  resolve(dispute: DisputeRecord, mover: Claim): Call {
    return this.#rollup("resolve", [key(dispute), pack(dispute.position), root(dispute.hashes), mover]);
  }

  finalize(winner: Claim): Call {
    return this.#rollup("finalize", [winner]);
  }

  settle(parent: ResultOpening, { inputRoot, inputLength }: Batch): Call {
    return this.#rollup("settle", [parent, { inputRoot, inputLength }]);
  }

  /** @param finalOutput of the final child, if there is one */
  freeze(parent: ResultOpening, { inputRoot, inputLength }: Batch, finalOutput: Hex): Call {
    return this.#rollup("freeze", [parent, { inputRoot, inputLength }, finalOutput]);
  }

  abandon(opening: ResultOpening): Call {
    return this.#rollup("abandon", [opening]);
  }

  collect(claim: Claim): Call {
    return this.#rollup("collect", [claim]);
  }

  withdraw(): Call {
    return this.#rollup("withdraw", []);
  }

  #rollup(functionName: string, args: readonly unknown[], value = 0n): Call {
    return { address: this.#facts.rollup, abi: throughRollup, functionName, args, value };
  }
}

function key({ opener, responder }: DisputeRecord): { opener: Hex; responder: Hex } {
  return { opener, responder };
}
