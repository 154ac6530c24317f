/** Plays the model's moves as calls of the real contracts and compares what comes of them. */
import { expect } from "chai";
import { concat, keccak256, toBeHex, ZeroHash, type Contract, type ContractTransactionReceipt } from "ethers";
import { type DissectionRoot, root, select } from "../../src/dispute/dissection.ts";
import { pack, pass, type Position } from "../../src/dispute/position.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import {
  ALLOWANCE_SECONDS,
  argument,
  BOND_WEI,
  MAX_STEPS,
  NARY,
  TICK_SECONDS,
  type Batch,
  type Chain,
  type Opening,
} from "./chain.ts";
import type { Flow } from "./apply.ts";
import type { Move } from "./moves.ts";
import type { Step } from "./walk.ts";
import { proofOf } from "./proofs.ts";
import { BOND, NONE, resultOf, TRUTH, type Scope, type State, type Status } from "./state.ts";

const HALTED = 1;
/** Standing and ResultStatus of the contracts. */
const STANDING: Record<Status, bigint> = { standing: 1n, refuted: 2n, collected: 3n, fallen: 1n };
const [CLAIMED, FINAL, DEAD] = [1n, 2n, 3n];

/** A claim that was made on chain. */
interface Made {
  readonly id: string;
  readonly honest: boolean;
  readonly claim: {
    readonly parent: string;
    readonly start: string;
    readonly end: string;
    readonly result: string;
    readonly owner: string;
    readonly nonce: bigint;
  };
}

/** A dispute that waits for a claim, given by its number, whose owner will not move. */
interface Silence {
  readonly silent: number;
  readonly position: Position;
  readonly root: DissectionRoot;
}

type OpenMove = Extract<Move, { kind: "open" }>;

interface Call {
  readonly method: string;
  readonly args: readonly unknown[];
  readonly honest?: boolean;
  readonly value?: bigint;
}

/** One walk of the model on one rollup. */
export class Player {
  readonly #chain: Chain;
  readonly #scope: Scope;
  /** By the model's number of the claim. */
  readonly #made: Made[] = [];
  /** The open disputes, by the numbers of the opener and the responder. */
  readonly #disputes = new Map<string, Silence>();
  readonly #total: Flow = { deposited: 0, paid: 0, burnt: 0 };

  constructor(chain: Chain, scope: Scope) {
    this.#chain = chain;
    this.#scope = scope;
  }

