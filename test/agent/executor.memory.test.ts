import { queryObjects } from "node:v8";
import { expect } from "chai";
import { describe, it } from "mocha";
import { encodeTransfers, type Transfer } from "../../examples/bank/transfers.ts";
import { Machine } from "../../src/machine/machine.ts";
import { programOf } from "../rollup/batches.ts";
import { bankRules, PaperCourt, toyRules } from "./paperCourt.ts";

/* What an executor holds on to, counted in objects: bytes depend on the engine, objects on us. */

/** Live machines, after the engine has cleared away what nobody holds. */
const machines = (): number => queryObjects(Machine, { format: "count" });

/** One transfer, always of another account: the memory that a batch changes is small. */
function transfer(from: number): Uint8Array {
  return encodeTransfers([{ from, to: from + 1, amount: 1n, nonce: 0 } as Transfer]);
}

describe("what an executor holds on to", () => {
  it("is the same after any number of batches that became final", async () => {
    const court = new PaperCourt(programOf("toy"), toyRules);
    const counts: number[] = [];
    for (let batch = 1; batch <= 40; batch++) {
      court.post(new Uint8Array([batch]));
      const [execution, ...others] = await court.executor.path(court.view);
      expect(others).to.deep.equal([]);
      court.claim(execution!);
      court.finalize(execution!);
      expect(await court.executor.path(court.view)).to.deep.equal([]);
      if (batch % 20 === 0) counts.push(machines());
    }
    expect(counts[1]).to.equal(counts[0]);
  });

  it("is no machine for batches that wait for their windows, and one or two for one in dispute", async () => {
    const court = new PaperCourt(programOf("toy"), toyRules);
    const before = machines();
    for (let batch = 1; batch <= 20; batch++) court.post(new Uint8Array([batch]));
    for (let batch = 1; batch <= 10; batch++) await court.executor.advance(court.view);
    expect(machines(), "on the way").to.equal(before);
    const path = await court.executor.path(court.view);
    expect([path.length, machines()]).to.deep.equal([20, before]);
    await court.executor.agreed(path[7]!, (trace) => trace.hashesAt([0, 500]));
    expect(machines()).to.equal(before + 2);
    await court.executor.path(court.view);
    expect(machines()).to.equal(before);
  });

  it("is of memory what the batches have changed, not a copy of it for each", async () => {
    const court = new PaperCourt(programOf("bank"), bankRules);
    const [few, many] = [3, 9];
    const chunks: number[] = [];
    let length = 0;
    for (let batch = 1; batch <= many; batch++) {
      court.post(transfer(batch));
      const path = await court.executor.path(court.view);
      ({ length } = path);
      const held = new Set(path.flatMap(({ memory }) => [...(memory?.chunks.values() ?? [])]));
      if (batch === few || batch === many) chunks.push(held.size);
    }
    expect(length).to.equal(many);
    // Two accounts, the stack, globals and the input: whatever the size of the program's memory.
    expect((chunks[1]! - chunks[0]!) / (many - few)).to.be.at.most(12);
  });
});
