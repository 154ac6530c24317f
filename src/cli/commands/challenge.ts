import type { Command } from "commander";
import { lookAgain, perform, showPerformed, withBench, type Bench } from "../acting.ts";
import type { Performed } from "../../agent/perform.ts";
import type { Execution } from "../../rollup/execution.ts";
import { childrenOf } from "../../rollup/query.ts";
import type { ClaimRecord } from "../../rollup/view.ts";
import { inCourt } from "../context.ts";
import { CommandError, UsageError } from "../errors.ts";
import { contradicting, explainClaim } from "../explain.ts";
import { estimateDispute } from "../estimate.ts";
import { duration, ether, grouped } from "../format.ts";
import { byPrefix } from "../lookup.ts";
import { withChain, withExample, withLayout, type ChainOptions, type ProgramOptions } from "../options.ts";
import { facts, show } from "../output.ts";
import { parsePrefix } from "../values.ts";

type Options = ChainOptions & Partial<ProgramOptions> & { readonly estimate?: boolean; readonly explain?: boolean };

export function defineChallenge(command: Command): void {
  withLayout(withChain(command).option("--elf <file>", "the program that the rollup runs; --estimate needs none"))
    .argument("<claim>", "id of the claim, or its beginning", parsePrefix)
    .option("--estimate", "only say what it would cost")
    .option("--explain", "only say, in names of the program, what is in dispute; needs no key");
  withExample(command, "npx assize challenge 0x1f2e --elf guest/toy/toy.elf");
  command.action((id: string, options: Options) => {
    if (options.estimate === true && options.explain === true) {
      const what = "Each says one thing only, and there are two";
      throw new UsageError("ARGUMENT_INVALID", { what, where: "--estimate, --explain", fix: "Give one of them" });
    }
    if (options.estimate === true) return estimate(id, options);
    const program = programOf(options);
    return options.explain === true ? explainClaim(id, program) : challenge(id, program);
  });
}

/** Whoever re-executes needs the program. @throws UsageError ARGUMENT_INVALID */
function programOf(options: Options): ChainOptions & ProgramOptions {
  const { elf } = options;
  if (elf !== undefined) return { ...options, elf };
  const what = "Challenging re-executes the batch and needs the rollup's program";
  throw new UsageError("ARGUMENT_INVALID", { what, where: "--elf", fix: "Give --elf <file>, or --estimate" });
}

/** A dispute is between two standing claims: ours is made first where it is not there yet. */
function challenge(id: string, options: ChainOptions & ProgramOptions): Promise<void> {
  return withBench(options, async (bench) => {
    const rival = byPrefix(bench.moment.view.claims.values(), id, "claim");
    const execution = falsified(bench, rival);
    const performed: Performed[] = [];
    if (ownClaim(bench, execution) === undefined) {
      performed.push(await perform(bench, { kind: "claim", belief: execution.belief }));
    }
    const again = performed.length === 0 ? bench : await lookAgain(bench);
    const mine = ownClaim(again, execution) as ClaimRecord;
    performed.push(await perform(again, { kind: "open", mine, rival, locks: mine.opened > 0 }));
    showPerformed(options, performed);
  });
}

/** What we hold true where `claim` says something else. @throws CommandError NOTHING_TO_DO when it is true, or not open */
function falsified({ path }: Bench, claim: ClaimRecord): Execution {
  if (claim.status === "standing") return contradicting(path, claim);
  const what = `The claim is ${claim.status} already`;
  throw new CommandError("NOTHING_TO_DO", { what, where: claim.id, fix: "There is nothing to challenge" });
}

function ownClaim({ moment, me }: Bench, { belief }: Execution): ClaimRecord | undefined {
  return childrenOf(moment.view, belief.parent).find(
    ({ owner, end, status }) => owner === me && end === belief.end && status === "standing",
  );
}

function estimate(id: string, options: Options): Promise<void> {
  return inCourt(options, async ({ court, l1 }) => {
    const { view } = await court.sync();
    const claim = byPrefix(view.claims.values(), id, "claim");
    const cost = { claim: claim.id, ...estimateDispute(court.facts, await l1.client.getGasPrice()) };
    show(options, cost, () =>
      facts([
        ["claim", cost.claim],
        ["our transactions, at most", grouped(cost.transactions)],
        ["our gas, at most", `${grouped(cost.gas)} gas`],
        ["fees at this gas price", ether(cost.feesWei)],
        ["bond, returned when we win", ether(cost.bondWei)],
        ["reward when we win", ether(cost.rewardWei)],
        ["longest duration", duration(cost.longestSeconds)],
      ]),
    );
  });
}
