import type { Command } from "commander";
import type { Address, Hex } from "viem";
import type { CourtPlan } from "../../chain/deploy.ts";
import { readDeployed } from "../../chain/deployment.ts";
import { readKey } from "../../chain/key.ts";
import { signingProvider } from "../../chain/provider.ts";
import { parseAddress } from "../addresses.ts";
import { onChain, type OnChain } from "../context.ts";
import { UsageError } from "../errors.ts";
import { requireWritable } from "../files.ts";
import { ledgerProgram, ledgerTerms, withLedger, type LedgerOptions } from "../ledgerPlan.ts";
import { withChain, withExample, withLayout, type ChainOptions } from "../options.ts";
import { show } from "../output.ts";
import { registration, withTerms, type TermsOptions } from "../terms.ts";
import { parseWord } from "../values.ts";

type Options = ChainOptions &
  Partial<TermsOptions> &
  LedgerOptions & {
    readonly elf?: string;
    readonly layout?: string;
    readonly sequencer?: Address;
    readonly genesisOutput: Hex;
    readonly dryRun?: boolean;
  };

const NO_OUTPUT: Hex = `0x${"00".repeat(32)}`;

export function defineDeploy(command: Command): void {
  withTerms(withLayout(withChain(command).option("--elf <file>", "the program that the rollup runs")), false)
    .option("--sequencer <address>", "the one account that posts batches (default: the deploying one)", parseAddress)
    .option("--genesis-output <hex>", "anchor of the first batch, 32 bytes", parseWord, NO_OUTPUT)
    .option("--dry-run", "only say what would be deployed, and what it costs");
  withExample(
    withLedger(command),
    "npx assize deploy --elf guest/toy/toy.elf --kind anchored --max-steps 65536 --worst-seconds 1 --dry-run\n" +
      "  npx assize deploy --ledger --network local-ledger --dev-verifier dev --dry-run",
  ).action(deploy);
}

function deploy(options: Options): Promise<void> {
  const registered = options.ledger === true ? undefined : registeredBy(options);
  return onChain(options, async (connection) => {
    const { network } = connection;
    // Who deploys matters to a dry run only where nobody is named as sequencer; a key is then not needed.
    const sequencer = options.sequencer ?? (await readKey(process.env)).address;
    const { program, genesis } = registered ?? ledgerProgram(network);
    const ledger = await ledgerTerms(options, network, sequencer);
    const plan = { program, sequencer, genesisOutput: genesis, court: network.court, ...(ledger && { ledger }) };
    await (options.dryRun === true ? dryRun(plan, options, connection) : deployReally(plan, options, connection));
  });
}

async function dryRun(plan: CourtPlan, options: Options, { l1 }: OnChain): Promise<void> {
  const { rehearse, planLines } = await import("../plan.ts");
  const found = await rehearse(plan, l1);
  show(options, { deployed: false, rollup: null, folder: null, explorer: null, ...found }, () => planLines(found));
}

async function deployReally(plan: CourtPlan, options: Options, connection: OnChain): Promise<void> {
  const { l1, folder, network } = connection;
  const account = await readKey(process.env);
  requireWritable(folder);
  // Loaded only here: Ignition takes half a second, and asking for help needs none of it.
  const [{ rehearse, planLines }, { deployCourt }, { noteIn }] = await Promise.all([
    import("../plan.ts"),
    import("../../chain/deploy.ts"),
    import("../../chain/ignition.ts"),
  ]);
  const found = await rehearse(plan, l1);
  await deployCourt(l1, signingProvider(l1, account, noteIn(folder)), account.address, plan, folder);
  const { address: rollup } = await readDeployed(folder, "Rollup", l1);
  const explorer = network.explorer === undefined ? null : `${network.explorer}/address/${rollup}`;
  show(options, { deployed: true, rollup, folder, explorer, ...found }, () => [
    `deployed ${rollup}; addresses and ABIs are in ${folder}`,
    ...(explorer === null ? [] : [explorer]),
    "",
    ...planLines(found),
  ]);
}

/** @throws UsageError ARGUMENT_INVALID */
function registeredBy({
  elf,
  layout,
  kind,
  ...terms
}: Options): Pick<ReturnType<typeof ledgerProgram>, "program" | "genesis"> {
  for (const [value, option] of [
    [elf, "--elf <file>"],
    [kind, "--kind <kind>"],
  ] as const) {
    if (value !== undefined) continue;
    const what = `Required option '${option}' not specified`;
    throw new UsageError("ARGUMENT_INVALID", { what, fix: "Give it, or --ledger; see `npx assize deploy --help`" });
  }
  const program = registration(elf as string, layout, { ...terms, kind: kind as NonNullable<typeof kind> });
  return { program, genesis: terms.genesisOutput };
}
