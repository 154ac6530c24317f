/**
 * Memory commitment: 16 MiB from scratch and 100 dirty chunks, against hash-wasm doing the same tree in the same run; what
 * priorities save on the bank's trace; what a second thread brings.
 *
 *   node bench/hashing.ts      writes bench/results/hashing.json
 */
import { readFileSync } from "node:fs";
import { encodeTransfers, type Transfer } from "../examples/bank/transfers.ts";
import { Live, NOT_HASHED } from "../src/machine/access/live.ts";
import { Commitment, type Hashing } from "../src/machine/commitment.ts";
import { KIND_READ_WRITE, STATUS_RUNNING } from "../src/machine/isa.ts";
import type { Priority } from "../src/machine/layoutFile.ts";
import { Machine } from "../src/machine/machine.ts";
import { NodeStore } from "../src/machine/nodes.ts";
import { loadProgram } from "../src/machine/program.ts";
import { composeInput } from "../src/rollup/input.ts";
import { HashPool } from "../src/threads/hashPool.ts";
import { Kernel } from "../src/tree/kernel.ts";
import { toHex } from "../src/types/hex.ts";
import { HashWasmTree } from "./lib/hashWasmTree.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { cpuSeconds, wallSeconds } from "./lib/stopwatch.ts";

const RUNS = 15;
const WARM = 3;
const PAGE = 4096;
const CHUNKS = 4096;
const DIRTY = 100;
const START = 0x8000_0000;
const LAYOUT = [{ start: START, size: CHUNKS * PAGE, kind: KIND_READ_WRITE }];
/** Chunks that are dirty: any odd number is a permutation of the places. */
const STRIDE = 1597;
/** Fewest chunks that threads share here, fewer than the product has them share. */
const FEWEST = 16;
/** Steps between two checkpoints of the bank's trace. */
const SPAN = 2 ** 14;

const figures: Figure[] = [];
const add = (name: string, value: number, unit: string, ratio?: Figure["ratio"]): void => {
  figures.push({
    name,
    value: rounded(value),
    unit,
    ...(ratio && { ratio: { ...ratio, value: rounded(ratio.value) } }),
  });
};

/** 16 MiB without a zero chunk, in a machine's memory, under the tree that is asked for. */
class Subject {
  readonly live = new Live(LAYOUT, new NodeStore());
  readonly #commitment: Commitment;

  constructor(hashing: Hashing = {}) {
    const [from, to] = [this.live.offsets[0]! / 4, (this.live.offsets[0]! + CHUNKS * PAGE) / 4];
    for (let i = from; i < to; i++) this.live.words[i] = Math.imul(i + 1, 0x9e37_79b1) ^ (i >>> 5);
    this.#commitment = new Commitment(LAYOUT, this.live, hashing);
  }

  /** What a run leaves behind: so many chunks written to. */
  touch(count: number): void {
    for (let i = 0; i < count; i++) {
      const address = START + ((i * STRIDE) % CHUNKS) * PAGE;
      this.live.bytes[this.live.write(address)]! ^= 1;
    }
  }

  root(): string {
    return toHex(this.#commitment.root(0));
  }
}

/** The same memory under the baseline's tree, which is told what the machine's marks say. */
class Baseline {
  readonly subject = new Subject();
  readonly #tree: HashWasmTree;

  constructor() {
    const [from, size] = [this.subject.live.offsets[0]!, CHUNKS * PAGE];
    this.#tree = new HashWasmTree(this.subject.live.bytes.subarray(from, from + size), 19);
  }

  touch(count: number): void {
    this.subject.touch(count);
  }

