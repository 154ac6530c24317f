/**
 * What a transfer costs by the size of its batch: gas on L1 in each lane, and steps of the guest. Batches of signed transfers are
 * posted on a local chain and made final, by one claim or by proofs in segments of 4 and of 13 records; segments of 55 are computed
 * from what a segment costs. What is claimed and proven is made up, and the proofs are forged with the public secrets of the INSECURE
 * development key: gas is the same, and the contract of another key differs in constants alone.
 *
 *   node bench/settlement-cost.ts      writes bench/results/settlement-cost.json and docs/settlement-cost.svg; four minutes
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PREFIX_BYTES, RECORD_BYTES } from "../src/ledger/constants.ts";
import { workOf } from "./lib/ledgerBatches.ts";
import { anchorOf, nodesOf, runBatch } from "./lib/ledgerGuest.ts";
import { logPlot } from "./lib/plot.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { Settling } from "./lib/settling.ts";

/** Gas of sending ether from one account to another on L1, and nothing else. */
const L1_TRANSFER = 21_000;
const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
/** A batch may begin to pay at each of these. */
const SMALL = Array.from({ length: 64 }, (_, i) => i + 1);
/** Records of a segment by circuit (circuits.json). */
const SEGMENTS = { dev: 4, standard: 13, large: 55 } as const;
const COLORS = { claims: "#1f6f43", dev: "#b3541e", standard: "#7a3fa0", large: "#2458a8" } as const;

type LaneName = keyof typeof COLORS;
/** What settling a batch of that size costs, its posting aside. */
type Settlement = (size: number) => number;
type Posting = { readonly plain: number; readonly committed: number };

/** Gas of a segment that is not the last, and of the last with the settlement. */
let [segment, ends] = [0, 0];
const largest = workOf("transfer", Math.max(...Object.values(SEGMENTS).flatMap(sizesOf)));
const posts = await measurePosts([...SMALL, ...Object.values(SEGMENTS).flatMap(sizesOf)]);
const settlements = await measureSettlements();
const lanes = (Object.keys(COLORS) as LaneName[]).map((name) => ({ name, points: pointsOf(name) }));
const runs = SIZES.map((size) => [size, runOf(size)] as const);

writeResult("settlement-cost", [
  ...lanes.flatMap(({ name, points }) => points.map(([size, gas]) => figure(name, size, gas))),
  ...lanes.flatMap(({ name }) => turn(name)),
  ...Object.entries(SEGMENTS).map(([name, records]) => perRecord(name, records)),
  {
    name: "dev: a transfer in a batch of 5, whose second segment holds one",
    value: Math.round(costOf("dev", 5)),
    unit: "gas",
  },
  ...runs.flatMap(([size, { all, shared }]) => [
    { name: `guest: a transfer in a batch of ${size}`, value: all, unit: "steps" },
    { name: `guest: the same, its signature aside`, value: shared, unit: "steps" },
  ]),
]);
writeFileSync(
  fileURLToPath(new URL("../docs/settlement-cost.svg", import.meta.url)),
  logPlot({
    title: "Gas of one transfer on L1, by the size of its batch",
    x: "transfers in a batch",
    y: "gas a transfer",
    series: lanes.map(({ name, points }) => ({ name: labelOf(name), color: COLORS[name], points })),
    level: { name: "a transfer of ether on L1", y: L1_TRANSFER },
  }),
);
const shared = { name: "guest, signatures aside", points: runs.map(([size, run]) => [size, run.shared] as const) };
for (const { name, points } of [...lanes, shared]) {
  const rises = points.some(([, cost], i) => i > 0 && cost >= points[i - 1]![1]);
  if (rises) console.log(`${name}: the cost of a transfer does not fall with the size of the batch`);
  if (rises) process.exitCode = 1;
}

/** Gas of posting batches of these sizes, without a commitment and with one. */
async function measurePosts(sizes: readonly number[]): Promise<ReadonlyMap<number, Posting>> {
  const court = await Settling.open();
  const found = new Map<number, Posting>();
  try {
    // What the first batch writes for the first time is not written again.
    await court.post(bodyOf(1), true);
    for (const size of new Set([...sizes, ...SIZES])) {
      const body = bodyOf(size);
      found.set(size, { plain: await court.post(body, false), committed: await court.post(body, true) });
    }
  } finally {
    await court.close();
  }
  return found;
}

