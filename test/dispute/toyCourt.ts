import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { Contract, Signer } from "ethers";
import { as, type ClaimTuple, type Made, sent, type Side } from "../../bench/lib/court.ts";
import { toyTrace } from "../../bench/lib/toyTrace.ts";
import type { StateHash } from "../../src/types/stateHash.ts";

/* The dispute without settlement: ToyDispute hosts whatever claims a test makes about traces of the toy machine. */

export const BOND = 1_000_001n;
export const ALLOWANCE = 1_000;
export const MINIMUM = 100;
export const SEED = 77n;
export const PARENT = `0x${"0a".repeat(32)}`;
const RESULT = `0x${"0b".repeat(32)}`;

export async function deployToy(ethers: HardhatEthers, maxSteps: number, nary: number): Promise<Contract> {
  const machine = await (await ethers.deployContract("ToyMachine")).getAddress();
  return (await ethers.deployContract("ToyDispute", [maxSteps, nary, ALLOWANCE, MINIMUM, machine, BOND])) as Contract;
}

export type Lie = { readonly step: number; readonly lie: bigint };

let nonces = 0n;

/** A claim by `signer`: about the true trace, or one that is wrong after a step. */
export async function stand(
  host: Contract,
  signer: Signer,
  maxSteps: number,
  fault?: Lie,
  changes: Partial<ClaimTuple> = {},
): Promise<Side> {
  const trace = toyTrace({ maxSteps, seed: SEED, ...(fault === undefined ? {} : { fault }) });
  const [start, end] = (await trace.hashesAt([0, maxSteps])) as [StateHash, StateHash];
  const owner = await signer.getAddress();
  const claim = { parent: PARENT, start, end, result: RESULT, owner, nonce: nonces++, ...changes };
  const { gasUsed } = await sent(as(host, signer).claim(claim, { value: BOND }));
  const made: Made = { id: await host.claimId(claim), claim, gas: Number(gasUsed) };
  return { signer, made, trace };
}

/** How `ToyDispute` sees a claim. */
export async function claimantOf(
  host: Contract,
  { made }: Side,
): Promise<{ standing: number; opened: number; rewards: number }> {
  const { standing, opened, rewards } = await host.claimant(made.id);
  return { standing: Number(standing), opened: Number(opened), rewards: Number(rewards) };
}

export const STANDING = { none: 0, standing: 1, refuted: 2, collected: 3 } as const;
