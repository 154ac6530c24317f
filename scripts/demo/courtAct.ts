import { closing, type Closing } from "../../examples/bank/closing.ts";
import { encodeTransfers } from "../../examples/bank/transfers.ts";
import { Executor } from "../../src/agent/executor.ts";
import type { Performed } from "../../src/agent/perform.ts";
import type { Challenger } from "../../src/challenger/challenger.ts";
import type { Court } from "../../src/chain/court.ts";
import { ether, grouped, short } from "../../src/cli/format.ts";
import { table } from "../../src/cli/output.ts";
import { Chronicle } from "../../src/machine/profile/chronicle.ts";
import { tellPassage } from "../../src/machine/profile/telling.ts";
import type { Execution } from "../../src/rollup/execution.ts";
import { FAULT_KINDS } from "../../src/rollup/fault.ts";
import type { Sequencer } from "../../src/sequencer/sequencer.ts";
import { TRANSLATOR } from "../../src/translator/engine.ts";
import { Narrator } from "../lib/narrator.ts";
import type { Random } from "../lib/random.ts";
import { Stage } from "../lib/stage.ts";
import { tell, title, wrong } from "./telling.ts";

const SEQUENCER = 0;
const CHALLENGER = 1;
const FAULTY_BATCH = 3;
const TRANSFERS = 200;
const ACCOUNTS = 10_000;
/** Days that the faulty batch closes: nine months, 90,000 statements. */
const DAYS = 270;
/** Steps that the faulty batch takes, at least: it is lied about before. */
const STEPS = 1_000_000_000;
/** Seconds. L1's clock is the real one, and whoever plays both sides on a busy machine needs more of it than networks/local.yaml has. */
const PATIENCE = { window: 1_200, grace: 600, allowance: 840, minimum: 120 };
/** Takes seconds. */
const TWICE = "executes it twice before it risks a bond: by the translator, and once more by the interpreter …";

/** The fault lane: honest batches become final, a lie is found, searched down to one instruction and refuted on chain. */
export async function courtAct(random: Random): Promise<void> {
  const terms = { kind: "persistent", maxSteps: 2 ** 31, worstSeconds: 20 } as const;
  const stage = await Stage.open({ guest: "bank", terms, court: PATIENCE });
  try {
    await new CourtAct(stage, await stage.openCourt(), random).play();
  } finally {
    await stage.close();
  }
}

class CourtAct {
  readonly #stage: Stage;
  readonly #court: Court;
  readonly #random: Random;
  readonly #narrator: Narrator;
  readonly #window: number;
  #sequencer!: Sequencer;
  #challenger!: Challenger;
  #truth!: Execution;
  /** Of the batch that is lied about. */
  #chronicle!: Chronicle;

