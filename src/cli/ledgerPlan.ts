import { readFileSync } from "node:fs";
import { Option, type Command } from "commander";
import type { Address, Hex } from "viem";
import type { LaneTerms, LedgerTerms } from "../chain/deploy.ts";
import { isLocal, type Network } from "../chain/network.ts";
import { packagePath } from "../chain/package.ts";
import { toLittleEndian } from "../crypto/field.ts";
import { genesisOutput } from "../ledger/state.ts";
import type { Registration } from "../rollup/program.ts";
import { toHex } from "../types/hex.ts";
import { CIRCUITS, compileCircuit } from "../validity/compile.ts";
import { readEntryPoint } from "../validity/entryPoints.ts";
import { hashFile } from "../validity/keyFile.ts";
import { UsageError } from "./errors.ts";
import { startProgress } from "./progress.ts";
import { registration } from "./terms.ts";
import { parseAddress } from "./addresses.ts";

/** What only the court of a ledger is deployed with. */
export type LedgerOptions = {
  readonly ledger?: boolean;
  readonly verifier?: Address;
  readonly circuit?: string;
  readonly devVerifier?: string;
  readonly proposer?: Address;
};

/** Adds `--ledger`, and what its validity lane begins with. */
export function withLedger(command: Command): Command {
  return command
    .addOption(
      new Option("--ledger", "run the ledger of this package, as the network's file says (docs/ledger.md)").conflicts([
        "elf",
        "layout",
        "kind",
        "maxSteps",
        "worstSeconds",
        "genesisOutput",
      ]),
    )
    .option(
      "--verifier <address>",
      "hybrid: a contract that checks proofs of --circuit, deployed already",
      parseAddress,
    )
    .option("--circuit <name>", "hybrid: the circuit of --verifier, by its name in circuits/circuits.json")
    .addOption(
      new Option(
        "--dev-verifier <circuit>",
        "hybrid, local chains: deploy the INSECURE development key's verifier",
      ).choices(["dev"]),
    )
    .option("--proposer <address>", "hybrid: who may propose further verifiers (default: the sequencer)", parseAddress);
}

/** The ledger of this package as a network's file has it registered. @throws UsageError ARGUMENT_INVALID */
export function ledgerProgram({ ledger }: Network): { readonly program: Registration; readonly genesis: Hex } {
  if (ledger === undefined) {
    throw refused("The network's file has no `ledger` section", "--ledger", "Use --network local-ledger, or add one");
  }
  const [elf, layout] = [packagePath("guest/ledger/ledger.elf"), packagePath("guest/ledger/ledger.yaml")];
  const program = registration(elf, layout, { kind: "anchored", worstSeconds: ledger.worstSeconds });
  return { program, genesis: toHex(toLittleEndian(genesisOutput())) };
}

/**
 * What the court of a ledger has beside it; undefined for other programs.
 * @throws UsageError ARGUMENT_INVALID, LOCAL_ONLY; ValidityError CIRCUIT_*
 */
export async function ledgerTerms(
  options: LedgerOptions,
  { chainId, ledger, lane }: Network,
  sequencer: Address,
): Promise<LedgerTerms | undefined> {
  if (lane !== undefined && options.ledger !== true) {
    throw refused("A hybrid rollup runs the ledger", "--network", "Give --ledger, or an optimistic network's file");
  }
  const given = [options.verifier, options.devVerifier].filter((value) => value !== undefined).length;
  if (lane === undefined && given + (options.proposer === undefined ? 0 : 1) > 0) {
    throw refused("Only a hybrid rollup has verifiers", "--verifier", "Set rollup_type: hybrid in the network's file");
  }
  if (options.ledger !== true || ledger === undefined) return undefined;
  if (lane === undefined) return { itemFee: ledger.itemFee };
  if (given === 0) {
    throw refused("A hybrid rollup begins with a verifier", "--verifier", "Give --verifier, or --dev-verifier to try");
  }
  if (options.devVerifier !== undefined && !isLocal(chainId)) {
    const what = `A development key proves anything, and is refused on chain ${chainId}`;
    throw new UsageError("LOCAL_ONLY", {
      what,
      where: "--dev-verifier",
      fix: "Make a key by a ceremony (docs/keys.md)",
    });
  }
  const proposer = options.proposer ?? sequencer;
  return { itemFee: ledger.itemFee, lane: { proposer, ...lane, ...(await verifiersOf(options)) } };
}

async function verifiersOf({
  verifier,
  circuit,
  devVerifier,
}: LedgerOptions): Promise<Pick<LaneTerms, "verifiers" | "developmentVerifier">> {
  const kept = devVerifier === undefined ? undefined : developmentVerifier(devVerifier);
  const first = kept === undefined ? {} : { developmentVerifier: kept };
  if (verifier === undefined) return { ...first, verifiers: [] };
  if (circuit === undefined) throw refused("Nothing says what it checks proofs of", "--circuit", "Name the circuit");
  const progress = startProgress();
  const { r1cs } = await compileCircuit(circuit, {
    onProgress: (phase) => progress.update(`circom, ${circuit}: ${phase}`),
  });
  progress.done();
  const { records } = readEntryPoint(CIRCUITS, circuit);
  return { ...first, verifiers: [{ contract_: verifier, records, circuit: await hashFile(r1cs) }] };
}

/** What the verifier among our contracts was generated for (scripts/generate/verifiers.ts). */
function developmentVerifier(name: string): NonNullable<LaneTerms["developmentVerifier"]> {
  const { r1cs } = JSON.parse(readFileSync(packagePath(`circuits/keys/${name}.json`), "utf8")) as {
    readonly r1cs: Hex;
  };
  return { records: readEntryPoint(CIRCUITS, name).records, circuit: r1cs };
}

function refused(what: string, where: string, fix: string): UsageError {
  return new UsageError("ARGUMENT_INVALID", { what, where, fix });
}
