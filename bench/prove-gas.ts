/**
 * Gas of the validity lane and of the bridge: proving a segment with a Groth16 contract, settling, posting with a commitment by
 * the byte, deposits, batches of the queue, exits. Whole transactions, real contracts.
 *
 *   node bench/prove-gas.ts [--check]      writes bench/results/prove-gas.json; with --check compares with it instead
 *
 * A proof's bytes are random and zeros are cheaper, so that figures differ by some ten gas from run to run.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { type Contract, ContractFactory, type InterfaceAbi } from "ethers";
import { network } from "hardhat";
import { fromLittleEndian, toLittleEndian } from "../src/crypto/field.ts";
import { poseidon } from "../src/crypto/poseidon.ts";
import { challengePoint, evaluations, triplesOf } from "../src/ledger/commitment.ts";
import { messageHash } from "../src/ledger/message.ts";
import { resultId } from "../src/rollup/ids.ts";
import { type Hex, toBytes, toHex } from "../src/types/hex.ts";
import { AnyCircuit } from "./lib/anyCircuit.ts";
import { as, type Court, deployCourt, eventOf, type Opening, type Posted, sent } from "./lib/court.ts";
import { type Figure, writeResult } from "./lib/result.ts";

/** What a segment may cost, everything included. */
const BUDGET = 350_000;
/** What the zeros of two proofs may differ by. */
const NOISE = 200;
const [AIRGAP, FEE, C] = [1_000, 10n ** 14n, 12_345n];
const MESSAGE = { sequence: 5n, amount: 10n ** 18n, from: 3 };
const EXIT_PROOF = {
  stateRoot: 77n,
  index: 0,
  siblings: Array.from({ length: 6 }, (_, level) => [1n, 2n, 3n].map((i) => poseidon([BigInt(level), i]))),
};

const { ethers, networkHelpers } = await network.create("local");
const [signer, , reader] = (await ethers.getSigners()) as [HardhatEthersSigner, unknown, HardhatEthersSigner];
const gas: Record<string, number> = {};
const folder = mkdtempSync(join(tmpdir(), "assize-prove-gas-"));
try {
  const circuit = await AnyCircuit.make(folder);
  const { abi, bytecode } = circuit.contract();
  const verifier = (await new ContractFactory(abi as InterfaceAbi, bytecode, signer).deploy()) as Contract;
  const court = await deployed(await verifier.getAddress());
  const result = await measureProofs(court, circuit);
  for (const kib of [1, 16, 100]) await measurePosts(court, kib);
  await measureBridge(court, result);
} finally {
  rmSync(folder, { recursive: true });
}
const figures: Figure[] = Object.entries(gas).map(([name, value]) => ({ name, value, unit: "gas" }));
if (process.argv.includes("--check")) compare(figures);
else writeResult("prove-gas", figures);
if (Math.max(gas["segment, last"]!, gas["segment, not last"]!) > BUDGET) {
  console.log(`a segment is over its budget of ${BUDGET}`);
  process.exitCode = 1;
}

/** Prints each figure that is not the committed one, and sets exit code 1 if there is any. */
function compare(measured: readonly Figure[]): void {
  const file = new URL("results/prove-gas.json", import.meta.url);
  const { figures } = JSON.parse(readFileSync(file, "utf8")) as { readonly figures: readonly Figure[] };
  const kept = new Map(figures.map(({ name, value }) => [name, value]));
  for (const { name, value } of measured) {
    const before = kept.get(name);
    if (before !== undefined && Math.abs(value - before) <= NOISE) continue;
    console.log(`${name}: ${before} -> ${value}`);
    process.exitCode = 1;
  }
}

async function deployed(contract_: string): Promise<Court> {
  const [t3, t5] = [await ethers.deployContract("PoseidonT3"), await ethers.deployContract("PoseidonT5")];
  return deployCourt(ethers, {
    maxSteps: 64,
    nary: 4,
    kind: "anchored",
    inputPages: 32,
    genesisOutput: toHex(toLittleEndian(9n)),
    bridge: { t3: await t3.getAddress(), t5: await t5.getAddress(), itemFee: FEE },
    lane: {
      proposer: signer.address,
      timelock: 10_000,
      airgap: AIRGAP,
      verifiers: [{ contract_, records: 13, circuit: ethers.id("any") }],
    },
  });
}

