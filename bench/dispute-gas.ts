/**
 * Gas of a whole dispute: the rival claim, the opening, every move, the one-step proof with the dispute's resolution; both sides,
 * whole transactions, real contracts, the real judge. The trace is synthetic but for the step that decides, a store.
 *
 *   node bench/dispute-gas.ts [--check]      writes bench/results/dispute-gas.json, bench/snapshots/dispute.json
 */
import type { Signer } from "ethers";
import { network } from "hardhat";
import { rounds, definition } from "../src/dispute/search.ts";
import { type Call, type Court, deployCourt, endState, makeClaim, play, postBatch, type Side } from "./lib/court.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { realStep } from "./lib/realStep.ts";
import { keepSnapshot } from "./lib/snapshot.ts";
import { toyTrace } from "./lib/toyTrace.ts";

const SPANS = [20, 32, 40];
const NARIES = [2, 4, 8, 16, 32, 64, 128];
/** The bound for 2^32 steps at nary 16, both sides together. */
const BUDGET = 800_000;

type Measured = { readonly claim: number; readonly calls: readonly Call[]; readonly total: number };

const { ethers, networkHelpers } = await network.create("local");
const [, honest, liar] = await ethers.getSigners();
/** Far ahead of the clock, so that blocks are a second apart however long they take: times are calldata, and calldata is gas. */
let now = 2_000_000_000;
for (const signer of [honest, liar]) pace(signer);
const libraries = await Promise.all(
  ["PoseidonT3", "PoseidonT5", "PoseidonT6"].map((name) => ethers.deployContract(name)),
);
const judge = await ethers.deployContract(
  "StepVerifier",
  await Promise.all(libraries.map((library) => library.getAddress())),
);
const stepVerifier = await judge.getAddress();
const real = realStep();

/** Gives every transaction of `signer` the next second, so that the same calls cost the same gas in every run. */
function pace(signer: Signer): void {
  const send = signer.sendTransaction.bind(signer);
  signer.sendTransaction = async (transaction) => {
    await networkHelpers.time.setNextBlockTimestamp(++now);
    return send(transaction);
  };
}

async function measure(bits: number, nary: number): Promise<Measured> {
  const maxSteps = 2 ** bits;
  const court: Court = await deployCourt(ethers, { maxSteps, nary, bond: 10n ** 18n, stepVerifier });
  pace(court.sequencer);
  now += 1_000_000;
  const batch = await postBatch(court, "0x1234");
  // The last mover proves the step, so it must be the honest side: the opener after an even number of rounds.
  const honestOpens = rounds(definition(maxSteps, nary)) % 2 === 0;
  const [first, second] = honestOpens ? [liar, honest] : [honest, liar];
  const earlier = await makeClaim(court, first, court.genesis, batch, endState(1));
  const rival = await makeClaim(court, second, court.genesis, batch, endState(2));
  const sides = [earlier, rival].map((made): Side => {
    const signer = made === earlier ? first : second;
    const { start, end } = made.claim;
    const step = Math.floor(maxSteps * 0.7);
    const fault = signer === liar ? { fault: { step, lie: 1n } } : {};
    return { signer, made, trace: toyTrace({ maxSteps, seed: 7n, start, end, planted: { step, ...real }, ...fault }) };
  });
  const { calls, isProved } = await play({ host: court.rollup, nary, opener: sides[1], responder: sides[0] });
  if (!isProved) throw new Error(`2^${bits}, nary ${nary}: the dispute did not end in a proof`);
  return { claim: rival.gas, calls, total: rival.gas + calls.reduce((sum, { gas }) => sum + gas, 0) };
}

const figures: Figure[] = [];
const snapshot: Record<string, number> = {};
console.log("span  nary  rounds   claim    open    moves (each)        prove    total");
for (const bits of SPANS) {
  for (const nary of NARIES) {
    const { claim, calls, total } = await measure(bits, nary);
    const moves = calls.filter(({ name }) => name === "move").map(({ gas }) => gas);
    const sum = moves.reduce((a, b) => a + b, 0);
    const [open, prove] = [calls[0].gas, calls[calls.length - 1].gas];
    const each = Math.round(sum / Math.max(moves.length, 1));
    console.log(
      [`2^${bits}`, nary, moves.length + 1, claim, open, `${sum} (${moves.length} x ${each})`.padEnd(18), prove, total]
        .map((cell) => String(cell).padStart(7))
        .join(" "),
    );
    snapshot[`2^${bits} nary ${nary}`] = total;
    figures.push({ name: `2^${bits} nary ${nary}`, value: total, unit: "gas" });
    if (bits !== 32) continue;
    snapshot[`open nary ${nary}`] = open;
    snapshot[`move nary ${nary}`] = Math.max(...moves);
    if (nary !== 16) continue;
    Object.assign(snapshot, { claim, prove });
    if (total <= BUDGET) continue;
    console.log(`2^32 with nary 16 is over its budget of ${BUDGET}`);
    process.exitCode = 1;
  }
}
if (!process.argv.includes("--check")) writeResult("dispute-gas", figures);
keepSnapshot("dispute", snapshot);
