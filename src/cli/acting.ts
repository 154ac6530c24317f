import { setTimeout } from "node:timers/promises";
import { Executor } from "../agent/executor.ts";
import { Performer, type Performed } from "../agent/perform.ts";
import type { Moment } from "../chain/court.ts";
import type { Sender } from "../chain/sender.ts";
import type { Action } from "../rollup/decide.ts";
import type { Execution } from "../rollup/execution.ts";
import { toAddress, type Address } from "../types/address.ts";
import { inCourt, senderOf, type Context } from "./context.ts";
import { CommandError } from "./errors.ts";
import { readProgram } from "./files.ts";
import type { ChainOptions, JsonOptions, ProgramOptions } from "./options.ts";
import { showSetback } from "./output.ts";
import { showSent } from "./sent.ts";

/** Everything that one action by hand works with. */
export type Bench = {
  readonly context: Context;
  readonly sender: Sender;
  readonly me: Address;
  readonly moment: Moment;
  /** What re-executing the open batches gives; empty for actions that need no program. */
  readonly path: readonly Execution[];
  readonly executor: Executor | undefined;
};

/** Connects with the key of the environment, looks at L1, and does `work`; re-executes where a program is given. */
export function withBench(
  options: ChainOptions & Partial<ProgramOptions>,
  work: (bench: Bench) => Promise<void>,
): Promise<void> {
  return inCourt(options, async (context) => {
    const sender = await senderOf(context);
    const moment = await context.court.sync();
    const { elf, layout } = options;
    const me = toAddress(sender.account.address);
    if (elf === undefined) return work({ context, sender, me, moment, path: [], executor: undefined });
    const executor = new Executor(context.court, readProgram(elf, layout).program);
    const { path, stopped } = await executor.reach(moment.view);
    // A batch that cannot be executed is no reason to lose a dispute about one before it.
    if (stopped !== undefined) showSetback(options, stopped);
    return work({ context, sender, me, moment, path, executor });
  });
}

/** The same court once it shows everything that we have sent: who looks earlier would do it again. */
export async function lookAgain(bench: Bench): Promise<Bench> {
  const { court, network } = bench.context;
  for (;;) {
    const moment = await court.sync();
    if (await bench.sender.resumeAt(moment.block)) return { ...bench, moment };
    await setTimeout(network.pollSeconds * 1_000);
  }
}

/** @throws CommandError NOTHING_TO_DO where our own execution agrees with what was to be answered */
export async function perform(bench: Bench, action: Action): Promise<Performed> {
  const { context, sender, moment, path, executor } = bench;
  const performed = await new Performer(context.court, sender, executor).perform(action, moment.view, path);
  if (performed !== undefined) return performed;
  const what = "Our own execution agrees with the last dissection: it is the other side's turn";
  throw new CommandError("NOTHING_TO_DO", { what, fix: "Look at whose turn it is with `npx assize disputes`" });
}

/** Shows what was sent, or `none` where there was nothing to send. */
export function showPerformed(options: JsonOptions, performed: readonly Performed[], none = ""): void {
  showSent(
    options,
    performed.map(({ action, sent }) => [action.kind, sent] as const),
    none,
  );
}
