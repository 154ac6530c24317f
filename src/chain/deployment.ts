import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keccak256, type Abi, type Address, type Hex } from "viem";
import { z } from "zod";
import { codeOf } from "./answers.ts";
import type { ContractName } from "./artifacts.ts";
import type { L1 } from "./client.ts";
import { ChainError } from "./errors.ts";

/** One contract of a deployment, as `deployments/<chainId>/<Contract>.json` has it. */
export type Deployed = {
  readonly address: Address;
  /** keccak256 of the code on chain. */
  readonly codeHash: Hex;
  /** Block of the deployment: nothing about the contract is older. */
  readonly block: number;
  readonly abi: Abi;
};

const schema = z.strictObject({
  address: hex(20),
  codeHash: hex(32),
  block: z.number().int().nonnegative(),
  abi: z.array(z.any()),
});

function hex(bytes: number): z.ZodType<Hex> {
  const digits = new RegExp(`^0x[0-9a-fA-F]{${2 * bytes}}$`);
  return z.custom<Hex>((value) => typeof value === "string" && digits.test(value), `${bytes} bytes in hex expected`);
}

/** Writes the file whole or not at all. */
export function writeDeployed(folder: string, name: ContractName, deployed: Deployed): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.json`);
  writeFileSync(`${path}.new`, `${JSON.stringify(deployed, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

/**
 * Reads a contract of a deployment and makes sure that the chain holds the very code that was deployed.
 * @throws ChainError DEPLOYMENT_MISSING, DEPLOYMENT_INVALID, DEPLOYMENT_MISMATCH
 */
export async function readDeployed(folder: string, name: ContractName, l1: L1): Promise<Deployed> {
  const path = join(folder, `${name}.json`);
  const deployed = parse(path);
  const code = await codeOf(l1, deployed.address);
  if (keccak256(code) !== deployed.codeHash) {
    throw new ChainError("DEPLOYMENT_MISMATCH", {
      what: `${l1.url} holds ${code === "0x" ? "no code" : "other code"} at ${deployed.address}, where ${name} was deployed`,
      where: path,
      fix: "Check --rpc and --deployment; if the chain was reset, deploy again",
    });
  }
  return deployed;
}

function parse(path: string): Deployed {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const fix = "Run `npx assize deploy` first, or give --deployment <folder>";
    throw new ChainError("DEPLOYMENT_MISSING", { what: "No deployment here", where: path, fix, cause });
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const fix = "Restore it from version control, or deploy again";
    throw new ChainError("DEPLOYMENT_INVALID", { what: "Not a deployment file of ours", where: path, fix, cause });
  }
}
