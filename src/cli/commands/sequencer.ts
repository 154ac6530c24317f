import type { Command } from "commander";
import { repeat } from "../../agent/party.ts";
import { isLocal, readNetwork } from "../../chain/network.ts";
import type { Fault } from "../../rollup/fault.ts";
import { Sequencer } from "../../sequencer/sequencer.ts";
import { announce, reporter, showPosted, untilInterrupted } from "../agent.ts";
import { inCourt, senderOf, type Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { readFile, readProgram } from "../files.ts";
import { withChain, withExample, withProgram, type ChainOptions, type ProgramOptions } from "../options.ts";
import { parseFaultValue } from "../values.ts";

type Options = ChainOptions & ProgramOptions & { readonly batch?: readonly string[]; readonly fault?: Fault };

export function defineSequencer(command: Command): void {
  withProgram(withChain(command))
    .option("--batch <file...>", "post these files as batches first, in this order")
    .option("--fault <kind[@step]>", "for drills on local chains: lie about the first batch posted", parseFaultValue);
  withExample(command, "npx assize sequencer --elf guest/toy/toy.elf --batch guest/toy/toy.c");
  command.action((options: Options) => {
    if (options.fault !== undefined) requireLocal(readNetwork(options.network).chainId);
    const bodies = (options.batch ?? []).map(readFile);
    return inCourt(options, (context) => run(context, options, bodies));
  });
}

async function run(context: Context, options: Options, bodies: readonly Uint8Array[]): Promise<void> {
  const { court, l1, network } = context;
  const { program } = readProgram(options.elf, options.layout);
  const sender = await senderOf(l1);
  const next = (await court.sync()).view.batches.length + 1;
  const faults = new Map(options.fault === undefined ? [] : [[next, options.fault]]);
  const sequencer = new Sequencer(court, program, sender, reporter(options), faults);
  const interrupted = untilInterrupted();
  announce(options, "sequencer", context, sender.account.address);
  for (const body of bodies) showPosted(options, await sequencer.post(body));
  await repeat(() => sequencer.tick(), network.pollSeconds, interrupted);
}

/** @throws UsageError LOCAL_ONLY */
function requireLocal(chainId: number): void {
  if (isLocal(chainId)) return;
  const what = `--fault lies on purpose and is refused on chain ${chainId}`;
  throw new UsageError("LOCAL_ONLY", { what, where: "--fault", fix: "Drill on a local chain" });
}
