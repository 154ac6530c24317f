import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect } from "chai";
import { describe, it } from "mocha";
import { ROUND, Shares } from "../../src/threads/shares.ts";
import { Kernel } from "../../src/tree/kernel.ts";
import { toHex } from "../../src/types/hex.ts";

const CHUNK = 4096;

describe("shares", () => {
  it("one thread alone hashes whole rounds, of any size, one after the other", () => {
    const shares = new Shares();
    const memory = new Uint8Array(ROUND * CHUNK).map((_, i) => i >>> 7);
    let taken = 0;
    for (const count of [1, ROUND, 2, 0, 100]) {
      const chunks = Array.from({ length: count }, (_, i) => ROUND - count + i);
      const [ours, theirs] = [new Uint8Array(32 * ROUND), new Uint8Array(32 * ROUND)];
      expect(shares.hash(memory, chunks, ours)).to.equal(new Kernel().hash(memory, chunks, theirs));
      expect(toHex(ours) === toHex(theirs), `${count} chunks`).to.equal(true);
      expect(shares.taken).to.equal((taken += count));
    }
  });

  it("says so when another thread takes a chunk and does not come back", async () => {
    const shares = new Shares(undefined, 50);
    const thief = new Worker(
      `const words = new Int32Array(require("node:worker_threads").workerData, 0, 4);
       while (Atomics.load(words, 1) <= 0);
       Atomics.sub(words, 1, 1);`,
      { eval: true, workerData: shares.buffer },
    );
    await once(thief, "online");
    const memory = new Uint8Array(ROUND * CHUNK).fill(1);
    const chunks = Array.from({ length: ROUND }, (_, i) => i);
    const roots = new Uint8Array(32 * ROUND);
    let hashed: number | undefined = 0;
    for (let round = 0; round < 1000 && hashed !== undefined; round++) hashed = shares.hash(memory, chunks, roots);
    expect(hashed).to.equal(undefined);
    await thief.terminate();
  });
});
