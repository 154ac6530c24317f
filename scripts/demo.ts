// The whole of Assize in one sitting: honest batches become final, a lie is found, searched down to one instruction and
// refuted on chain. Usage: npm run demo [-- --seed <n>]
import { parseArgs } from "node:util";
import { encodeTransfers } from "../examples/bank/transfers.ts";
import { Executor } from "../src/agent/executor.ts";
import type { Performed } from "../src/agent/perform.ts";
import { ether, grouped, short } from "../src/cli/format.ts";
import { table } from "../src/cli/output.ts";
import { disassemble } from "../src/machine/disassemble.ts";
import { functionAt, lineAt } from "../src/machine/program.ts";
import type { Execution } from "../src/rollup/execution.ts";
import { FAULT_KINDS } from "../src/rollup/fault.ts";
import { Narrator } from "./lib/narrator.ts";
import { Random } from "./lib/random.ts";
import { Stage } from "./lib/stage.ts";

const SEQUENCER = 0;
const CHALLENGER = 1;
const FAULTY_BATCH = 3;
const TRANSFERS = 200;

const { values } = parseArgs({ options: { seed: { type: "string" } } });
const seed = values.seed === undefined ? Date.now() % 2 ** 32 : Number(values.seed);
const random = new Random(seed);
const started = performance.now();

title(`Assize demo, seed ${seed} (development keys and windows of seconds: insecure, for this process only)`);
const terms = { kind: "persistent", maxSteps: 2 ** 24, worstSeconds: 2 } as const;
const stage = await Stage.open({ guest: "bank", terms });
const court = await stage.openCourt();
const narrator = new Narrator(court.facts.timing);
const window = stage.court.window + stage.court.grace;
const balances = [await stage.balance(SEQUENCER), await stage.balance(CHALLENGER)] as const;
console.log(`  a chain at ${stage.chain.url}, a court for guest/bank/bank.elf at ${court.facts.rollup}`);

const fault = { kind: random.pick(FAULT_KINDS.filter((kind) => kind !== "input")), step: random.below(12_000_000) };
const sequencer = await stage.sequencer(narrator.of("sequencer"), new Map([[FAULTY_BATCH, fault]]));
const challenger = await stage.challenger(CHALLENGER, narrator.of("challenger", showStep));

title("1. Honest batches of the bank become final");
for (let batch = 1; batch < FAULTY_BATCH; batch++) await playHonest(batch);

title(`2. The sequencer lies about batch ${FAULTY_BATCH}: ${fault.kind} wrong after step ${grouped(fault.step)}`);
await post();
await stage.settle(sequencer);
const truth = await observe();
console.log(
  `  the batch takes ${grouped(truth.steps)} steps; the challenger re-executes it from calldata and gets ${short(truth.belief.end)}`,
);

title("3. The court narrows the lie down to one instruction");
await stage.settle(challenger);
await stage.settle(sequencer, challenger);

title("4. The lie is refuted: the honest result becomes final, the bonds change hands");
await stage.wait(window, challenger, sequencer);

title("5. The chain goes on from the honest result");
await playHonest(FAULTY_BATCH + 1);
await finish();

/** Posts a batch, lets it be claimed and its window pass. */
async function playHonest(batch: number): Promise<void> {
  await post();
  await stage.settle(sequencer, challenger);
  await stage.wait(window, sequencer, challenger);
  const { view } = await court.sync();
  console.log(`  batch ${batch} is final: the bank's digest is ${view.results.get(view.head)?.opening.output}`);
}

/** A batch of random transfers between the bank's 10,000 accounts; those with a nonce already used are bad. */
async function post(): Promise<void> {
  const transfers = Array.from({ length: TRANSFERS }, () => {
    const [from, to] = [random.below(10_000), random.below(10_000)];
    return { from, to, amount: BigInt(random.below(1_000)), nonce: 0 };
  });
  const sent = await sequencer.post(encodeTransfers(transfers));
  narrator.count("sequencer", { sent });
  console.log(`  sequencer   posts a batch of ${TRANSFERS} transfers  (${grouped(sent.gasUsed)} gas)`);
}

/** The truth about the open batch, as anybody can have it from L1. */
async function observe(): Promise<Execution> {
  const { view } = await court.sync();
  const [execution] = await new Executor(court, stage.program).path(view);
  return execution as Execution;
}

/** The one instruction that the contract executed. */
function showStep({ answer }: Performed): void {
  if (answer?.kind !== "prove") return;
  const machine = truth.trace.machineAt(answer.step);
  const { pc } = machine.state;
  const word = machine.live.words[machine.live.read(pc) >>> 2] ?? 0;
  const line = lineAt(stage.program, pc);
  console.log(`              executed by the judge  0x${pc.toString(16)}: ${disassemble(word, pc)}`);
  console.log(
    `              in function            ${functionAt(stage.program, pc)?.name}, ${line?.file}:${line?.line}`,
  );
  console.log(`              one-step proof         ${grouped(answer.proof.length / 2 - 1)} bytes`);
}

/** Checks the outcome, and says what it cost whom. */
async function finish(): Promise<void> {
  const { view } = await court.sync();
  const last = view.results.get(view.head)?.batch;
  const losers = [...view.claims.values()].filter(({ status }) => status === "refuted").map(({ owner }) => owner);
  const names = ["sequencer", "challenger"];
  const rows = await Promise.all(
    names.map(async (name, index) => {
      const { moves, transactions, gas } = narrator.ledger(name);
      const [before, after] = [balances[index] ?? 0n, await stage.balance(index)];
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
  const sequencerAddress = stage.sender(SEQUENCER).account.address.toLowerCase();
  await stage.close();
  title("What it cost, in gas and ether");
  const head = ["", "moves", "transactions", "gas", "before", "after", "change"];
  for (const row of table([head, ...rows])) console.log(`  ${row}`);
  if (last !== FAULTY_BATCH + 1 || losers.length !== 1 || losers[0] !== sequencerAddress) {
    throw new Error(
      `the demo did not end as it should: batch ${last} is final, ${losers.join(", ") || "nobody"} lost a bond`,
    );
  }
  console.log(
    `\n  The lie cost the liar its bond; batch ${last} is final. ${((performance.now() - started) / 1_000).toFixed(1)} s`,
  );
}

function title(text: string): void {
  console.log(`\n${text}`);
}
