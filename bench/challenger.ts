/**
 * A challenger in a process of its own that follows honest batches, each posted, claimed and made final: CPU and memory for each
 * batch, against plain execution of the same batches and against a replay that hashes the state at every step.
 *
 *   node bench/challenger.ts [--batches 1000]      writes bench/results/challenger.json
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { encodeTransfers } from "../examples/bank/transfers.ts";
import { Stage } from "../scripts/lib/stage.ts";
import type { Baseline, Followed, Order } from "./lib/follower.ts";
import { type Figure, writeResult } from "./lib/result.ts";

const GUESTS = [
  { guest: "toy", maxSteps: 2 ** 10, body: () => new Uint8Array(100) },
  { guest: "bank", maxSteps: 2 ** 24, body: transfersOf },
] as const;
/** The first part of the batches, in which engine and caches warm up, is left out of what is averaged. */
const WARM = 0.2;
/** Of so many batches one is followed by a look at memory. */
const WEIGHED = 10;

const { values } = parseArgs({ options: { batches: { type: "string", default: "100" } } });
const batches = Number(values.batches);
if (!Number.isSafeInteger(batches) || batches < 50) throw new RangeError("--batches wants a whole number from 50 up");

const figures: Figure[] = [];
for (const { guest, maxSteps, body } of GUESTS) {
  const { followed, baseline } = await follow(guest, maxSteps, body);
  const calm = followed.slice(Math.floor(batches * WARM));
  const cpu = mean(calm.map(({ cpu }) => cpu));
  const l1 = mean(calm.map(({ l1 }) => l1));
  const add = (name: string, value: number, unit: string, ratio?: Figure["ratio"]): void => {
    figures.push({
      name: `${guest}, ${batches} batches: ${name}`,
      value: rounded(value),
      unit,
      ...(ratio && { ratio }),
    });
  };
  add("CPU a batch", cpu * 1e3, "ms", { to: "plain execution", value: cpu / baseline.plain });
  add("CPU a batch, reading L1", l1 * 1e3, "ms", { to: "all of it", value: l1 / cpu });
  add("CPU a batch, first half", mean(calm.slice(0, calm.length / 2).map(({ cpu }) => cpu)) * 1e3, "ms");
  add("CPU a batch, second half", mean(calm.slice(calm.length / 2).map(({ cpu }) => cpu)) * 1e3, "ms");
  add("plain execution", baseline.plain * 1e3, "ms");
  add(
    `replay hashed at each step (scaled from ${baseline.sampled} of ${baseline.steps} steps)`,
    baseline.replay * 1e3,
    "ms",
    {
      to: "the challenger",
      value: baseline.replay / cpu,
    },
  );
  const memory = calm.flatMap(({ memory }) => memory ?? []);
  add("resident memory after warm-up", (memory[0]?.rss ?? 0) / 2 ** 20, "MiB");
  add("resident memory at the end", (memory.at(-1)?.rss ?? 0) / 2 ** 20, "MiB");
  add("resident memory, growth a batch", slope(memory.map(({ rss }) => rss)) / WEIGHED / 2 ** 10, "KiB");
  add("live memory, growth a batch", slope(memory.map(({ live }) => live)) / WEIGHED / 2 ** 10, "KiB");
}
writeResult("challenger", figures);

async function follow(
  guest: string,
  maxSteps: number,
  body: (batch: number) => Uint8Array,
): Promise<{ followed: Followed[]; baseline: Baseline }> {
  const stage = await Stage.open({ guest, terms: { kind: "persistent", maxSteps, worstSeconds: 2 } });
  const { window, grace } = stage.court;
  const follower = start();
  try {
    const sequencer = await stage.sequencer();
    await order(follower, { kind: "start", guest, url: stage.chain.url, folder: stage.folder });
    const followed: Followed[] = [];
    for (let batch = 1; batch <= batches; batch++) {
      await sequencer.post(body(batch));
      await stage.settle(sequencer);
      await stage.wait(window + grace, sequencer);
      followed.push((await order(follower, { kind: "look", weighed: batch % WEIGHED === 0 })) as Followed);
      if (process.stderr.isTTY) process.stderr.write(`\r${guest}: ${batch} of ${batches} batches `);
    }
    if (process.stderr.isTTY) process.stderr.write("\n");
    const bodies = [1, 2, 3].map((batch) => Buffer.from(body(batch)).toString("hex"));
    return { followed, baseline: (await order(follower, { kind: "baseline", bodies, maxSteps })) as Baseline };
  } finally {
    follower.kill();
    await stage.close();
  }
}

/** The chain's memory and the sequencer's must not be taken for the challenger's. */
function start(): ChildProcess {
  return fork(fileURLToPath(new URL("lib/follower.ts", import.meta.url)), { execArgv: ["--expose-gc"] });
}

async function order(follower: ChildProcess, what: Order): Promise<unknown> {
  follower.send(what);
  const [answer] = (await once(follower, "message")) as [unknown];
  return answer;
}

/** Two hundred transfers that the bank accepts. */
function transfersOf(batch: number): Uint8Array {
  return encodeTransfers(
    Array.from({ length: 200 }, (_, i) => ({ from: i, to: 9_999 - i, amount: BigInt(batch), nonce: batch - 1 })),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** Of the straight line that lies closest. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const average = mean(values);
  const [products, squares] = values.reduce(
    ([a, b], value, i) => [a + (i - middle) * (value - average), b + (i - middle) ** 2] as const,
    [0, 0] as readonly [number, number],
  );
  return products / squares;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
