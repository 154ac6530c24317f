import { InvalidArgumentError, type Command } from "commander";
import { isAddress, type Address, type Hex } from "viem";
import type { CourtPlan } from "../../chain/deploy.ts";
import { readDeployed } from "../../chain/deployment.ts";
import { readKey } from "../../chain/key.ts";
import { signingProvider } from "../../chain/provider.ts";
import type { Registration } from "../../rollup/program.ts";
import { onChain, type OnChain } from "../context.ts";
import { requireWritable } from "../files.ts";
import { withChain, withExample, withProgram, type ChainOptions, type ProgramOptions } from "../options.ts";
import { show } from "../output.ts";
import { registration, withTerms, type TermsOptions } from "../terms.ts";
import { parseWord } from "../values.ts";

type Options = ChainOptions &
  ProgramOptions &
  TermsOptions & { readonly sequencer?: Address; readonly genesisOutput: Hex; readonly dryRun?: boolean };

const NO_OUTPUT: Hex = `0x${"00".repeat(32)}`;

export function defineDeploy(command: Command): void {
  withTerms(withProgram(withChain(command)))
    .option("--sequencer <address>", "the one account that posts batches (default: the deploying one)", parseAddress)
    .option("--genesis-output <hex>", "anchor of the first batch, 32 bytes", parseWord, NO_OUTPUT)
    .option("--dry-run", "only say what would be deployed, and what it costs");
  withExample(
    command,
    "npx assize deploy --elf guest/toy/toy.elf --kind anchored --max-steps 65536 --worst-seconds 1 --dry-run",
  ).action(deploy);
}

function deploy(options: Options): Promise<void> {
  const program = registration(options.elf, options.layout, options);
  return onChain(options, (connection) =>
    options.dryRun === true ? dryRun(program, options, connection) : deployReally(program, options, connection),
  );
}

async function dryRun(program: Registration, options: Options, connection: OnChain): Promise<void> {
  // Who deploys matters only where nobody else is named as sequencer; a key is then not needed.
  const sequencer = options.sequencer ?? (await readKey(process.env)).address;
  const { rehearse, planLines } = await import("../plan.ts");
  const found = await rehearse(planOf(program, sequencer, options, connection), await gasPrice(connection));
  show(options, { deployed: false, rollup: null, folder: null, explorer: null, ...found }, () => planLines(found));
}

async function deployReally(program: Registration, options: Options, connection: OnChain): Promise<void> {
  const { l1, folder, network } = connection;
  const account = await readKey(process.env);
  requireWritable(folder);
  const plan = planOf(program, options.sequencer ?? account.address, options, connection);
  // Loaded only here: Ignition takes half a second, and asking for help needs none of it.
  const [{ rehearse, planLines }, { deployCourt }, { noteIn }] = await Promise.all([
    import("../plan.ts"),
    import("../../chain/deploy.ts"),
    import("../../chain/ignition.ts"),
  ]);
  const found = await rehearse(plan, await gasPrice(connection));
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

function planOf(program: Registration, sequencer: Address, options: Options, { network }: OnChain): CourtPlan {
  return { program, sequencer, genesisOutput: options.genesisOutput, court: network.court };
}

function gasPrice({ l1 }: OnChain): Promise<bigint> {
  return l1.client.getGasPrice();
}

function parseAddress(text: string): Address {
  if (isAddress(text)) return text;
  throw new InvalidArgumentError("An address is expected: 0x and 40 hex digits; mixed case must be its checksum");
}