  constructor(stage: Stage, court: Court, random: Random) {
    [this.#stage, this.#court, this.#random] = [stage, court, random];
    this.#narrator = new Narrator(court.facts.timing);
    this.#window = stage.court.window + stage.court.grace;
  }

  async play(): Promise<void> {
    const [stage, random, narrator, window] = [this.#stage, this.#random, this.#narrator, this.#window];
    console.log(`  a chain at ${stage.chain.url}, a court for guest/bank/bank.elf at ${this.#court.facts.rollup}`);
    const before = [await stage.balance(SEQUENCER), await stage.balance(CHALLENGER)] as const;
    const kinds = FAULT_KINDS.filter((kind) => kind !== "input");
    const fault = { kind: random.pick(kinds), step: random.below(STEPS) };
    const explain = (performed: Performed): void => this.#explain(performed);
    const sequencer = await stage.sequencer(narrator.of("sequencer", explain), new Map([[FAULTY_BATCH, fault]]));
    const challenger = await stage.challenger(CHALLENGER, narrator.of("challenger", explain));
    [this.#sequencer, this.#challenger] = [sequencer, challenger];

    title("1. Honest batches of the bank become final");
    for (let batch = 1; batch < FAULTY_BATCH; batch++) await this.#playHonest(batch);

    title(`2. The sequencer lies about batch ${FAULTY_BATCH}: ${fault.kind} wrong after step ${grouped(fault.step)}`);
    const interest = (1 + random.below(400)) / 10_000;
    await this.#post({ days: DAYS, interest, day: 0 });
    tell("sequencer", TWICE);
    await stage.settle(sequencer);
    this.#truth = await this.#observe();
    const { steps, belief, trace } = this.#truth;
    if (steps < STEPS) throw wrong(`the batch takes ${grouped(steps)} steps`);
    this.#chronicle = new Chronicle(stage.program, (step) => trace.machineAt(step), TRANSLATOR);
    console.log(
      `  the batch takes ${grouped(steps)} steps; the challenger re-executes it from calldata and gets ${short(belief.end)}`,
    );

    title("3. The court narrows the lie down to one instruction");
    tell("challenger", TWICE);
    await stage.settle(challenger);
    await stage.settle(sequencer, challenger);

    title("4. The lie is refuted: the honest result becomes final, the bonds change hands");
    await stage.wait(window, challenger, sequencer);

    title("5. The chain goes on from the honest result");
    await this.#playHonest(FAULTY_BATCH + 1);
    await this.#finish(before);
  }

  /** Posts a batch, lets it be claimed and its window pass. */
  async #playHonest(batch: number): Promise<void> {
    await this.#post();
    await this.#stage.settle(this.#sequencer, this.#challenger);
    await this.#stage.wait(this.#window, this.#sequencer, this.#challenger);
    const { view } = await this.#court.sync();
    console.log(`  batch ${batch} is final: the bank's digest is ${view.results.get(view.head)?.opening.output}`);
  }

  /** A batch of random transfers between the bank's accounts, those with a nonce already used are bad; and days to close after them. */
  async #post(closed?: Closing): Promise<void> {
    const records = Array.from({ length: TRANSFERS }, () => {
      const [from, to] = [this.#random.below(ACCOUNTS), this.#random.below(ACCOUNTS)];
      return { from, to, amount: BigInt(this.#random.below(1_000)), nonce: 0 };
    });
    const more = closed === undefined ? [] : [closing(closed)];
    const sent = await this.#sequencer.post(encodeTransfers([...records, ...more]));
    this.#narrator.count("sequencer", { sent });
    console.log(
      `  sequencer   posts a batch of ${TRANSFERS} transfers${closed ? tellClosing(closed) : ""}  (${grouped(sent.gasUsed)} gas)`,
    );
  }

  /** The truth about the open batch, as anybody can have it from L1. */
  async #observe(): Promise<Execution> {
    const { view } = await this.#court.sync();
    const [execution] = await new Executor(this.#court, this.#stage.program).path(view);
    return execution as Execution;
  }

  /** Puts names to what a move is about: the phases and functions of a segment, the one instruction of a proof. */
  #explain({ answer, action }: Performed): void {
    if (action.kind === "open") this.#tell("the batch:", 0, this.#truth.trace.maxSteps);
    if (answer?.kind === "dissect") this.#tell("there:", answer.dissection.start, answer.dissection.length);
    if (answer?.kind !== "prove") return;
    this.#tell("the judge executes:", answer.step, 1);
    console.log(`              one-step proof  ${grouped(answer.proof.length / 2 - 1)} bytes`);
  }

  #tell(lead: string, start: number, length: number): void {
    console.log(`              ${lead} ${tellPassage(this.#chronicle.tell(start, length))}`);
  }

  /** Checks the outcome, and says what it cost whom. */
  async #finish(balances: readonly [bigint, bigint]): Promise<void> {
    const { view } = await this.#court.sync();
    const last = view.results.get(view.head)?.batch;
    const losers = [...view.claims.values()].filter(({ status }) => status === "refuted").map(({ owner }) => owner);
    const names = ["sequencer", "challenger"];
    const rows = await Promise.all(
      names.map(async (name, index) => {
        const { moves, transactions, gas } = this.#narrator.ledger(name);
        const [before, after] = [balances[index] ?? 0n, await this.#stage.balance(index)];
        return [
          name,
          String(moves),
          String(transactions),
          grouped(gas),
          ether(before),
          ether(after),
          ether(after - before),
        ];
      }),
    );
    const sequencerAddress = this.#stage.sender(SEQUENCER).account.address.toLowerCase();
    title("What it cost, in gas and ether");
    const head = ["", "moves", "transactions", "gas", "before", "after", "change"];
    for (const row of table([head, ...rows])) console.log(`  ${row}`);
    if (last !== FAULTY_BATCH + 1 || losers.length !== 1 || losers[0] !== sequencerAddress) {
      throw wrong(`batch ${last} is final, ${losers.join(", ") || "nobody"} lost a bond`);
    }
    console.log(`\n  The lie cost the liar its bond; batch ${last} is final.`);
  }
}

function tellClosing({ days, interest }: Closing): string {
  return ` and ${days} days to close: interest for ${grouped(ACCOUNTS)} accounts at ${(100 * interest).toFixed(2)} % a year, and their statements`;
}
