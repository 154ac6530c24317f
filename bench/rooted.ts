/**
 * The two trees on the same keys and values: bytes of a proof, CPU time to build, prove and verify, gas to verify on chain.
 * 2^20 places; a tenth of them taken, in one run from 0 on and spread at random, as the ledger and a memory fill.
 *
 *   node bench/rooted.ts [--check]      writes bench/results/rooted.json, bench/snapshots/rooted.json
 */
import { network } from "hardhat";
import { concatBytes } from "../src/crypto/bytes.ts";
import { fromBigEndian, toBigEndian } from "../src/crypto/field.ts";
import { poseidon } from "../src/crypto/poseidon.ts";
import { ChunkTree } from "../src/tree/chunks.ts";
import { PoseidonTree } from "../src/tree/poseidonTree.ts";
import { decodeSiblings, type Rooted } from "../src/tree/rooted.ts";
import { toHex } from "../src/types/hex.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { keepSnapshot } from "./lib/snapshot.ts";

const DEPTH = 20;
const VALUES = 10_000;
const PROVEN = 100;
/** Odd. */
const RUNS = 7;
const AGAIN = 10;
/** Any odd number is a permutation of the places. */
const STRIDE = 0x9_e377;

const value = (i: number): Uint8Array => toBigEndian((0x1234_5678n << 200n) + BigInt(i) + 1n);
const layouts = {
  "in one run": (i: number): number => i,
  spread: (i: number): number => (i * STRIDE) % 2 ** DEPTH,
} as const;

const { ethers } = await network.create("local");
const rooms = await ethers.deployContract("JudgeRooms");
const t5 = await ethers.deployContract("PoseidonT5");
const ledgerTree = await ethers.deployContract("LedgerTree", [await t5.getAddress()]);

/**
 * Milliseconds of CPU that each of so many calls takes: the median of some runs, since code is slow when it is new.
 * @param again how often a run does its work, which is then long enough
 */
function timed<T>(count: number, work: () => T, again = 1): { readonly result: T; readonly each: number } {
  const runs = Array.from({ length: RUNS }, () => {
    const start = process.cpuUsage();
    let result = work();
    for (let i = 1; i < again; i++) result = work();
    const { user, system } = process.cpuUsage(start);
    return { result, each: (user + system) / 1000 / count / again };
  });
  return runs.toSorted((a, b) => a.each - b.each)[(RUNS - 1) / 2]!;
}

function keccakTree(places: readonly number[]): ChunkTree {
  const memory = new Uint8Array(32 * 2 ** DEPTH);
  for (const [i, place] of places.entries()) memory.set(value(i), 32 * place);
  const tree = new ChunkTree(memory, DEPTH);
  tree.update([...new Set(places.map((place) => place >>> 7))].toSorted((a, b) => a - b));
  return tree;
}

const poseidonTree = (places: readonly number[]): PoseidonTree<Uint8Array> =>
  PoseidonTree.empty<Uint8Array>(DEPTH / 2, (leaf) => [[fromBigEndian(leaf), 1n]]).with(
    new Map(places.map((place, i) => [place, value(i)])),
  );

type Measured = { build: number; prove: number; verify: number; bytes: number; gas: number };

async function measure<Root>(
  make: () => Rooted<Root, Uint8Array>,
  places: readonly number[],
  gasOf: (tree: Rooted<Root, Uint8Array>, place: number) => Promise<bigint>,
): Promise<Measured> {
  const { result: tree, each: build } = timed(VALUES, make);
  const shown = Array.from({ length: PROVEN }, (_, i) => (i * VALUES) / PROVEN);
  const { result: proofs, each: prove } = timed(PROVEN, () => shown.map((i) => tree.prove(places[i]!)), AGAIN);
  const { result: all, each: verify } = timed(
    PROVEN,
    () => shown.every((i, at) => tree.scheme.verify(tree.root, places[i]!, value(i), proofs[at]!)),
    AGAIN,
  );
  if (!all) throw new Error(`${tree.scheme.name}: a proof does not hold`);
  const bytes = Math.round(proofs.reduce((sum, proof) => sum + proof.length, 0) / PROVEN);
  return { build, prove, verify, bytes, gas: Number(await gasOf(tree, places[shown[PROVEN >> 1]!]!)) };
}

/** Whole transactions: base cost, calldata, execution. The contract must find the tree's root. */
async function keccakGas(tree: Rooted<Uint8Array, Uint8Array>, place: number): Promise<bigint> {
  const { zeros, hashes } = decodeSiblings(tree.prove(place))!;
  const args = [tree.get(place)!, place, DEPTH, zeros, toHex(concatBytes(hashes))] as const;
  const [root] = await rooms.climb(...args);
  if (root !== toHex(tree.root)) throw new Error("the contract finds another root");
  return rooms.climb.estimateGas(...args);
}

async function poseidonGas(tree: Rooted<bigint, Uint8Array>, place: number): Promise<bigint> {
  const leaf = poseidon([fromBigEndian(tree.get(place)!), 1n]);
  const args = [leaf, place, (tree as PoseidonTree<Uint8Array>).siblings(place)] as const;
  if ((await ledgerTree.climb(...args)) !== tree.root) throw new Error("the contract finds another root");
  return ledgerTree.climb.estimateGas(...args);
}

const figures: Figure[] = [];
const snapshot: Record<string, number> = {};
for (const [layout, placeOf] of Object.entries(layouts)) {
  const places = Array.from({ length: VALUES }, (_, i) => placeOf(i));
  const keccak = await measure(() => keccakTree(places), places, keccakGas);
  const hashed = await measure(() => poseidonTree(places), places, poseidonGas);
  for (const [name, of] of [
    ["keccak", keccak],
    ["Poseidon", hashed],
  ] as const) {
    const ratio = (figure: "build" | "prove" | "verify"): Pick<Figure, "ratio"> => ({
      ratio: { to: `keccak, ${layout}`, value: Number((of[figure] / keccak[figure]).toPrecision(3)) },
    });
    const figure = (what: string, measured: number, unit: string, more: Pick<Figure, "ratio"> = {}): void => {
      figures.push({ name: `${name}, ${layout}: ${what}`, value: Number(measured.toPrecision(3)), unit, ...more });
    };
    figures.push({ name: `${name}, ${layout}: proof`, value: of.bytes, unit: "bytes" });
    figures.push({ name: `${name}, ${layout}: verify on chain`, value: of.gas, unit: "gas" });
    figure("build, a value", of.build, "CPU ms", ratio("build"));
    figure("prove", of.prove, "CPU ms", ratio("prove"));
    figure("verify", of.verify, "CPU ms", ratio("verify"));
    snapshot[`${name}, ${layout}: proof bytes`] = of.bytes;
    snapshot[`${name}, ${layout}: gas`] = of.gas;
  }
}
keepSnapshot("rooted", snapshot);
if (!process.argv.includes("--check")) writeResult("rooted", figures);
