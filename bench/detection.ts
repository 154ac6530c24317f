/**
 * From the block that holds a false claim to the block that holds the challenger's claim and its opening: blocks, seconds, and
 * what the CPU did meanwhile, the chain's own work included; on a chain of this process that mines each transaction at once,
 * with the bank guest and batches of several sizes. "alone": the false claim's batch is all that is new. "behind": a batch before it is new too, as for a challenger that
 * had just begun with that one.
 *
 *   node bench/detection.ts      writes bench/results/detection.json
 */
import { encodeTransfers } from "../examples/bank/transfers.ts";
import { Stage } from "../scripts/lib/stage.ts";
import { Derivation } from "../src/agent/derivation.ts";
import { Court } from "../src/chain/court.ts";
import { Sender } from "../src/chain/sender.ts";
import { MachineTrace } from "../src/rollup/trace.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { cpuSeconds, Stopwatch, wallSeconds } from "./lib/stopwatch.ts";

/** The last is all that the input section of the guest holds. */
const TRANSFERS = [1, 1_000, 6_540];
/** As for the other drills with the bank: 2^24 steps hold every batch. */
const TERMS = { kind: "persistent", maxSteps: 2 ** 24, worstSeconds: 2 } as const;
/** The lie is told at this step, in the middle of a run. */
const LIE = { kind: "register", step: 6_000_000 } as const;
const PARTS = ["L1 read", "executed", "executed again", "trace of the opening", "sent", "other"] as const;

const stopwatch = new Stopwatch(cpuSeconds);
stopwatch.watch(Court, "sync", "L1 read");
stopwatch.watch(Court, "calldata", "L1 read");
stopwatch.watch(Sender, "send", "sent");
// The second execution of a batch is the one that is asked for before something is said about it.
let executions = 0;
stopwatch.watch(Derivation, "execute", () => (++executions > batches ? "executed again" : "executed"));
stopwatch.watch(MachineTrace, "hashesAt", "trace of the opening");
let batches = 0;

type Reaction = { readonly blocks: number; readonly seconds: number; readonly parts: ReadonlyMap<string, number> };

async function react(transfers: number, isBehind: boolean): Promise<Reaction> {
  const stage = await Stage.open({ guest: "bank", terms: TERMS });
  try {
    const falseBatch = isBehind ? 2 : 1;
    const honest = await stage.sequencer();
    const silent = { performed() {}, setback() {} };
    const liar = await stage.liar(2, silent, new Map([[falseBatch, LIE]]));
    const opened: bigint[] = [];
    const challenger = await stage.challenger(1, {
      performed: ({ action, sent }) => void (action.kind === "open" && opened.push(sent.block)),
      setback: (error) => console.error(error.message),
    });
    await challenger.tick();
    for (let batch = 1; batch <= falseBatch; batch++) {
      await honest.post(bodyOf(transfers, batch));
      if (batch < falseBatch) await stage.settle(honest);
    }
    const before = await stage.l1.client.getBlockNumber();
    while ((await liar.tick()) === 0);
    const claimed = await stage.l1.client.getBlockNumber();
    if (claimed === before) throw new Error("the liar has claimed nothing");
    [executions, batches] = [0, falseBatch];
    stopwatch.take();
    const started = wallSeconds();
    for (let looks = 0; opened.length === 0; looks++) {
      if (looks > 10) throw new Error("the challenger opens no dispute");
      await challenger.tick();
    }
    const seconds = wallSeconds() - started;
    return { blocks: Number((opened[0] ?? 0n) - claimed), seconds, parts: stopwatch.take() };
  } finally {
    await stage.close();
  }
}

/** Transfers that the bank accepts, from an account of their own each. */
function bodyOf(count: number, batch: number): Uint8Array {
  const transfers = Array.from({ length: count }, (_, i) => ({
    from: i % 10_000,
    to: (i + 1) % 10_000,
    amount: 1n,
    nonce: (batch - 1) * Math.ceil(count / 10_000) + Math.floor(i / 10_000),
  }));
  return encodeTransfers(transfers);
}

await react(1, false); // until the engine has compiled what it will
const figures: Figure[] = [];
for (const isBehind of [false, true]) {
  for (const transfers of TRANSFERS) {
    const { blocks, seconds, parts } = await react(transfers, isBehind);
    const name = `${isBehind ? "behind" : "alone"}, ${transfers} transfers`;
    figures.push({ name: `${name}: blocks`, value: blocks, unit: "blocks" });
    figures.push({ name: `${name}: time`, value: rounded(seconds), unit: "s" });
    figures.push({ name: `${name}: all`, value: rounded(sum([...parts.values()])), unit: "CPU s" });
    for (const part of PARTS) {
      figures.push({ name: `${name}: ${part}`, value: rounded(parts.get(part) ?? 0), unit: "CPU s" });
    }
  }
}
writeResult("detection", figures);

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}
