import type { Abi, Hex } from "viem";
import { root, type Selection } from "../dispute/dissection.ts";
import { pack } from "../dispute/position.ts";
import type { Batch, Claim, DisputeRecord, EndState, ResultOpening } from "../rollup/view.ts";
import type { StateHash } from "../types/stateHash.ts";
import { inboxAbi, rollupAbi } from "./abi.ts";
import type { CourtFacts } from "./facts.ts";
import type { Call } from "./sender.ts";

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
    return { address: this.#facts.rollup, abi: rollupAbi as Abi, functionName, args, value };
  }
}

function key({ opener, responder }: DisputeRecord): { opener: Hex; responder: Hex } {
  return { opener, responder };
}
