import { readFileSync } from "node:fs";
import type { Artifact } from "@nomicfoundation/ignition-core";
import { ChainError } from "./errors.ts";
import { packagePath } from "./package.ts";

/** The contracts that are deployed, and the source file of each as the compiler names it. */
export const CONTRACT_SOURCES = {
  PoseidonT3: "poseidon-solidity/PoseidonT3.sol",
  PoseidonT5: "poseidon-solidity/PoseidonT5.sol",
  PoseidonT6: "poseidon-solidity/PoseidonT6.sol",
  StepVerifier: "contracts/machine/StepVerifier.sol",
  Programs: "contracts/rollup/Programs.sol",
  Rollup: "contracts/rollup/Rollup.sol",
  Inbox: "contracts/rollup/Inbox.sol",
  ValidityLane: "contracts/validity/ValidityLane.sol",
  InsecureDevVerifier: "contracts/validity/generated/InsecureDevVerifier.sol",
} as const;

export type ContractName = keyof typeof CONTRACT_SOURCES;

/** Those that not every court has. */
export const OPTIONAL_CONTRACTS: ReadonlySet<ContractName> = new Set(["ValidityLane", "InsecureDevVerifier"]);

/**
 * What the compiler made of a contract: ABI, bytecode, link references.
 * @throws ChainError ARTIFACT_MISSING
 */
export function readArtifact(name: ContractName): Artifact {
  const path = packagePath(`artifacts/${CONTRACT_SOURCES[name]}/${name}.json`);
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Artifact;
  } catch (cause) {
    throw new ChainError("ARTIFACT_MISSING", {
      what: `The contract ${name} has not been compiled`,
      where: path,
      fix: "Run `npm run build`",
      cause,
    });
  }
}
