import type { Command } from "commander";
import { join } from "node:path";
import { repeat } from "../../agent/party.ts";
import { Prover } from "../../prover/prover.ts";
import { Workshop } from "../../prover/workshop.ts";
import { Jobs } from "../../validity/jobs.ts";
import { announce, proverReporter, untilInterrupted } from "../agent.ts";
import { benchOf, withCircuit, type CircuitOptions } from "../bench.ts";
import { inCourt, senderOf, type Context } from "../context.ts";
import { requireWritable } from "../files.ts";
import { withChain, withExample, type ChainOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { storeOf, withStore, type StoreOptions } from "../store.ts";

type Options = ChainOptions & CircuitOptions & StoreOptions & { readonly jobs: string };

/** How long a proof belongs to a prover that says nothing: much more than clocks of machines differ by, less than a proof takes. */
const LEASE_SECONDS = 60;

export function defineProver(command: Command): void {
  withStore(withCircuit(withChain(command))).option(
    "--jobs <folder>",
    "proofs and who is at them; provers that are given one folder share the work",
    "cache/jobs",
  );
  withExample(command, "npx assize prover --circuit dev --jobs jobs");
  command.action((options: Options) => inCourt(options, (context) => run(context, options)));
}

async function run(context: Context, options: Options): Promise<void> {
  const { court, network } = context;
  const sender = await senderOf(context);
  const progress = startProgress();
  const bench = await benchOf(options, context, progress);
  progress.done();
  // Of another court or circuit nothing in the folder is of any use.
  const folder = join(options.jobs, `${network.chainId}-${court.facts.rollup}-${bench.circuit.hash.slice(2, 18)}`);
  requireWritable(folder);
  const report = proverReporter(options, progress);
  const workshop = new Workshop(bench.circuit, new Jobs(folder, LEASE_SECONDS), LEASE_SECONDS, report);
  const store = storeOf(options, context);
  const prover = await Prover.open(court, store, bench, workshop, sender, report);
  const interrupted = untilInterrupted();
  announce(options, "prover", context, sender.account.address);
  await repeat(() => prover.tick(), network.pollSeconds, interrupted);
  await prover.rest();
  await store.close();
}
