import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { after, describe, it } from "mocha";
import { importsOf } from "../../scripts/check/source.ts";
import { HashPool } from "../../src/threads/hashPool.ts";
import { Kernel } from "../../src/tree/kernel.ts";
import { toHex } from "../../src/types/hex.ts";
import { random } from "../helpers/random.ts";

const SEED = 0x9001;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CHUNK = 4096;
const CHUNKS = 1500;
const FEW = 16;

describe(`hashPool (seed ${SEED})`, () => {
  const next = random(SEED);
  const kernel = new Kernel();
  const pool = new HashPool(3, 0, FEW);
  after(() => pool.close());

  const memory = new Uint8Array(CHUNKS * CHUNK);
  for (let chunk = 0; chunk < CHUNKS; chunk += 1 + (next() % 3)) memory[chunk * CHUNK + (next() % CHUNK)] = next();

  /** Hashes with both, and compares. */
  function agree(hasher: HashPool, chunks: readonly number[]): void {
    const [ours, theirs] = [new Uint8Array(32 * CHUNKS), new Uint8Array(32 * CHUNKS)];
    expect(hasher.hash(memory, chunks, ours)).to.equal(kernel.hash(memory, chunks, theirs));
    expect(toHex(ours) === toHex(theirs), `${chunks.length} chunks`).to.equal(true);
  }

  it("the roots are those of one thread, while the others start and when they are there", async () => {
    let [shared, rounds] = [0, 0];
    // How soon another thread has its turn is for the system to say; that one has it in the end is what is shown here.
    while (shared === pool.taken && rounds < 10_000) {
      const chunks = Array.from({ length: CHUNKS }, (_, i) => i).filter(() => next() % 8 === 0);
      agree(pool, chunks);
      [shared, rounds] = [shared + chunks.length, rounds + 1];
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(shared).to.be.greaterThan(pool.taken);
    for (const count of [0, 1, 15, 16, 17, 100, CHUNKS])
      agree(
        pool,
        Array.from({ length: count }, (_, i) => i),
      );
  });

  it("works on after it was closed", async () => {
    await pool.close();
    agree(
      pool,
      Array.from({ length: 64 }, (_, i) => 3 * i),
    );
  });

  it("starts no thread before its start would have paid, nor for one thread", () => {
    const [patient, alone] = [new HashPool(2, 1000, FEW), new HashPool(1, 0, FEW)];
    const chunks = Array.from({ length: 64 }, (_, i) => i);
    for (const hasher of [patient, alone]) {
      for (let round = 0; round < 15; round++) agree(hasher, chunks);
      expect(hasher.taken).to.equal(0);
    }
    agree(patient, chunks);
    expect(patient.taken).to.be.greaterThan(0);
    return patient.close();
  });

  it("has no more threads than it may, from the next piece of work on, as few or as many as that is", async () => {
    const governed = new HashPool(4, 0, FEW);
    const chunks = Array.from({ length: 64 }, (_, i) => i);
    for (const threads of [2, 1, 3, 3, 1, 2]) {
      governed.limit = () => threads;
      agree(governed, chunks);
      expect(governed.others).to.equal(threads - 1);
    }
    governed.limit = () => 1;
    agree(governed, [0]);
    expect(governed.others, "few chunks, and none to share them with").to.equal(0);
    await governed.close();
  });

  it("a thread loads nothing of packages: Node crashes when one ends while hash-wasm compiles in it", () => {
    const seen = new Set<string>(["src/threads/hashThread.ts"]);
    for (const file of seen) {
      for (const { specifier } of importsOf(readFileSync(join(ROOT, file), "utf8"))) {
        if (specifier.startsWith(".")) seen.add(normalize(join(dirname(file), specifier)));
        else expect(specifier, file).to.match(/^node:/);
      }
    }
    expect([...seen]).to.include("src/tree/kernelCode.ts");
  });
});
