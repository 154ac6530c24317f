import { readFileSync } from "node:fs";
import type { Abi, Address, Hex } from "viem";
import { signer, type L1 } from "../../src/chain/client.ts";
import type { LedgerTerms } from "../../src/chain/deploy.ts";
import { packagePath } from "../../src/chain/package.ts";
import { circuitOf, type Circuit } from "../../src/prover/circuit.ts";
import { CIRCUITS, compileCircuit } from "../../src/validity/compile.ts";
import { readEntryPoint } from "../../src/validity/entryPoints.ts";
import type { KeyFile } from "../../src/validity/keyFile.ts";
import { developmentKey } from "../../src/validity/keys.ts";
import type { OnProgress } from "../../src/validity/proofSystem.ts";
import type { VerificationKey } from "../../src/validity/zkey.ts";
import { account, type Setting } from "./stage.ts";

/*
 * A ledger whose validity lane has one verifier: that of the smallest circuit and its INSECURE development key, whose secrets
 * are public. For chains inside one process.
 */

const CIRCUIT = "dev";
/** Records that a segment of the circuit holds. */
export const RECORDS: number = readEntryPoint(CIRCUITS, CIRCUIT).records;
/** From a proof's acceptance until it settles, and of a freeze; seconds. */
export const AIRGAP = 40;
export const TIMELOCK = 200;
/** Wei. */
export const ITEM_FEE: bigint = 10n ** 14n;

/** What checks the circuit's proofs, and the hash of its constraints. */
export type Checked = { readonly r1cs: Hex; readonly key: VerificationKey };

/** As the repository keeps it, beside the contract that is made of it. */
export const CHECKED: Checked = JSON.parse(
  readFileSync(packagePath(`circuits/keys/${CIRCUIT}.json`), "utf8"),
) as Checked;

/** The ledger's guest in court, with bridge and lane. The step limit is that of guest/ledger/ledger.yaml. */
export const LEDGER: Setting = {
  guest: "ledger",
  terms: { kind: "anchored", maxSteps: 2 ** 28, worstSeconds: 1 },
  ledger: laneOn,
};

/** What honest proofs are made with. */
export type Proven = { readonly circuit: Circuit; readonly key: KeyFile };

/** Compiles the circuit and makes its development key, or takes both from the cache. */
export async function provenCircuit(onProgress: OnProgress = () => {}): Promise<Proven> {
  const compiled = await compileCircuit(CIRCUIT, { onProgress: (phase) => onProgress(`circom: ${phase}`) });
  const key = await developmentKey(compiled, onProgress);
  return { circuit: circuitOf(compiled.wasm, key, RECORDS), key };
}

async function laneOn(l1: L1): Promise<LedgerTerms> {
  const contract_ = await deployVerifier(l1);
  const verifiers = [{ contract_, records: RECORDS, circuit: CHECKED.r1cs }];
  const proposer = account(0).address;
  return { itemFee: ITEM_FEE, lane: { proposer, timelock: TIMELOCK, airgap: AIRGAP, verifiers } };
}

/** The generated contract of the development key. */
async function deployVerifier(l1: L1): Promise<Address> {
  const path = packagePath("artifacts/contracts/validity/generated/InsecureDevVerifier.sol/InsecureDevVerifier.json");
  const { abi, bytecode } = JSON.parse(readFileSync(path, "utf8")) as { readonly abi: Abi; readonly bytecode: Hex };
  const hash = await signer(l1, account(0)).deployContract({ abi, bytecode });
  return (await l1.client.waitForTransactionReceipt({ hash })).contractAddress!;
}
