import type { Address } from "viem";
import { ether } from "../../src/cli/format.ts";
import { startProgress, type Progress } from "../../src/cli/progress.ts";
import { pack } from "../../src/crypto/babyjub.ts";
import type { SigningKey } from "../../src/crypto/eddsa.ts";
import { amountCode, feeCode } from "../../src/ledger/amount.ts";
import { TO_CREATE, TO_EXIT } from "../../src/ledger/constants.ts";
import { execute } from "../../src/ledger/execution.ts";
import { keyFromSignature, keyRequest } from "../../src/ledger/key.ts";
import type { LedgerRecord } from "../../src/ledger/record.ts";
import type { Circuit } from "../../src/prover/circuit.ts";
import type { Action } from "../../src/prover/decide.ts";
import type { Place } from "../../src/prover/lineage.ts";
import type { ProverReport } from "../../src/prover/prover.ts";
import type { WorkshopReport } from "../../src/prover/workshop.ts";
import { AIRGAP, RECORDS } from "../lib/devLane.ts";
import { LedgerStage, person } from "../lib/ledgerStage.ts";
import { lineageOf, openProver, waiting } from "../lib/provers.ts";
import type { Random } from "../lib/random.ts";
import { insolvencies } from "../lib/solvency.ts";
import { account } from "../lib/stage.ts";
import type { Preparation } from "./preparation.ts";
import { tell, title, wrong } from "./telling.ts";

const SEQUENCER = 0;
const PROVER = 1;
/** Who deposits, by the account that pays on L1; in the ledger they have the accounts 0, 1, 2. */
const PEOPLE = { Anna: 2, Bert: 3, Cleo: 4 } as const;
type Name = keyof typeof PEOPLE;
const FINNEY = 10n ** 15n;
const FEE = 2n * 10n ** 12n;

/** The validity lane: deposits and a batch of a ledger are proven and final without a claim, and an exit is paid on L1. */
export async function proofAct(random: Random, preparation: Preparation): Promise<void> {
  title("6. A circuit of the ledger and its INSECURE development key, whose secrets are public");
  const circuit = await preparation.ready();

  title("7. Three people deposit ether; the queue becomes a batch that nobody can keep out");
  const ledger = await LedgerStage.open();
  try {
    tell("chain", `a ledger's court at ${ledger.court.facts.rollup}, a bridge, a verifier of that key`);
    await new ProofAct(ledger, random, circuit).play();
  } finally {
    await ledger.stage.close();
  }
}

class ProofAct {
  readonly #ledger: LedgerStage;
  readonly #random: Random;
  readonly #circuit: Circuit;
  readonly #keys = new Map<Name, SigningKey>();