async function post(court: Court, body: Uint8Array): Promise<Posted & { z: bigint; y: bigint; number: bigint }> {
  const previous = await court.inbox.accumulator(await court.inbox.count());
  const receipt = await sent(court.inbox.postCommitted(previous, await networkHelpers.time.latest(), body, C));
  const { number, accumulator, inputRoot, inputLength, timestamp } = eventOf(court.inbox, receipt, "Posted");
  const rollup = BigInt(await court.rollup.getAddress());
  const header = [1n, 31337n, rollup, number, timestamp, BigInt(body.length), 0n, 0n];
  const z = challengePoint(inputRoot as Hex, Number(inputLength), C);
  const y = evaluations(triplesOf({ header, body }), z).at(-1)!;
  return { number, accumulator, inputRoot, inputLength, z, y, gas: Number(receipt.gasUsed) };
}

/** Two segments, so that both kinds are measured, and the settlement. */
async function measureProofs(court: Court, circuit: AnyCircuit): Promise<Opening> {
  const batch = await post(court, bytes(3_000));
  const middle = poseidon([1n, 2n]);
  const message = messageHash({ ...MESSAGE, exitAddress: BigInt(reader.address) });
  const root = EXIT_PROOF.siblings.reduce((node, others) => poseidon([node, ...others]), message);
  const output = poseidon([EXIT_PROOF.stateRoot, root]);
  const anchor = fromLittleEndian(toBytes(court.genesis.output as Hex));
  gas["segment, not last"] = await proven(court, circuit, batch, [anchor, middle, batch.z, 0n, 0n]);
  gas["segment, last"] = await proven(court, circuit, batch, [middle, output, batch.z, C, batch.y]);
  await networkHelpers.time.increase(AIRGAP);
  gas["settle"] = Number((await sent(court.rollup.settle(court.genesis, batch))).gasUsed);
  const parent = resultId(court.genesis as never);
  return { parent, accumulator: batch.accumulator, output: toHex(toLittleEndian(output)), memoryRoot: ethers.ZeroHash };
}

async function proven(
  court: Court,
  circuit: AnyCircuit,
  batch: Posted & { number: bigint },
  inputs: readonly bigint[],
): Promise<number> {
  const [from, to, , c] = inputs;
  const proof = await circuit.prove(inputs);
  const segment = { verifier: 0, last: c !== 0n, commitment: C, from, to, proof };
  const anchor = court.genesis.output;
  return Number((await sent(court.rollup.proveResult(anchor, batch.number, batch, segment))).gasUsed);
}

/** Posting zero bytes, whose calldata is cheap enough to leave the execution to be seen, and bytes without a zero. */
async function measurePosts(court: Court, kib: number): Promise<void> {
  const { inbox } = court;
  for (const [name, fill] of [
    ["zero", 0],
    ["other", 0xa7],
  ] as const) {
    const body = new Uint8Array(kib * 1024).fill(fill);
    const last = async (): Promise<string> => inbox.accumulator(await inbox.count());
    const plain = await sent(inbox.post(await last(), body));
    const committed = await sent(inbox.postCommitted(await last(), await networkHelpers.time.latest(), body, C));
    gas[`post ${kib} KiB of ${name} bytes`] = Number(plain.gasUsed);
    gas[`post and commit ${kib} KiB of ${name} bytes`] = Number(committed.gasUsed);
    await networkHelpers.time.increase(1_000);
  }
}

async function measureBridge(court: Court, result: Opening): Promise<void> {
  const { inbox } = court;
  const [to, key, exitAddress] = [0xffff_fffe, ethers.id("key"), reader.address];
  const types = ["uint32", "uint32", "uint96", "bytes32", "address", "bytes6"];
  const records: string[] = [];
  for (let i = 0; i < 17; i++) {
    const amount = 10n ** 18n + BigInt(i);
    const receipt = await sent(inbox.deposit(to, key, exitAddress, { value: amount + FEE }));
    gas["deposit"] = Number(receipt.gasUsed);
    records.push(ethers.solidityPacked(types, [to, to, amount, key, exitAddress, `0x${"00".repeat(6)}`]));
  }
  const last = async (): Promise<string> => inbox.accumulator(await inbox.count());
  const queued = async (some: string[]): Promise<number> =>
    Number(
      (await sent(inbox.postQueue(await last(), await networkHelpers.time.latest(), ethers.concat(some), C))).gasUsed,
    );
  gas["batch of 1 queue item"] = await queued(records.slice(0, 1));
  gas["batch of 16 queue items"] = await queued(records.slice(1));

  const sender = as(inbox, reader);
  gas["exit"] = Number((await sent(sender.exit(result, { ...MESSAGE, exitAddress }, EXIT_PROOF))).gasUsed);
  gas["pay an exit"] = Number((await sent(inbox.pay(exitAddress))).gasUsed);
}

/** `length` bytes without a zero. */
function bytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => 1 + (i % 255));
}
