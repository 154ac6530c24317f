import type { Command } from "commander";
import { repeat } from "../../agent/party.ts";
import { Challenger } from "../../challenger/challenger.ts";
import { Watcher } from "../../challenger/watcher.ts";
import { announce, patiently, reporter, showVerdict, untilInterrupted } from "../agent.ts";
import { checkpointsIn } from "../checkpoints.ts";
import { inCourt, senderOf, type Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { readProgram } from "../files.ts";
import { governorOf, withPerformance, type PerformanceOptions } from "../performance.ts";
import { withChain, withExample, withProgram, type ChainOptions, type ProgramOptions } from "../options.ts";

type Options = ChainOptions &
  ProgramOptions &
  PerformanceOptions & { readonly watch?: boolean; readonly checkpoints?: string };

export function defineChallenger(command: Command): void {
  withPerformance(withProgram(withChain(command)))
    .option("--watch", "only report; needs no key")
    .option(
      "--checkpoints <folder>",
      "with --watch: keep states of runs there, and execute no batch twice unless it has to be",
    );
  withExample(command, "npx assize challenger --elf guest/toy/toy.elf --watch");
  command.action((options: Options) => {
    if (options.checkpoints !== undefined && options.watch !== true) throw archiveRefused();
    return inCourt(options, (context) =>
      options.watch === true ? watch(context, options) : challenge(context, options),
    );
  });
}

/** @returns UsageError ARGUMENT_INVALID */
function archiveRefused(): UsageError {
  const what = "A challenger executes every batch itself: what a folder says may not decide about a bond";
  return new UsageError("ARGUMENT_INVALID", { what, where: "--checkpoints", fix: "Leave it out, or add --watch" });
}

async function challenge(context: Context, options: Options): Promise<void> {
  const { court, network } = context;
  const { program } = readProgram(options.elf, options.layout);
  const sender = await senderOf(context);
  const governor = governorOf(options);
  const challenger = new Challenger(court, program, sender, reporter(options), governor.means);
  const interrupted = untilInterrupted();
  announce(options, "challenger", context, sender.account.address);
  const tick = governor.governed(
    () => challenger.tick(),
    () => challenger.shed(),
    interrupted,
  );
  await repeat(tick, network.pollSeconds, interrupted);
}

async function watch(context: Context, options: Options): Promise<void> {
  const governor = governorOf(options);
  const archive = options.checkpoints === undefined ? undefined : checkpointsIn(options.checkpoints, options);
  const { program, settings } = readProgram(options.elf, options.layout);
  const critical = settings.criticalSections.map((name) => program.names.indexOf(name));
  const watcher = new Watcher(context.court, program, { ...governor.means, ...(archive && { archive }) }, critical);
  const interrupted = untilInterrupted();
  announce(options, "watcher", context, null);
  const { setback } = reporter(options);
  const tick = async (): Promise<number> => {
    for (const verdict of await watcher.tick(setback)) showVerdict(options, verdict);
    return 0;
  };
  const governed = governor.governed(patiently(options, tick), () => watcher.executor.shed(0), interrupted);
  await repeat(governed, context.network.pollSeconds, interrupted);
  await archive?.close();
}
