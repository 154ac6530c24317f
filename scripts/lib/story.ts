import { revertName } from "../../src/chain/failure.ts";
import type { Call, Sender, Sent } from "../../src/chain/sender.ts";
import { Executor } from "../../src/agent/executor.ts";
import type { Party, Report } from "../../src/agent/party.ts";
import type { Challenger } from "../../src/challenger/challenger.ts";
import type { Court } from "../../src/chain/court.ts";
import type { Fault } from "../../src/rollup/fault.ts";
import type { ClaimRecord, View } from "../../src/rollup/view.ts";
import type { Sequencer } from "../../src/sequencer/sequencer.ts";
import type { Hex } from "../../src/types/hex.ts";
import { differences } from "./audit.ts";
import { insolvencies } from "./solvency.ts";
import { describe, shortened } from "./deeds.ts";
import { ScenarioError } from "./scenarioError.ts";
import { account, Stage, type Actor, type Setting } from "./stage.ts";

/** What every scenario can be told with; the rest is as in networks/local.yaml. */
export type Options = {
  readonly nary?: number;
  /** Wei. */
  readonly bond?: bigint;
};

/** Batches that somebody lies about, and how. */
export type Lies = Readonly<Record<number, Fault>>;

/** One transaction. */
export type Event = { readonly who: string; readonly action: string; readonly gas: bigint };

/** What a story came to for one of its people, in wei; `earned` leaves out gas, and what lies in a ledger. */
export type Account = { readonly who: string; readonly gas: bigint; readonly paid: bigint; readonly earned: bigint };

/** How a story ended. */
export type Outcome = {
  readonly scenario: string;
  readonly nary: number;
  /** Wei. */
  readonly bond: bigint;
  readonly events: readonly Event[];
  /** Number of the last final batch, and what its guest committed to. */
  readonly final: number;
  readonly output: Hex;
  /** Owners of the refuted claims, in the order in which these were made. */
  readonly refuted: readonly string[];
  readonly accounts: readonly Account[];
  /** Wei that stays in the contract for good. */
  readonly burnt: bigint;
};

/** How a story has to end. `earned` is in bonds, where who is not named has earned nothing; or the scenario checks it itself. */
export type Ending = {
  readonly final: number;
  readonly refuted?: readonly string[];
  readonly earned?: Readonly<Record<string, number>> | "checked by itself";
  readonly openDisputes?: number;
};

type Person = { readonly index: number; readonly before: bigint; gas: bigint; paid: bigint; entrusted: bigint };

/** The smallest guest: a counter that goes on from its parent's output. A short body takes about 1,500 of its 4,096 steps. */
export const TOY: Setting = { guest: "toy", terms: { kind: "anchored", maxSteps: 2 ** 12, worstSeconds: 1 } };

/** Sets a stage, plays `plot` on it, and says how it ended. @throws ScenarioError SCENARIO_WRONG */
export async function tell(
  scenario: string,
  setting: Setting,
  options: Options,
  plot: (story: Story) => Promise<void>,
): Promise<Outcome> {
  const stage = await Stage.open({ ...setting, court: { ...setting.court, ...options } });
  try {
    const story = new Story(stage, await stage.openCourt());
    await plot(story);
    return await story.outcome(scenario);
  } finally {
    await stage.close();
  }
}

/** People on a stage: who they are, what they do, and what it comes to. */
export class Story {
  readonly stage: Stage;
  readonly court: Court;
  readonly events: Event[] = [];
  readonly #people = new Map<string, Person>();
  /** Account 0 is the sequencer's. */
  #nextAccount = 1;

  /** @param court a view of the court that nobody else uses */
  constructor(stage: Stage, court: Court) {
    this.stage = stage;
    this.court = court;
  }

  async sequencer(lies: Lies = {}): Promise<Sequencer> {
    return this.stage.sequencer(await this.introduce("sequencer"), toMap(lies));
  }

