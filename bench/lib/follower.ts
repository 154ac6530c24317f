import { readFileSync } from "node:fs";
import { account } from "../../scripts/lib/stage.ts";
import { Challenger } from "../../src/challenger/challenger.ts";
import { connect } from "../../src/chain/client.ts";
import { Court } from "../../src/chain/court.ts";
import { readNetwork } from "../../src/chain/network.ts";
import { packagePath } from "../../src/chain/package.ts";
import { Sender } from "../../src/chain/sender.ts";
import { Machine } from "../../src/machine/machine.ts";
import { loadProgram, type Program } from "../../src/machine/program.ts";
import { cpuSeconds, Stopwatch } from "./stopwatch.ts";

/*
 * The process that bench/challenger.ts measures: a challenger and nothing else. Started with --expose-gc, so that what is
 * measured of memory is what is kept.
 */

export type Order =
  | { readonly kind: "start"; readonly guest: string; readonly url: string; readonly folder: string }
  | { readonly kind: "look"; readonly weighed: boolean }
  | { readonly kind: "baseline"; readonly bodies: readonly string[]; readonly maxSteps: number };

/** One look: seconds of CPU, and those of them for reading L1. */
export type Followed = {
  readonly cpu: number;
  readonly l1: number;
  /** Bytes of the process, and those that its objects hold; known where it was weighed. */
  readonly memory: { readonly rss: number; readonly live: number } | undefined;
};

/** CPU seconds of a batch executed and nothing else, and of one whose state is hashed at each step, which is scaled up. */
export type Baseline = {
  readonly plain: number;
  readonly replay: number;
  readonly steps: number;
  readonly sampled: number;
};

/** Steps that are hashed one by one. */
const SAMPLE = 5_000;

let program: Program | undefined;
let challenger: Challenger | undefined;
const stopwatch = new Stopwatch(cpuSeconds);
stopwatch.watch(Court, "sync", "L1");
stopwatch.watch(Court, "calldata", "L1");

process.on("message", (order: Order) => {
  void obey(order).then((answer) => process.send?.(answer));
});

async function obey(order: Order): Promise<unknown> {
  if (order.kind === "start") return begin(order);
  return order.kind === "look" ? look(order.weighed) : baseline(order.bodies, order.maxSteps);
}

async function begin({ guest, url, folder }: Extract<Order, { kind: "start" }>): Promise<true> {
  program = loadProgram(readFileSync(packagePath(`guest/${guest}/${guest}.elf`))).program;
  const l1 = await connect(url, 31337);
  const { gasPriceCap } = readNetwork("local").court;
  const setback = (error: Error): never => {
    throw error;
  };
  challenger = new Challenger(await Court.open(l1, folder, 0), program, new Sender(l1, account(1), gasPriceCap), {
    performed() {},
    setback,
  });
  return true;
}

async function look(weighed: boolean): Promise<Followed> {
  stopwatch.take();
  if ((await challenger!.tick()) > 0) throw new Error("there is nothing to act on");
  const spent = stopwatch.take();
  const l1 = spent.get("L1") ?? 0;
  return { cpu: l1 + (spent.get("other") ?? 0), l1, memory: weighed ? weigh() : undefined };
}

/** What is kept, not what waits to be collected. Seldom: the engine forgets code that it made for machines that are gone. */
function weigh(): { rss: number; live: number } {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, live: heapUsed + external };
}

function baseline(bodies: readonly string[], maxSteps: number): Baseline {
  const machine = new Machine(program!);
  const anchor = new Uint8Array(32);
  let plain = Infinity;
  for (const body of bodies) {
    machine.begin({ anchor, input: Buffer.from(body, "hex") });
    const started = cpuSeconds();
    machine.run(maxSteps);
    plain = Math.min(plain, cpuSeconds() - started);
  }
  const { step: steps } = machine.state;
  machine.begin({ anchor, input: Buffer.from(bodies[0] ?? "", "hex") });
  const sampled = Math.min(SAMPLE, steps);
  machine.run(Math.floor((steps - sampled) / 2));
  machine.stateHash();
  const started = cpuSeconds();
  for (let i = 0; i < sampled; i++) {
    machine.run(1);
    machine.stateHash();
  }
  return { plain, replay: ((cpuSeconds() - started) / sampled) * steps, steps, sampled };
}
