import { Executor } from "../../../src/agent/executor.ts";
import { Calls } from "../../../src/chain/calls.ts";
import { select } from "../../../src/dispute/dissection.ts";
import { answer, dissect } from "../../../src/dispute/strategy.ts";
import type { Trace } from "../../../src/dispute/trace.ts";
import type { Execution } from "../../../src/rollup/execution.ts";
import type { Fault } from "../../../src/rollup/fault.ts";
import { opponentOf } from "../../../src/rollup/query.ts";
import type { ClaimRecord, DisputeRecord, EndState } from "../../../src/rollup/view.ts";
import type { Address } from "../../../src/types/address.ts";
import type { ClaimId } from "../../../src/types/claimId.ts";
import type { StateHash } from "../../../src/types/stateHash.ts";
import type { Story } from "../../../scripts/lib/story.ts";

/**
 * Somebody in a story who does by hand what no agent would: claims what it likes, opens disputes and answers in them by any
 * trace, true or not. Real contracts, real judge; the story keeps its accounts.
 */
export class Hand {
  readonly #story: Story;
  readonly #name: string;
  readonly #calls: Calls;
  /** The account that the story has given to this name. */
  #owner: Address | undefined;

  constructor(story: Story, name: string) {
    this.#story = story;
    this.#name = name;
    this.#calls = new Calls(story.court.facts);
  }

  /** Claims an end of the batch that `on` executes. */
  async claim(on: Execution, end: EndState = on.end): Promise<ClaimRecord> {
    await this.#call("claims", this.#calls.claim(on.parent, on.batch, end));
    const made = last((await this.#story.view()).claims);
    this.#owner = made.owner;
    return made;
  }

  /** Opens a dispute with the list that `trace` gives. */
  async open(mine: ClaimRecord, rival: ClaimRecord, trace: Trace, locks = false): Promise<DisputeRecord> {
    const { maxSteps, nary } = this.#story.court.facts.rules;
    const { hashes } = await dissect(trace, 0, maxSteps, nary);
    await this.#call("opens", this.#calls.open(mine, rival, hashes.slice(1, -1), locks));
    return last((await this.#story.view()).disputes);
  }

  /** Makes whatever answer `trace` gives where the dispute stands now. @returns false where it has none */
  async answer({ id }: DisputeRecord, trace: Trace): Promise<boolean> {
    const { disputes, claims } = await this.#story.view();
    const dispute = disputes.get(id)!;
    if (dispute.over) return false;
    const found = await answer(
      { ...dispute.position, hashes: dispute.hashes },
      trace,
      this.#story.court.facts.rules.nary,
    );
    if (found.kind === "agree") return false;
    const selection = select(dispute.hashes, found.index);
    const mover = dispute.position.openerMoves ? dispute.opener : dispute.responder;
    const call =
      found.kind === "prove"
        ? this.#calls.prove(dispute, selection, found.proof, claims.get(opponentOf(dispute, mover))!)
        : this.#calls.move(dispute, selection, found.dissection.hashes.slice(1));
    await this.#call(found.kind === "prove" ? "proves" : "dissects", call);
    return true;
  }

  /** Ends the disputes of its own that others have decided, and takes home what there is. */
  async cashUp(): Promise<void> {
    const { disputes, claims } = await this.#story.view();
    const isMine = (id: ClaimId): boolean => claims.get(id)?.owner === this.#owner;
    for (const dispute of disputes.values()) {
      const { opener, responder, position, over } = dispute;
      if (over || !(isMine(opener) || isMine(responder))) continue;
      const mover = claims.get(position.openerMoves ? opener : responder)!;
      await this.#call("resolves", this.#calls.resolve(dispute, mover));
    }
    const { results, ...after } = await this.#story.view();
    for (const claim of after.claims.values()) {
      const isFree = claim.status === "standing" && results.get(claim.parent)?.decided === true;
      if (isMine(claim.id) && (isFree || claim.rewards > 0)) await this.#call("collects", this.#calls.collect(claim));
    }
    const { credits } = await this.#story.view();
    if ([...credits.keys()].some((owner) => owner === this.#owner))
      await this.#call("withdraws", this.#calls.withdraw());
  }

  #call(action: string, call: Parameters<Story["call"]>[2]): Promise<void> {
    return this.#story.call(this.#name, action, call);
  }
}

/** A side of a dispute as somebody plays it, in good faith or not. */
export type Play = { readonly hand: Hand; readonly trace: Trace };

/** Plays a dispute just opened until one side has no answer left. */
export async function fight(dispute: DisputeRecord, opener: Play, responder: Play): Promise<void> {
  const sides = [responder, opener];
  for (let turn = 0; await sides[turn % 2].hand.answer(dispute, sides[turn % 2].trace);) turn += 1;
}

/** What executing the last posted batch gives, or, with a fault, what a liar has of it. */
export async function execution({ court, stage }: Story, fault?: Fault): Promise<Execution> {
  const { view } = await court.sync();
  const faults = new Map(fault === undefined ? [] : [[view.batches.length, fault]]);
  return (await new Executor(court, stage.program, faults).path(view)).at(-1)!;
}

function last<Value>(map: ReadonlyMap<unknown, Value>): Value {
  return [...map.values()].at(-1)!;
}

/** A trace that says what `truth` says up to step `from`, and `after` of every later state; left out, nothing that makes sense. */
export function departing(truth: Trace, from: number, after: (step: number) => StateHash = nonsense): Trace {
  const at = (hash: StateHash, step: number): StateHash => (step > from ? after(step) : hash);
  return {
    maxSteps: truth.maxSteps,
    hashesAt: async (steps) => (await truth.hashesAt(steps)).map((hash, i) => at(hash, steps[i])),
    proofAt: (step) => truth.proofAt(step),
  };
}

/** A hash that stands for nothing, another one for each step. */
function nonsense(step: number): StateHash {
  return `0x${step.toString(16).padStart(64, "7")}` as StateHash;
}
