import { formatEther } from "viem";
import { Executor } from "../../src/agent/executor.ts";
import type { Call, Sent } from "../../src/chain/sender.ts";
import type { SigningKey } from "../../src/crypto/eddsa.ts";
import { definition, rounds } from "../../src/dispute/search.ts";
import type { LedgerRecord } from "../../src/ledger/record.ts";
import type { Circuit } from "../../src/prover/circuit.ts";
import type { Action } from "../../src/prover/decide.ts";
import type { Place } from "../../src/prover/lineage.ts";
import { provingOf } from "../../src/prover/proving.ts";
import type { Execution } from "../../src/rollup/execution.ts";
import { toHex } from "../../src/types/hex.ts";
import { groth16 } from "../../src/validity/groth16.ts";
import { AIRGAP, ITEM_FEE, LEDGER, RECORDS } from "./devLane.ts";
import { forgedProof } from "./forger.ts";
import { LedgerStage } from "./ledgerStage.ts";
import { lineageOf, openProver, waiting } from "./provers.ts";
import type { Actor } from "./stage.ts";
import { tell, type Options, type Outcome, type Story } from "./story.ts";

/** Tells a story of a ledger's court. @throws ScenarioError SCENARIO_WRONG */
export function tellLedger(
  scenario: string,
  options: Options,
  plot: (story: Story, ledger: LedgerStory) => Promise<void>,
): Promise<Outcome> {
  return tell(scenario, LEDGER, options, (story) => plot(story, new LedgerStory(story)));
}

/** What people of a story do with a ledger, its bridge and its validity lane. */
export class LedgerStory {
  readonly #story: Story;
  readonly ledger: LedgerStage;

  constructor(story: Story) {
    [this.#story, this.ledger] = [story, new LedgerStage(story.stage, story.court)];
  }

  /** A deposit for a new account of the ledger; exits go to the account that pays. @param amount wei */
  async deposit(name: string, owner: SigningKey, amount: bigint): Promise<void> {
    const { account } = await this.#story.senderOf(name);
    const call = this.ledger.deposit(owner, amount, account.address);
    await this.#story.call(name, `deposits ${formatEther(amount)} ether`, call, amount + ITEM_FEE);
  }

  /** Everything that waits in the queue becomes the next batch. */
  async postQueue(name: string): Promise<void> {
    await this.#story.call(name, "posts the queue as a batch", await this.ledger.queueBatch());
  }

  async post(records: readonly LedgerRecord[]): Promise<void> {
    await this.#story.call("sequencer", "posts a batch of the ledger", await this.ledger.batch(0, records));
  }

  /** A prover that works until nothing is left to do. */
  async prover(circuit: Circuit): Promise<Actor> {
    const sender = await this.#story.senderOf("prover");
    const { setback } = await this.#story.introduce("prover");
    const performed = (action: Action, sent: Sent): void => {
      this.#story.note("prover", describe(action), sent);
    };
    return waiting(
      await openProver(this.#story.stage, circuit, sender, { setback, performed, proving() {}, proven() {} }),
    );
  }

  /** Lets the airgap go by, then everybody act. */
  airgap(...actors: readonly Actor[]): Promise<void> {
    return this.#story.stage.wait(AIRGAP, ...actors);
  }

  /** The batches that are not final yet, as executing the ledger gives them. */
  async batches(): Promise<readonly Place[]> {
    return (await lineageOf(this.#story.court)).advance(await this.#story.view());
  }

  /** The same as the guest gives them. */
  async executions(): Promise<readonly Execution[]> {
    return new Executor(this.#story.court, this.#story.stage.program).path(await this.#story.view());
  }

  /**
   * Has a batch proven by proofs that are FORGED with the public secrets of the INSECURE development key.
   * @param output to be attested; the true one when left out
   */
  async forge(name: string, place: Place, output?: bigint): Promise<void> {
    const { batch, ledger } = place;
    const { commitment, tasks } = provingOf(place, RECORDS);
    const view = await this.#story.view();
    if (view.commitments.get(batch.number)?.includes(commitment) !== true) {
      const call = this.ledger.calls.commit(batch, toHex(ledger.body), commitment);
      await this.#story.call(name, `commits to the words of batch ${batch.number}`, call);
    }
    const what = output === undefined ? "accepted" : "with a false output accepted";
    for (let i = 0; i < tasks.length; i++) {
      const call = await this.forgedProof(place, i, output);
      await this.#story.call(name, `has a forged proof of batch ${batch.number} ${what}`, call);
    }
  }

  /** One segment of it. */
  async forgedProof(place: Place, segment: number, output?: bigint): Promise<Call> {
    const { commitment, tasks } = provingOf(place, RECORDS);
    const { statement } = tasks[segment]!.segment;
    const last = segment === tasks.length - 1;
    const said = last && output !== undefined ? { ...statement, out: output } : statement;
    const proof = await groth16.calldata(forgedProof(said));
    const proven = { verifier: 0, last, commitment, from: said.in, to: said.out, proof };
    return this.ledger.calls.proveResult(place.anchor, place.batch, proven);
  }

  /** The exit of a message of a final batch is claimed and paid, to somebody of the story. */
  async payExit(name: string, place: Place, index: number): Promise<void> {
    const view = await this.#story.view();
    const { opening } = view.results.get(view.head)!;
    const { account } = await this.#story.senderOf(name);
    await this.#story.call(name, "claims its exit", this.ledger.exit(opening, place, index));
    await this.#story.call(name, "is paid by the bridge", this.ledger.calls.pay(account.address));
    this.#story.repaid(name, place.messages.get(index)!.amount);
  }

  /**
   * Lets the honest side claim otherwise and whoever has to open the dispute, so that after the last dissection it is the
   * honest side's turn: then the judge executes the step, and no clock has to run out.
   */
  async dispute(liar: Actor, honest: Actor): Promise<void> {
    await honest.tick();
    const { nary } = this.#story.stage.court;
    const dissections = rounds(definition(LEDGER.terms.maxSteps, nary));
    // Who opens makes the first, third, fifth … of them.
    const opener = dissections % 2 === 0 ? honest : liar;
    await opener.tick();
    await this.#story.settle(honest, liar);
  }
}

function describe(action: Action): string {
  const batch = "batch" in action ? action.batch.number : action.proving.place.batch.number;
  if (action.kind === "settle") return `makes batch ${batch} final by its proof`;
  if (action.kind === "freeze") return `shows that the proofs of batch ${batch} contradict each other`;
  return action.kind === "commit" ? `commits to the words of batch ${batch}` : `proves batch ${batch}`;
}