  async challenger(name = "challenger"): Promise<Challenger> {
    const report = await this.introduce(name);
    return this.stage.challenger(this.#person(name).index, report);
  }

  /** Somebody without the right to post who claims falsely about some batches, and defends it. */
  async liar(name: string, lies: Lies): Promise<Party> {
    const report = await this.introduce(name);
    return this.stage.liar(this.#person(name).index, report, toMap(lies));
  }

  async post(sequencer: Sequencer, body: string | Uint8Array): Promise<void> {
    const sent = await sequencer.post(typeof body === "string" ? new TextEncoder().encode(body) : body);
    const { view } = await this.court.sync();
    this.note("sequencer", `posts batch ${view.batches.length}`, sent);
  }

  /** One call by hand, for what no agent would do. @param entrusts wei of it that go into a ledger */
  async call(name: string, action: string, call: Call, entrusts = 0n): Promise<void> {
    const sender = await this.senderOf(name);
    this.note(name, action, await sender.send(call));
    this.#person(name).entrusted += entrusts;
  }

  /** Makes sure that a contract refuses a call. @throws ScenarioError SCENARIO_WRONG unless it does, by this name */
  async refused(name: string, action: string, call: Call, why: string): Promise<void> {
    const sender = await this.senderOf(name);
    const refusal = await sender.send(call).then(
      () => "no refusal",
      (error: unknown) => revertName(error) ?? String(error),
    );
    this.require(refusal === why, `${action} met ${refusal}, not ${why}`);
    this.events.push({ who: name, action: `${action}: refused, ${why}`, gas: 0n });
  }

  /** What somebody of the story sends with. */
  async senderOf(name: string): Promise<Sender> {
    await this.introduce(name);
    return this.stage.sender(this.#person(name).index);
  }

  /** Lets everybody act until nobody has anything left to do. */
  settle(...actors: readonly Actor[]): Promise<void> {
    return this.stage.settle(...actors);
  }

  /** Lets the windows of all batches claimed so far go by, then everybody act. */
  closeWindows(...actors: readonly Actor[]): Promise<void> {
    return this.stage.wait(this.stage.court.window + this.stage.court.grace, ...actors);
  }

  /** Lets the clock of whoever is silent run out, then everybody act. */
  runOutClocks(...actors: readonly Actor[]): Promise<void> {
    return this.stage.wait(this.stage.court.allowance, ...actors);
  }

  async view(): Promise<View> {
    return (await this.court.sync()).view;
  }

  /** @throws ScenarioError SCENARIO_WRONG unless the story has come to `ending` */
  async expect({ final, refuted = [], earned = {}, openDisputes = 0 }: Ending): Promise<void> {
    const outcome = await this.outcome();
    this.require(outcome.final === final, `batch ${outcome.final} is the last final one, not ${final}`);
    const losers = outcome.refuted.join(", ");
    this.require(losers === refuted.join(", "), `refuted: ${losers || "nobody"}`);
    if (earned !== "checked by itself") {
      this.#requireEarned(outcome, earned);
      await this.#requireConservation(outcome);
    }
    const open = [...(await this.view()).disputes.values()].filter(({ over }) => !over);
    this.require(open.length === openDisputes, `${open.length} disputes are open`);
  }

  /** @throws ScenarioError SCENARIO_WRONG unless each has earned that many bonds, gas aside */
  #requireEarned({ accounts, bond }: Outcome, bonds: Readonly<Record<string, number>>): void {
    for (const { who, earned } of accounts) {
      const due = BigInt(2 * (bonds[who] ?? 0)) * (bond / 2n);
      this.require(earned === due, `${who} has earned ${earned} wei, not ${due}`);
    }
  }

  /** @throws ScenarioError SCENARIO_WRONG unless `holds` */
  require(holds: boolean, otherwise: string): void {
    if (holds) return;
    const fix = "This is a bug of Assize or of the scenario: compare the events with docs/settlement.md";
    throw new ScenarioError("SCENARIO_WRONG", { what: `The story ended otherwise than it must: ${otherwise}`, fix });
  }

  /** What has happened so far, after making sure that events and contracts, and re-execution and final results, agree. */
  async outcome(scenario = ""): Promise<Outcome> {
    const view = await this.view();
    const wrong = [...(await differences(this.court, view)), ...(await insolvencies(this.court, view))];
    this.require(wrong.length === 0, wrong.join("; "));
    await new Executor(this.court, this.stage.program).path(view);
    const head = view.results.get(view.head);
    const { nary, bond } = this.stage.court;
    return {
      scenario,
      nary,
      bond,
      events: this.events,
      final: head?.batch ?? 0,
      output: head?.opening.output ?? "0x",
      refuted: [...view.claims.values()]
        .filter(({ status }) => status === "refuted")
        .map((claim) => this.#owner(claim)),
      accounts: await this.#accounts(),
      burnt: await this.stage.l1.client.getBalance({ address: this.court.facts.rollup }),
    };
  }

  /** What people have lost to the two contracts is what these have, and they were paid nothing else. */
  async #requireConservation({ accounts, burnt }: Outcome): Promise<void> {
    const deposits = await this.stage.l1.client.getBalance({ address: this.court.facts.inbox });
    const earned = accounts.reduce((sum, account) => sum + account.earned, 0n);
    this.require(earned === -burnt, `people have earned ${earned} wei, and ${burnt} lie in the rollup`);
    const entrusted = [...this.#people.values()].reduce((sum, person) => sum + person.entrusted, 0n);
    this.require(entrusted === deposits, `people have entrusted ${entrusted} wei, and ${deposits} lie in the bridge`);
  }

  #accounts(): Promise<Account[]> {
    return Promise.all(
      [...this.#people].map(async ([who, { index, before, gas, paid, entrusted }]) => {
        const earned = (await this.stage.balance(index)) - before + paid + entrusted;
        return { who, gas, paid, earned };
      }),
    );
  }

  /** Says whose account an exit was paid to. */
  repaid(name: string, amount: bigint): void {
    this.#person(name).entrusted -= amount;
  }

  /** Gives a name to one of the stage's accounts; who is introduced twice stays who they are. */
  async introduce(name: string): Promise<Report> {
    if (!this.#people.has(name)) {
      const index = name === "sequencer" ? 0 : this.#nextAccount++;
      this.#people.set(name, { index, before: await this.stage.balance(index), gas: 0n, paid: 0n, entrusted: 0n });
    }
    return {
      performed: (performed, moment) => this.note(name, describe(performed, moment), performed.sent),
      setback: (error) => this.events.push({ who: name, action: `cannot: ${shortened(error.what)}`, gas: 0n }),
    };
  }

  note(who: string, action: string, { gasUsed, gasPrice }: Sent): void {
    this.events.push({ who, action, gas: gasUsed });
    const person = this.#person(who);
    person.gas += gasUsed;
    person.paid += gasUsed * gasPrice;
  }

  #person(name: string): Person {
    const person = this.#people.get(name);
    if (person === undefined) throw new RangeError(`nobody in this story is called ${name}`);
    return person;
  }

  #owner({ owner }: ClaimRecord): string {
    const same = ([, { index }]: [string, Person]): boolean =>
      account(index).address.toLowerCase() === owner.toLowerCase();
    return [...this.#people].find(same)?.[0] ?? owner;
  }
}

function toMap(lies: Lies): ReadonlyMap<number, Fault> {
  return new Map(Object.entries(lies).map(([batch, fault]) => [Number(batch), fault]));
}
