import type { Stage } from "../../scripts/lib/stage.ts";
import { account } from "../../scripts/lib/stage.ts";
import { Challenger } from "../../src/challenger/challenger.ts";
import { connect } from "../../src/chain/client.ts";
import { Court } from "../../src/chain/court.ts";
import { Sender } from "../../src/chain/sender.ts";
import { Sequencer } from "../../src/sequencer/sequencer.ts";
import { toAddress } from "../../src/types/address.ts";
import { AssizeError } from "../../src/types/error.ts";
import type { View } from "../../src/rollup/view.ts";

/** Who of a trial tells the truth; the other lies about batch 1. */
export type Honest = "challenger" | "sequencer";

/** What a trial came to. */
export type Verdict = {
  readonly final: number;
  /** Whether the final result is that of the true claim. */
  readonly truthful: boolean;
  readonly refuted: readonly Honest[];
  /** Claims that the honest side has made. */
  readonly claims: number;
  /** In wei, gas left out. */
  readonly earned: bigint;
};

type Actor = { tick(): Promise<number> };

const [SILENT, LIE] = [{ performed() {}, setback() {} }, new Map([[1, { kind: "register", step: 700 } as const]])];

/** Looks after which nothing has happened that a trial waits for, and it is given up. */
const LOOKS = 150;

/** One batch, one lie about it, and the dispute between the two to its end and beyond; the honest side's L1 is at `url`. */
export class Trial {
  /** Codes of what did not work for the honest side. */
  readonly setbacks: string[] = [];
  readonly #stage: Stage;
  readonly #honest: Honest;
  readonly #url: string;
  readonly #close: (() => void)[] = [];

  private constructor(stage: Stage, honest: Honest, url: string) {
    this.#stage = stage;
    this.#honest = honest;
    this.#url = url;
  }

  /** @param between called after each look of both sides: what happens to L1 itself */
  static async play(
    stage: Stage,
    honest: Honest,
    url: string,
    between: (round: number) => Promise<void> = async () => {},
  ): Promise<{ verdict: Verdict; setbacks: readonly string[] }> {
    const trial = new Trial(stage, honest, url);
    try {
      return { verdict: await trial.#play(between), setbacks: trial.setbacks };
    } finally {
      for (const close of trial.#close) close();
    }
  }

  async #play(between: (round: number) => Promise<void>): Promise<Verdict> {
    const { address } = account(this.#index);
    const balance = await this.#stage.balance(this.#index);
    const from = await this.#stage.l1.client.getBlockNumber();
    await (await this.#stage.sequencer()).post(new TextEncoder().encode("a batch"));
    const [liar, honest] = [await this.#liar(), await this.#truthful()];
    const until = async (what: string, done: (view: View) => boolean): Promise<void> => {
      for (let round = 0; round < LOOKS; round++) {
        const lies = await liar.tick();
        await honest.tick();
        await between(round);
        if (lies === 0 && done(await this.#view())) return;
      }
      throw new Error(`${what} was waited for in vain; setbacks: ${this.setbacks.join(", ")}`);
    };
    await until("the liar's silence", (view) => view.disputes.size > 0 && this.#isQuiet(view));
    await this.#stage.chain.advance(this.#stage.court.allowance);
    await until("the end of the dispute", (view) => [...view.disputes.values()].every(({ over }) => over));
    await this.#stage.chain.advance(this.#stage.court.window + this.#stage.court.grace);
    await until("the last payment", (view) => this.#isPaid(view));
    const view = await this.#view();
    const head = view.results.get(view.head);
    const gone = [...view.claims.values()].filter(({ status }) => status === "refuted");
    const mine = [...view.claims.values()].filter(({ owner }) => owner === toAddress(address));
    return {
      final: head?.batch ?? 0,
      truthful: mine.some(({ result }) => result === view.head),
      refuted: gone.map(({ owner }) => (owner === toAddress(address) ? this.#honest : otherOf(this.#honest))),
      claims: mine.length,
      earned: (await this.#stage.balance(this.#index)) - balance + (await this.#paid(from)),
    };
  }

  /** Read anew each time: the L1 of a trial may become shorter. */
  async #view(): Promise<View> {
    return (await (await this.#stage.openCourt()).sync()).view;
  }

  get #index(): number {
    return this.#honest === "sequencer" ? 0 : 1;
  }

  #liar(): Promise<Actor> {
    return this.#honest === "sequencer" ? this.#stage.liar(1, SILENT, LIE) : this.#stage.sequencer(SILENT, LIE);
  }

  /** Started again, as by a supervisor of processes, until it has read what its court is. */
  async #truthful(): Promise<Actor> {
    const report = { performed() {}, setback: ({ code }: AssizeError) => void this.setbacks.push(code) };
    const { court: terms, folder, program } = this.#stage;
    for (;;) {
      try {
        const l1 = await connect(this.#url, 31337, 0.005);
        this.#close.push(l1.close);
        const court = await Court.open(l1, folder, 0);
        const sender = new Sender(l1, account(this.#index), terms.gasPriceCap);
        const Agent = this.#honest === "sequencer" ? Sequencer : Challenger;
        return new Agent(court, program, sender, report);
      } catch (error) {
        if (!(error instanceof AssizeError)) throw error;
        this.setbacks.push(error.code);
      }
    }
  }

  /** Nobody can do anything before a clock runs out: of what is open it is the liar's turn. */
  #isQuiet(view: View): boolean {
    const me = toAddress(account(this.#index).address);
    return [...view.disputes.values()].every(({ over, position, opener, responder }) => {
      return over || view.claims.get(position.openerMoves ? opener : responder)?.owner !== me;
    });
  }

  #isPaid(view: View): boolean {
    const me = toAddress(account(this.#index).address);
    const mine = [...view.claims.values()].filter(({ owner }) => owner === me);
    return mine.length > 0 && mine.every(({ status }) => status === "collected") && (view.credits.get(me) ?? 0n) === 0n;
  }

  /** Wei that the honest side has paid for gas since a block. */
  async #paid(from: bigint): Promise<bigint> {
    const { client } = this.#stage.l1;
    const me = account(this.#index).address.toLowerCase();
    let paid = 0n;
    for (let blockNumber = from + 1n; blockNumber <= (await client.getBlockNumber()); blockNumber++) {
      for (const { hash, from: sender } of (await client.getBlock({ blockNumber, includeTransactions: true }))
        .transactions) {
        if (sender !== me) continue;
        const { gasUsed, effectiveGasPrice } = await client.getTransactionReceipt({ hash });
        paid += gasUsed * effectiveGasPrice;
      }
    }
    return paid;
  }
}

function otherOf(honest: Honest): Honest {
  return honest === "sequencer" ? "challenger" : "sequencer";
}