  root(): string {
    const { changed, offsets } = this.subject.live;
    const chunks: number[] = [];
    for (let chunk = 0; chunk < CHUNKS; chunk++) {
      const at = offsets[0]! / PAGE + chunk;
      if ((changed[at]! & NOT_HASHED) === 0) continue;
      changed[at]! &= ~NOT_HASHED;
      chunks.push(chunk);
    }
    this.#tree.update(chunks);
    return toHex(this.#tree.root);
  }
}

type Contender = { touch(count: number): void; root(): string };

/** Medians of the milliseconds that each takes to hash so many dirty chunks, by turns; all roots are compared. */
function compare(contenders: Readonly<Record<string, Contender>>, dirty: number, clock: () => number): number[] {
  const times = Object.values(contenders).map((): number[] => []);
  for (let run = -WARM; run < RUNS; run++) {
    const roots = Object.values(contenders).map((contender, i) => {
      contender.touch(dirty);
      const start = clock();
      const root = contender.root();
      if (run >= 0) times[i]!.push((clock() - start) * 1000);
      return root;
    });
    if (new Set(roots).size !== 1) throw new Error(`other roots: ${roots.join(" ")}`);
  }
  return times.map(median);
}

againstHashWasm();
zeroChunks();
await threads();
priorities();
writeResult("hashing", figures);

function againstHashWasm(): void {
  const contenders = {
    "hash-wasm": new Baseline(),
    kernel: new Subject(),
    "kernel, one node at a time": new Subject({ hasher: new Kernel(false) }),
  };
  for (const [what, dirty] of [
    ["16 MiB from scratch", CHUNKS],
    [`${DIRTY} dirty chunks of 16 MiB`, DIRTY],
  ] as const) {
    const times = compare(contenders, dirty, cpuSeconds);
    const [base = 0, ours = 0] = times;
    for (const [i, name] of Object.keys(contenders).entries()) {
      const faster = i === 0 ? undefined : { to: "as fast as hash-wasm", value: base / times[i]! };
      add(`${what}: ${name}`, times[i]!, "CPU ms", faster);
    }
    if (dirty === CHUNKS) add("copying to the kernel's memory", (100 * copying()) / ours, "% of the time");
  }
}

/** Milliseconds to copy 16 MiB chunk by chunk, as the kernel does. */
function copying(): number {
  const { live } = new Subject();
  const room = new Uint8Array(PAGE);
  const times = Array.from({ length: WARM + RUNS }, () => {
    const start = cpuSeconds();
    for (let at = PAGE; at < CHUNKS * PAGE; at += PAGE) room.set(live.bytes.subarray(at, at + PAGE));
    return (cpuSeconds() - start) * 1000;
  });
  return median(times.slice(WARM));
}

/** Chunks that are marked but zero, and the look for marks where there are none. */
function zeroChunks(): void {
  const live = new Live(LAYOUT, new NodeStore());
  const commitment = new Commitment(LAYOUT, live);
  const times = (mark: number): number => {
    const all = Array.from({ length: WARM + 4 * RUNS }, () => {
      live.changed.fill(mark);
      const start = cpuSeconds();
      commitment.roots();
      return (cpuSeconds() - start) * 1000;
    });
    return median(all.slice(WARM));
  };
  add("16 MiB of zeros, all written to", times(NOT_HASHED), "CPU ms");
  add("16 MiB, nothing written to", times(0), "CPU ms");
}

async function threads(): Promise<void> {
  const pool = new HashPool(2, 0, FEWEST);
  const contenders = { one: new Subject(), two: new Subject({ hasher: pool }) };
  const before = cpuSeconds();
  pool.hash(
    new Uint8Array(FEWEST * PAGE),
    Array.from({ length: FEWEST }, (_, i) => i),
    new Uint8Array(FEWEST * 32),
  );
  // Nothing else happens in this time but that the second thread starts.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  add("start of a thread", (cpuSeconds() - before) * 1000, "CPU ms");
  for (const chunks of [FEWEST, 64, 256, CHUNKS]) {
    const before = pool.taken;
    const [one = 0, two = 0] = compare(contenders, chunks, wallSeconds);
    const others = 1 - (pool.taken - before) / ((WARM + RUNS) * chunks);
    add(`${chunks} chunks on one thread`, one, "ms");
    add(`${chunks} chunks on two threads`, two, "ms", { to: "as fast as one", value: one / two });
    add(`${chunks} chunks: share of the second thread`, 100 * others, "%");
  }
  await pool.close();
}

/** CPU spent on hashing in a run of the bank with a checkpoint every 2^14 steps, and a state hash at its end. */
function priorities(): void {
  const { program } = loadProgram(readFileSync(new URL("../guest/bank/bank.elf", import.meta.url)));
  const transfers = Array.from({ length: 5000 }, (_, i): Transfer => ({
    from: i,
    to: 9999 - ((i * 7) % 4999),
    amount: 3n,
    nonce: 0,
  }));
  const header = { chainId: 0, rollup: "0x00", batch: 1, timestamp: 0 } as const;
  const input = composeInput(header, encodeTransfers(transfers), program.inputSize);
  const all = ["high", "medium", "low"] as const;
  const results = new Map(all.map((priority) => [priority, { ms: [] as number[], hashed: 0, checkpoints: 0 }]));
  const hashes = new Set<string>();
  for (let run = -WARM; run < RUNS; run++) {
    for (const priority of all) {
      const result = results.get(priority)!;
      const { ms, ...rest } = bankRun(priority);
      Object.assign(result, rest);
      if (run >= 0) result.ms.push(ms);
    }
  }
  if (hashes.size !== 1) throw new Error("a priority has changed the state");
  const often = median(results.get("high")!.ms);
  for (const [priority, { ms, hashed, checkpoints }] of results) {
    const what = `bank, 5,000 transfers, ${checkpoints} checkpoints, all ${priority}`;
    add(what, median(ms), "CPU ms of hashing", { to: "of all high", value: median(ms) / often });
    add(`${what}: chunks hashed`, hashed, "chunks");
  }

  function bankRun(priority: Priority): { ms: number; hashed: number; checkpoints: number } {
    const hashing = { priorities: program.layout.map(() => priority) };
    const machine = new Machine({ ...program, hashing }, { input });
    let [seconds, checkpoints] = [0, 0];
    const timed = (work: () => void): void => {
      const start = cpuSeconds();
      work();
      seconds += cpuSeconds() - start;
    };
    while (machine.state.status === STATUS_RUNNING) {
      timed(() => machine.commitment.refresh(checkpoints));
      machine.run(SPAN);
      checkpoints += 1;
    }
    timed(() => void hashes.add(machine.stateHash()));
    return { ms: seconds * 1000, hashed: machine.commitment.hashed, checkpoints };
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