  constructor(ledger: LedgerStage, random: Random, circuit: Circuit) {
    [this.#ledger, this.#random, this.#circuit] = [ledger, random, circuit];
  }

  async play(): Promise<void> {
    const { stage } = this.#ledger;
    for (const name of Object.keys(PEOPLE) as Name[]) await this.#deposit(name);
    const queued = await this.#ledger.send(PROVER, await this.#ledger.queueBatch());
    tell("prover", "posts the three deposits as batch 1, and earns their fees", queued.gasUsed);

    title("8. The sequencer posts a batch of the ledger, one transaction of it void");
    await this.#post();
    const places = await this.#places();
    for (const line of outcomesOf(places[1]!)) tell("", line);

    title("9. The prover has everything from L1, and proves both batches");
    const progress = startProgress();
    const prover = waiting(await openProver(stage, this.#circuit, stage.sender(PROVER), reportOn(progress, places)));
    await stage.settle(prover);

    title(
      `10. The airgap of ${AIRGAP} seconds passes without another proof: both are final, without a claim or a bond`,
    );
    await stage.wait(AIRGAP, prover);

    title("11. L1 pays the exit");
    await this.#exit(places[1]!);
  }

  async #deposit(name: Name): Promise<void> {
    const index = PEOPLE[name];
    const wallet = account(index);
    const request = keyRequest(31337, this.#ledger.court.facts.rollup, wallet.address);
    this.#keys.set(name, keyFromSignature(await wallet.signTypedData(request)));
    const amount = BigInt(1_000 + this.#random.below(4_000)) * FINNEY;
    const sent = await this.#ledger.send(index, this.#ledger.deposit(this.#key(name), amount, wallet.address));
    tell(name, `deposits ${ether(amount)}; the key of the ledger comes from one signature of the wallet`, sent.gasUsed);
  }

  /** Transfers, an account for Dora, an exit, and one transaction that asks for more than there is. */
  async #post(): Promise<void> {
    const finney = (limit: number): bigint => amountCode(BigInt(1 + this.#random.below(limit)) * FINNEY)!;
    const fee = feeCode(FEE)!;
    const exitAddress = BigInt(account(PEOPLE.Bert).address);
    const dora = { kind: "key", key: pack(person(4).publicKey), exitAddress } as const;
    const created = { from: 1, to: TO_CREATE, amount: finney(500), fee };
    const sign = (name: Name, nonce: number, order: Parameters<LedgerStage["signed"]>[2]): LedgerRecord =>
      this.#ledger.signed(this.#key(name), nonce, order);
    const records = [
      sign("Anna", 0, { from: 0, to: 1, amount: finney(500), fee }),
      dora,
      this.#ledger.signed(this.#key("Bert"), 0, created, dora),
      sign("Cleo", 0, { from: 2, to: 0, amount: amountCode(1_000_000n * FINNEY)!, fee }),
      sign("Cleo", 0, { from: 2, to: TO_EXIT, amount: finney(900), fee }),
      sign("Bert", 1, { from: 1, to: 2, amount: finney(400), fee }),
    ];
    const sent = await this.#ledger.send(SEQUENCER, await this.#ledger.batch(0, records));
    const segments = Math.ceil(records.length / RECORDS);
    tell(
      "sequencer",
      `posts batch 2: ${records.length} records, which are ${segments} segments to prove`,
      sent.gasUsed,
    );
  }

  async #places(): Promise<readonly Place[]> {
    const { view } = await this.#ledger.look();
    return (await lineageOf(this.#ledger.court)).advance(view);
  }

  /** Pays Cleo's exit, and checks that the demo has ended as it must. */
  async #exit(place: Place): Promise<void> {
    const { stage } = this.#ledger;
    const { view } = await this.#ledger.look();
    const head = view.results.get(view.head)!;
    if (head.batch !== 2) throw wrong(`batch ${head.batch} is the last final one`);
    const payee: Address = account(PEOPLE.Cleo).address;
    const before = await stage.balance(PEOPLE.Cleo);
    const exit = await this.#ledger.send(PROVER, this.#ledger.exit(head.opening, place, 0));
    tell("anyone", "shows the Inbox the message in the final output, for Cleo", exit.gasUsed);
    const paid = await this.#ledger.send(PROVER, this.#ledger.calls.pay(payee));
    const earned = (await stage.balance(PEOPLE.Cleo)) - before;
    tell(
      "bridge",
      `pays Cleo ${ether(earned)}; it still holds ${ether(await this.#ledger.inbox.read.held())}`,
      paid.gasUsed,
    );
    const { amount } = place.messages.get(0)!;
    const found = await insolvencies(this.#ledger.court, view);
    if (earned !== amount || found.length > 0)
      throw wrong([`Cleo has ${earned} wei of ${amount}`, ...found].join("; "));
  }

  #key(name: Name): SigningKey {
    return this.#keys.get(name)!;
  }
}

/** What each record of a batch has done. */
function outcomesOf({ before, ledger }: Place): string[] {
  return execute(before, ledger).outcomes.map((outcome, i) => {
    return `record ${i + 1}: ${outcome.effect === "void" ? `void, ${outcome.reason}` : outcome.effect}`;
  });
}

/** A line when a proof is begun and one when it is there; on a terminal also how far it has come. */
function reportOn(progress: Progress, places: readonly Place[]): ProverReport & WorkshopReport {
  const begun = new Set<string>();
  const nameOf = (id: string): string => {
    const batch = Number(id.slice(0, 8));
    const segments = Math.ceil(execute(places[batch - 1]!.before, places[batch - 1]!.ledger).outcomes.length / RECORDS);
    return `batch ${batch}, segment ${Number(id.slice(-8))} of ${segments}`;
  };
  return {
    proving(id, phase) {
      if (!begun.has(id)) tell("prover", `proves ${nameOf(id)} …`);
      begun.add(id);
      progress.update(`  proving ${nameOf(id)}: ${phase}`);
    },
    proven(id, seconds) {
      progress.done();
      tell("prover", `has the proof of ${nameOf(id)}`, seconds);
    },
    performed(action, { gasUsed }) {
      progress.done();
      tell("prover", describe(action), gasUsed);
    },
    setback(error) {
      progress.done();
      tell("prover", `cannot: ${error.what}`);
    },
  };
}

function describe(action: Action): string {
  if (action.kind === "settle") return `makes batch ${action.batch.number} final`;
  if (action.kind === "freeze") return `shows that the proofs of batch ${action.batch.number} contradict each other`;
  const { number } = action.proving.place.batch;
  if (action.kind === "commit") return `commits to the words of batch ${number}`;
  return `proves segment ${action.segment + 1} of batch ${number} on L1`;
}
