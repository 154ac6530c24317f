import type { Command } from "commander";
import { repeat } from "../../agent/party.ts";
import { Challenger } from "../../challenger/challenger.ts";
import { Watcher } from "../../challenger/watcher.ts";
import { announce, patiently, reporter, showVerdict, untilInterrupted } from "../agent.ts";
import { inCourt, senderOf, type Context } from "../context.ts";
import { readProgram } from "../files.ts";
import { withChain, withExample, withProgram, type ChainOptions, type ProgramOptions } from "../options.ts";

type Options = ChainOptions & ProgramOptions & { readonly watch?: boolean };

export function defineChallenger(command: Command): void {
  withProgram(withChain(command)).option("--watch", "only report; needs no key");
  withExample(command, "npx assize challenger --elf guest/toy/toy.elf --watch");
  command.action((options: Options) =>
    inCourt(options, (context) => (options.watch === true ? watch(context, options) : challenge(context, options))),
  );
}

async function challenge(context: Context, options: Options): Promise<void> {
  const { court, network } = context;
  const { program } = readProgram(options.elf, options.layout);
  const sender = await senderOf(context);
  const challenger = new Challenger(court, program, sender, reporter(options));
  const interrupted = untilInterrupted();
  announce(options, "challenger", context, sender.account.address);
  await repeat(() => challenger.tick(), network.pollSeconds, interrupted);
}

async function watch(context: Context, options: Options): Promise<void> {
  const watcher = new Watcher(context.court, readProgram(options.elf, options.layout).program);
  const interrupted = untilInterrupted();
  announce(options, "watcher", context, null);
  const { setback } = reporter(options);
  const tick = async (): Promise<number> => {
    for (const verdict of await watcher.tick(setback)) showVerdict(options, verdict);
    return 0;
  };
  await repeat(patiently(options, tick), context.network.pollSeconds, interrupted);
}
