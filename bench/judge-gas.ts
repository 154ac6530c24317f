/**
 * Gas of the judge: one step of every instruction and ecall, whole transactions with their real calldata and execution alone,
 * for a guest with 64 KB of code and 1 MB of data of which no leaf is zero (no sibling can be left out: the largest proofs).
 *
 *   node bench/judge-gas.ts [--check]      writes bench/results/judge-gas.json, bench/snapshots/judge.json
 */
import type { Contract } from "ethers";
import { network } from "hardhat";
import { toHex } from "../src/types/hex.ts";
import { everyStep, type ProvenStep } from "./lib/everyStep.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { keepSnapshot } from "./lib/snapshot.ts";

/** What a step may cost: the whole transaction, and execution alone where that has a bound of its own. */
const BUDGET: Readonly<Record<string, { readonly transaction: number; readonly execution?: number }>> = {
  add: { transaction: 65_000, execution: 12_000 },
  lw: { transaction: 85_000, execution: 17_000 },
  sw: { transaction: 85_000, execution: 22_000 },
};
const ECALL_BUDGET: (typeof BUDGET)[string] = { transaction: 400_000 };

type Gas = { readonly transaction: number; readonly execution: number; readonly bytes: number };

const { ethers } = await network.create("local");
const [sender] = await ethers.getSigners();
const libraries = await Promise.all(
  ["PoseidonT3", "PoseidonT5", "PoseidonT6"].map((name) => ethers.deployContract(name)),
);
const judge = (await ethers.deployContract(
  "StepVerifier",
  libraries.map(({ target }) => target),
)) as unknown as Contract;

/** Sends the step as a transaction of its own; what it returns is checked first. */
async function measure({ name, proven }: ProvenStep): Promise<Gas> {
  const args = [proven.prestate, toHex(proven.proof)];
  if ((await judge.step(...args)) !== proven.poststate) throw new Error(`${name}: the judge has another poststate`);
  const data = judge.interface.encodeFunctionData("step", args);
  const sent = await sender!.sendTransaction({ to: judge.target, data, gasLimit: 10_000_000 });
  const receipt = await sent.wait();
  return { transaction: Number(receipt!.gasUsed), execution: await execution(sent.hash), bytes: proven.proof.length };
}

/** Gas from the first instruction to the last: without the transaction's base cost and calldata. */
async function execution(hash: string): Promise<number> {
  const options = { disableStack: true, disableMemory: true, disableStorage: true };
  const { structLogs } = (await ethers.provider.send("debug_traceTransaction", [hash, options])) as {
    structLogs: { gas: string; gasCost: string }[];
  };
  const [first, last] = [structLogs[0]!, structLogs.at(-1)!];
  return Number(first.gas) - Number(last.gas) + Number(last.gasCost);
}

const figures: Figure[] = [];
const snapshot: Record<string, number> = {};
snapshot["deployment"] = Number((await judge.deploymentTransaction()!.wait())!.gasUsed);
console.log("step              transaction   execution   proof bytes");
for (const step of everyStep()) {
  const { transaction, execution: alone, bytes } = await measure(step);
  console.log([step.name.padEnd(16), ...[transaction, alone, bytes].map((n) => String(n).padStart(12))].join(" "));
  snapshot[`${step.name} transaction`] = transaction;
  snapshot[`${step.name} execution`] = alone;
  figures.push({ name: `${step.name} transaction`, value: transaction, unit: "gas" });
  figures.push({ name: `${step.name} execution`, value: alone, unit: "gas" });
  const budget = step.isEcall ? ECALL_BUDGET : BUDGET[step.name];
  if (budget === undefined) continue;
  if (transaction > budget.transaction || alone > (budget.execution ?? Infinity)) {
    console.log(`${step.name} is over its budget: ${JSON.stringify(budget)}`);
    process.exitCode = 1;
  }
}
if (!process.argv.includes("--check")) writeResult("judge-gas", figures);
keepSnapshot("judge", snapshot);
