import type { Command } from "commander";
import { repeat } from "../../agent/party.ts";
import { isLocal, readNetwork, type Network } from "../../chain/network.ts";
import type { Fault } from "../../rollup/fault.ts";
import type { Intake } from "../../sequencer/pipeline.ts";
import { Sequencer } from "../../sequencer/sequencer.ts";
import { Spool } from "../../sequencer/spool.ts";
import { announce, pipelineReporter, reporter, untilInterrupted } from "../agent.ts";
import { inCourt, senderOf, type Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { readProgram } from "../files.ts";
import { withChain, withExample, withProgram, type ChainOptions, type ProgramOptions } from "../options.ts";
import { governorOf, withPerformance, type PerformanceOptions } from "../performance.ts";
import { parseFaultValue } from "../values.ts";

type Options = ChainOptions &
  ProgramOptions &
  PerformanceOptions & { readonly batches?: string; readonly fault?: Fault };

export function defineSequencer(command: Command): void {
  withPerformance(withProgram(withChain(command)))
    .option("--batches <folder>", "post its files as batches: 7, or 7.<anything>, is the body of our seventh")
    .option("--fault <kind[@step]>", "for drills on local chains: lie about the first batch posted", parseFaultValue);
  withExample(command, "npx assize sequencer --elf guest/toy/toy.elf --batches batches");
  command.action((options: Options) => {
    if (options.fault !== undefined) requireLocal(readNetwork(options.network).chainId);
    return inCourt(options, (context) => run(context, options));
  });
}

async function run(context: Context, options: Options): Promise<void> {
  const { court, network } = context;
  const { program } = readProgram(options.elf, options.layout);
  const sender = await senderOf(context);
  const next = (await court.sync()).view.batches.length + 1;
  const faults = new Map(options.fault === undefined ? [] : [[next, options.fault]]);
  const intake = intakeOf(options, network);
  const governor = governorOf(options);
  const sequencer = new Sequencer(court, program, sender, reporter(options), faults, intake, governor.means);
  const interrupted = untilInterrupted();
  announce(options, "sequencer", context, sender.account.address);
  const tick = governor.governed(
    () => sequencer.tick(),
    () => sequencer.shed(),
    interrupted,
  );
  await repeat(tick, network.pollSeconds, interrupted);
}

/** @throws SequencerError BATCHES_UNREADABLE: better now than when there is something to post */
function intakeOf(options: Options, network: Network): Intake {
  const spool = options.batches === undefined ? undefined : new Spool(options.batches);
  spool?.files(1, 1);
  return { spool, interval: network.commitmentInterval, report: pipelineReporter(options) };
}

/** @throws UsageError LOCAL_ONLY */
function requireLocal(chainId: number): void {
  if (isLocal(chainId)) return;
  const what = `--fault lies on purpose and is refused on chain ${chainId}`;
  throw new UsageError("LOCAL_ONLY", { what, where: "--fault", fix: "Drill on a local chain" });
}
