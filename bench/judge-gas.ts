/**
 * Gas of the judge: one step of every instruction and ecall, whole transactions with their real calldata and execution alone,
 * for a guest with 64 KB of code and 1 MB of data of which no leaf is zero (no sibling can be left out: the largest proofs).
 *
 *   node bench/judge-gas.ts [--check]      writes bench/results/judge-gas.json, bench/snapshots/judge.json
 */
import type { Contract } from "ethers";
import { network } from "hardhat";
import { encode } from "../scripts/generate/encode.ts";
import { toLittleEndian } from "../src/crypto/field.ts";
import { poseidon } from "../src/crypto/poseidon.ts";
import * as isa from "../src/machine/isa.ts";
import { type Guest, Machine, type StepProof } from "../src/machine/machine.ts";
import { NodeStore } from "../src/machine/nodes.ts";
import { toHex } from "../src/types/hex.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { keepSnapshot } from "./lib/snapshot.ts";

const CODE = 0x8000_0000;
const DATA = 0x8100_0000;
const LAYOUT = [
  { start: CODE, size: 0x1_0000, kind: isa.KIND_CODE },
  { start: 0x8010_0000, size: 0x4000, kind: isa.KIND_READ_ONLY },
  { start: DATA, size: 0x10_0000, kind: isa.KIND_READ_WRITE },
  { start: 0xa000_0000, size: 0x1_0000, kind: isa.KIND_INPUT },
];
const NAMES = ["code", "constants", "data", "input"];

/** What a step may cost: the whole transaction, and execution alone where that has a bound of its own. */
const BUDGET: Readonly<Record<string, { readonly transaction: number; readonly execution?: number }>> = {
  add: { transaction: 65_000, execution: 12_000 },
  lw: { transaction: 85_000, execution: 17_000 },
  sw: { transaction: 85_000, execution: 22_000 },
};
const ECALL_BUDGET = { transaction: 400_000 };

type Step = {
  readonly name: string;
  readonly proven: StepProof;
  readonly budget?: { transaction: number; execution?: number };
};
type Gas = { readonly transaction: number; readonly execution: number; readonly bytes: number };

function machine(word: number, registers: Readonly<Record<number, number>>): Machine {
  const images = LAYOUT.map(({ size }, section) =>
    Uint8Array.from({ length: size }, (_, i) => 1 + ((i * 31 + (i >> 5) * 7 + section) % 255)),
  );
  new DataView(images[0]!.buffer).setUint32(0x8764, word, true);
  const nodes = new NodeStore();
  for (const children of [
    [1n, 2n],
    [1n, 2n, 3n, 4n],
  ]) {
    images[2]!.set(toLittleEndian(poseidon(children)), 0x4_0000 + 32 * children.length);
    nodes.add(children);
  }
  // Leaves below the field for POSEIDON: the highest byte is the last.
  for (let leaf = 0; leaf < 8; leaf++) images[2]![0x8_0000 + 32 * leaf + 31] = 1;
  const guest: Guest = { layout: LAYOUT, names: NAMES, images, entry: CODE + 0x8764 };
  const made = new Machine(guest, { anchor: images[2]!.slice(0, 32), input: images[3]!, nodes });
  for (let register = 1; register < 32; register++) made.state.registers[register] = register * 0x0101_0101;
  for (const [register, value] of Object.entries(registers)) made.state.registers[Number(register)] = value;
  return made;
}

function* instructions(): Generator<Step> {
  for (const { name, format } of isa.INSTRUCTIONS) {
    if (name === "ecall") continue;
    const word = encode(name, { rd: 5, rs1: 6, rs2: 7, imm: format === "U" ? 0x12345000 : 16 });
    const isMemory = /^[ls][bhw]u?$/.test(name);
    const made = machine(word, isMemory ? { 6: DATA + 0x5_4320 } : {});
    const budget = BUDGET[name];
    yield { name, proven: made.proveStep(), ...(budget === undefined ? {} : { budget }) };
  }
}

function* ecalls(): Generator<Step> {
  const far = [0x1_0000, 0x2_0000, 0x3_0000, 0x9_0000].map((offset) => DATA + offset);
  const calls: readonly (readonly [name: string, number: number, args: readonly number[]])[] = [
    ["HALT", isa.ECALL_HALT, [0]],
    ["PRINT", isa.ECALL_PRINT, [1, DATA, 5]],
    ["COMMIT", isa.ECALL_COMMIT, [DATA]],
    ["ANCHOR", isa.ECALL_ANCHOR, [DATA]],
    ["MULMOD256", isa.ECALL_MULMOD256, far],
    ["POSEIDON 2", isa.ECALL_POSEIDON, [DATA, DATA + 0x8_0000, 2]],
    ["POSEIDON 4", isa.ECALL_POSEIDON, [DATA, DATA + 0x8_0000, 4]],
    ["POSEIDON 5", isa.ECALL_POSEIDON, [DATA, DATA + 0x8_0000, 5]],
    ["POSEIDON_OPEN 2", isa.ECALL_POSEIDON_OPEN, [DATA + 0x4_0040, DATA + 0x8_0000, 2]],
    ["POSEIDON_OPEN 4", isa.ECALL_POSEIDON_OPEN, [DATA + 0x4_0080, DATA + 0x8_0000, 4]],
    ["PHASE", isa.ECALL_PHASE, [1]],
  ];
  for (const [name, number, args] of calls) {
    const registers = { [isa.A7]: number, ...Object.fromEntries(args.map((value, i) => [isa.A0 + i, value])) };
    const made = machine(encode("ecall", {}), registers);
    const proven = made.proveStep();
    if (made.state.status === isa.STATUS_TRAPPED) throw new Error(`${name} trapped with cause ${made.state.exitCode}`);
    yield { name, proven, budget: ECALL_BUDGET };
  }
}

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
async function measure({ name, proven }: Step): Promise<Gas> {
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
for (const step of [...instructions(), ...ecalls()]) {
  const { transaction, execution: alone, bytes } = await measure(step);
  console.log([step.name.padEnd(16), ...[transaction, alone, bytes].map((n) => String(n).padStart(12))].join(" "));
  snapshot[`${step.name} transaction`] = transaction;
  snapshot[`${step.name} execution`] = alone;
  figures.push({ name: `${step.name} transaction`, value: transaction, unit: "gas" });
  figures.push({ name: `${step.name} execution`, value: alone, unit: "gas" });
  if (step.budget === undefined) continue;
  if (transaction > step.budget.transaction || alone > (step.budget.execution ?? Infinity)) {
    console.log(`${step.name} is over its budget: ${JSON.stringify(step.budget)}`);
    process.exitCode = 1;
  }
}
if (!process.argv.includes("--check")) writeResult("judge-gas", figures);
keepSnapshot("judge", snapshot);