/** What a claim, or a proof of so many segments, costs whatever the batch is. */
async function measureSettlements(): Promise<Readonly<Record<LaneName, Settlement>>> {
  const court = await Settling.open();
  const bySegments = new Map<number, number>();
  try {
    const claims: number[] = [];
    for (const size of [1, 1, 1_000]) {
      await court.post(bodyOf(size), false);
      claims.push(await court.claim());
    }
    for (const count of provenCounts()) {
      await court.post(bodyOf(1), true);
      const { others, last, settle } = await court.prove(count);
      if (count > 1) segment = others / (count - 1);
      ends = last + settle;
      bySegments.set(count, others + ends);
    }
    const proof =
      (records: number): Settlement =>
      (size) => {
        const count = Math.ceil(size / records);
        return bySegments.get(count) ?? (count - 1) * segment + ends;
      };
    // The first claim of an account writes more for the first time than any later one.
    return {
      claims: () => Math.max(...claims.slice(1)),
      dev: proof(SEGMENTS.dev),
      standard: proof(SEGMENTS.standard),
      large: proof(SEGMENTS.large),
    };
  } finally {
    await court.close();
  }
}

/** Numbers of segments that are proven on the chain: those of the two smaller circuits, in the order of their size. */
function provenCounts(): number[] {
  const { dev, standard } = SEGMENTS;
  const counts = [dev, standard].flatMap((records) => sizesOf(records).map((size) => Math.ceil(size / records)));
  return [...new Set(counts)].toSorted((a, b) => a - b);
}

/** One transfer, and the grid's sizes as whole segments, where every proof is full. */
function sizesOf(records: number): number[] {
  const whole = SIZES.map((size) => Math.ceil(size / records) * records);
  return [...new Set([SIZES[0]!, ...whole])];
}

function pointsOf(name: LaneName): (readonly [size: number, gas: number])[] {
  const sizes = name === "claims" ? SIZES : sizesOf(SEGMENTS[name]);
  return sizes.map((size) => [size, costOf(name, size)]);
}

/** Gas of one transfer in a batch of that size. */
function costOf(name: LaneName, size: number): number {
  const { plain, committed } = posts.get(size)!;
  return Math.round(((name === "claims" ? plain : committed) + settlements[name](size)) / size);
}

function figure(name: LaneName, size: number, value: number): Figure {
  return { name: `${name}: a transfer in a batch of ${size}`, value, unit: "gas", ratio: againstL1(value) };
}

/** What no size of a batch brings down: the proof of a full segment, by its records. */
function perRecord(name: string, records: number): Figure {
  const value = Math.round(segment / records);
  return { name: `${name}: proof of a full segment, a record`, value, unit: "gas", ratio: againstL1(value) };
}

function againstL1(gas: number): NonNullable<Figure["ratio"]> {
  return { to: "a transfer on L1", value: Math.round((1_000 * gas) / L1_TRANSFER) / 1_000 };
}

/** The smallest batch in which a transfer is cheaper than one on L1; none where that is no size at all. */
function turn(name: LaneName): Figure[] {
  const value = SMALL.find((size) => costOf(name, size) < L1_TRANSFER);
  return value === undefined ? [] : [{ name: `${name}: cheaper than on L1 from`, value, unit: "transfers" }];
}

/** Steps that the guest takes for one transfer of a batch's first ones; the accounts of the largest batch lie far apart. */
function runOf(size: number): { readonly all: number; readonly shared: number } {
  const { state, batch } = largest;
  const body = bodyOf(size);
  const header = batch.header.with(5, BigInt(body.length));
  const { steps, phases } = runBatch({ header, body }, anchorOf(state), nodesOf(state));
  return { all: Math.round(steps / size), shared: Math.round((steps - phases.signature) / size) };
}

function bodyOf(size: number): Uint8Array {
  return largest.batch.body.slice(0, PREFIX_BYTES + RECORD_BYTES * size);
}

function labelOf(name: LaneName): string {
  return name === "claims" ? "one claim" : `proofs, segments of ${SEGMENTS[name]}`;
}