  /** Makes a move of the model's, which the contract must accept. */
  async play({ state, move, openerFalls }: Step): Promise<void> {
    if (move.kind === "tick") return this.#sleep(TICK_SECONDS);
    if (move.kind === "decide") await this.#sleep(ALLOWANCE_SECONDS);
    const call = this.#call(state, move)!;
    const receipt = await this.#send(call);
    if (move.kind === "claim") {
      const field = <T>(name: string): T => argument(receipt, this.#chain.rollup, "Claimed", name);
      this.#made.push({ id: field("id"), honest: move.honest, claim: Object(field("claim")).toObject() });
    }
    if (move.kind === "open") await this.#begin(state, move, receipt, openerFalls);
  }

  /** Tries a move that the model does not have: the contract must refuse it. False if it is none that it could refuse. */
  async refuses(state: State, move: Move): Promise<boolean> {
    const call = this.#call(state, move);
    if (call === undefined) return false;
    // What a claim has won is paid at any time, which the model does at once.
    if (move.kind === "collect" && (await this.#claimant(state.claims[move.claim].id)).rewards > 0n) return false;
    await this.#expectRefusal(call, JSON.stringify({ move, state }));
    return true;
  }

  /** Adds what a move's money was and compares standings, results and balances. */
  async audit(state: State, flow: Flow): Promise<void> {
    const { rollup, connection } = this.#chain;
    for (const key of ["deposited", "paid", "burnt"] as const) this.#total[key] += flow[key];
    for (const { id, status } of state.claims) expect((await this.#claimant(id)).standing).to.equal(STANDING[status]);
    await this.#auditResults(state);
    let won = await this.#credits();
    for (const id of this.#made.keys()) won += ((await this.#claimant(id)).rewards * BOND_WEI) / 2n;
    expect(won).to.equal(wei(this.#total.paid));
    // Nobody withdraws in a walk, and what is burnt stays in the contract.
    expect(await connection.ethers.provider.getBalance(rollup)).to.equal(wei(this.#total.deposited));
  }

  /** Once everything is decided: no claim stands, each pays what it has won and then no more, and the rest is burnt. */
  async auditEnd(): Promise<void> {
    for (const [id, { claim }] of this.#made.entries()) {
      const { standing, rewards } = await this.#claimant(id);
      // What a proof has felled was never refuted.
      const fallen = this.#scope.lane === undefined ? [] : [STANDING.fallen];
      expect(standing).to.be.oneOf([STANDING.refuted, STANDING.collected, ...fallen]);
      const collect = { method: "collect", args: [claim] };
      if (rewards > 0n) await this.#send(collect);
      await this.#expectRefusal(collect, `collect ${id} again`);
    }
    const { deposited, burnt } = this.#total;
    expect(await this.#credits()).to.equal(wei(deposited - burnt));
  }

  async #credits(): Promise<bigint> {
    const { rollup, honest, adversary } = this.#chain;
    return (await rollup.credit(honest)) + (await rollup.credit(adversary));
  }

  async #auditResults(state: State): Promise<void> {
    for (const [b, branch] of state.branches.entries()) {
      for (let result = 0; result <= this.#scope.lies; result++) {
        if ((branch.results & (1 << result)) === 0 && branch.final !== result) continue;
        const status = branch.final === result ? FINAL : (branch.dead & (1 << result)) !== 0 ? DEAD : CLAIMED;
        const found = await this.#chain.rollup.result(resultId(this.#opening(b, result)));
        expect(found.status, `result ${result} of branch ${b}`).to.equal(status);
      }
    }
  }

  #claimant(id: number): Promise<{ standing: bigint; rewards: bigint }> {
    return this.#chain.rollup.claimant(this.#made[id].id);
  }

  async #sleep(seconds: number): Promise<void> {
    await this.#chain.connection.networkHelpers.time.increase(seconds);
  }

  #method({ method, honest }: Call) {
    const { rollup, lane, honest: defender, adversary, proposer } = this.#chain;
    if (method === "revoke") return (lane.connect(proposer) as Contract).getFunction(method);
    return (rollup.connect(honest ? defender : adversary) as Contract).getFunction(method);
  }

  async #send(call: Call): Promise<ContractTransactionReceipt> {
    const overrides = call.value === undefined ? {} : { value: call.value };
    return (await this.#method(call)(...call.args, overrides)).wait();
  }

  async #expectRefusal(call: Call, what: string): Promise<void> {
    const overrides = call.value === undefined ? {} : { value: call.value };
    const attempt = this.#method(call).staticCall(...call.args, overrides);
    const outcome = await attempt.then(
      () => "accepted",
      (error: Error) => (error.message.includes("revert") ? "refused" : error.message),
    );
    expect(outcome, what).to.equal("refused");
  }

  #call(state: State, move: Move): Call | undefined {
    switch (move.kind) {
      case "claim":
        return this.#claimCall(move.branch, move.outcome, move.honest);
      case "open":
        return this.#openCall(state, move.opener, move.responder);
      case "close":
        return this.#resolveCall(state, move.opener, move.responder);
      case "decide":
        return this.#resolveCall(state, move.winner, move.loser);
      case "finalize": {
        const made = state.claims.filter((c) => c.branch === move.branch && c.outcome === move.outcome);
        const winner = made.find(({ status }) => status === "standing") ?? made[0];
        return winner && { method: "finalize", args: [this.#made[winner.id].claim] };
      }
      case "abandon":
        return { method: "abandon", args: [this.#opening(move.branch, move.result)] };
      case "collect":
        return { method: "collect", args: [this.#made[state.claims[move.claim].id].claim] };
      case "prove":
        return this.#proofCall(move.branch, move.result);
      case "settle":
        return { method: "settle", args: [this.#parentOf(move.branch), this.#batch(move.branch)] };
      case "freeze":
        return this.#freezeCall(state, move.branch);
      case "revoke":
        return { method: "revoke", args: [] };
      case "tick":
        return undefined;
    }
  }

  #proofCall(branch: number, result: number): Call {
    const anchor = this.#parentOf(branch).output;
    const batch = this.#batch(branch);
    const segment = proofOf(anchor, this.#opening(branch, result).output, batch);
    return { method: "proveResult", args: [anchor, this.#depth(branch) + 1, batch, segment] };
  }

  /** Names what is final, if anything is; a contradiction needs no name. */
  #freezeCall(state: State, branch: number): Call {
    const { final } = state.branches[branch];
    const output = final === NONE ? ZeroHash : this.#opening(branch, final).output;
    return { method: "freeze", args: [this.#parentOf(branch), this.#batch(branch), output] };
  }

  #claimCall(branch: number, outcome: number, honest: boolean): Call {
    const { inputRoot, inputLength } = this.#batch(branch);
    const parent = this.#parentOf(branch);
    // The truth and its twin are two void runs; a lie halts well and leads to a result of its own.
    const isVoid = resultOf(this.#scope, outcome) === TRUTH;
    const output = isVoid ? ZeroHash : this.#opening(branch, outcome).output;
    const end = {
      status: HALTED,
      exitCode: isVoid ? 1 + outcome : 0,
      output,
      memoryRoot: ZeroHash,
      cpuHash: ZeroHash,
    };
    return { method: "claim", args: [parent, { inputRoot, inputLength }, end], honest, value: BOND_WEI };
  }

  #openCall(state: State, opener: number, responder: number): Call {
    const [own, other] = [opener, responder].map((i) => this.#made[state.claims[i].id]);
    const isFurther = state.disputes.some((dispute) => dispute.opener === opener);
    const args = [own.claim, other.claim, [innerHash(own)]];
    return { method: "open", args, honest: own.honest, value: isFurther ? BOND_WEI : 0n };
  }

  /** Ends a dispute: because a side no longer stands, or because the silent side's clock has run out. */
  #resolveCall(state: State, one: number, other: number): Call {
    const { key, silent, position, root } = this.#dispute(state.claims[one].id, state.claims[other].id);
    return { method: "resolve", args: [key, pack(position), root, this.#made[silent].claim] };
  }

  #dispute(a: number, b: number): Silence & { readonly key: object } {
    const [opener, responder] = this.#disputes.has(`${a} ${b}`) ? [a, b] : [b, a];
    const key = { opener: this.#made[opener].id, responder: this.#made[responder].id };
    return { ...this.#disputes.get(`${opener} ${responder}`)!, key };
  }

  /** The responder falls silent at once, the opener after the responder's move. */
  async #begin(state: State, move: OpenMove, opened: ContractTransactionReceipt, openerFalls: boolean): Promise<void> {
    const [own, other] = [state.claims[move.opener], state.claims[move.responder]];
    const { start, end } = this.#made[own.id].claim;
    const hashes = [start, innerHash(this.#made[own.id]), end] as StateHash[];
    const locked = state.disputes.some(({ opener }) => opener === move.opener);
    const movedAt = await timestamp(opened);
    const first = {
      start: 0,
      length: MAX_STEPS,
      movedAt,
      openerSpent: 0,
      responderSpent: 0,
      openerMoves: false,
      locked,
    };
    const name = `${own.id} ${other.id}`;
    this.#disputes.set(name, { silent: other.id, position: first, root: root(hashes) });
    if (!openerFalls) return;

    const answer = [start, ZeroHash, ZeroHash] as StateHash[];
    const args = [this.#dispute(own.id, other.id).key, pack(first), select(hashes, 0), answer.slice(1)];
    const moved = await this.#send({ method: "move", args, honest: other.honest });
    const position = pass(first, 0, MAX_STEPS / NARY, await timestamp(moved));
    this.#disputes.set(name, { silent: own.id, position, root: root(answer) });
  }

  /** How deep a branch lies in the tree: its batch. */
  #depth(branch: number): number {
    const parent = this.#scope.parents[branch];
    return parent === undefined ? 0 : 1 + this.#depth(parent.branch);
  }

  #batch(branch: number): Batch {
    return this.#chain.batches[this.#depth(branch)];
  }

  #parentOf(branch: number): Opening {
    const parent = this.#scope.parents[branch];
    return parent === undefined ? this.#chain.genesis : this.#opening(parent.branch, parent.result);
  }

  #opening(branch: number, result: number): Opening {
    const parent = this.#parentOf(branch);
    const { accumulator } = this.#batch(branch);
    // A void run keeps its parent's output; a lie's is another in every branch.
    const output = result === TRUTH ? parent.output : toBeHex(256 * (branch + 1) + result, 32);
    return { parent: resultId(parent), accumulator, output, memoryRoot: ZeroHash };
  }
}

async function timestamp(receipt: ContractTransactionReceipt): Promise<number> {
  return (await receipt.getBlock()).timestamp;
}

function resultId({ parent, accumulator, output, memoryRoot }: Opening): string {
  return keccak256(concat([parent, accumulator, output, memoryRoot]));
}

/** The hash between the two segments of an opening; a false one is as good as a true one, because nobody gets to the step. */
function innerHash({ id }: Made): string {
  return keccak256(id);
}

function wei(units: number): bigint {
  return (BigInt(units) * BOND_WEI) / BigInt(BOND);
}
