import { expect } from "chai";
import { describe, it } from "mocha";
import { encodeTransfers, type Transfer } from "../../examples/bank/transfers.ts";
import { Derivation } from "../../src/agent/derivation.ts";
import type { Court } from "../../src/chain/court.ts";
import { programOf, ZERO } from "../rollup/batches.ts";
import { bankRules, PaperCourt, toyRules } from "./paperCourt.ts";

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
const body = encodeTransfers([{ from: 1, to: 2, amount: 1n, nonce: 0 } as Transfer]);

describe("Derivation", () => {
  it("rehearses a body as the batch that it becomes, apart from the time that L1 gives it", async () => {
    const court = new PaperCourt(programOf("toy"), toyRules);
    for (const byte of [1, 2]) court.post(new Uint8Array([byte]));
    const { tip, path } = await court.executor.reach(court.view);
    const rehearsed = court.executor.rehearse(tip!, new Uint8Array([3]), 1_700_000_000);
    court.post(new Uint8Array([3]));
    const after = await court.executor.path(court.view);
    expect(after.slice(0, 2)).to.deep.equal(path);
    expect(rehearsed.belief).to.deep.equal(after[2]!.belief);
  });

  it("knows the body that a batch was posted with, and no other", () => {
    const court = new PaperCourt(programOf("toy"), toyRules);
    court.post(new Uint8Array([1, 2, 3]));
    const [batch] = court.view.batches;
    const is = (...bytes: number[]): boolean => court.executor.isInputOf(batch!, new Uint8Array(bytes));
    expect(is(1, 2, 3)).to.equal(true);
    expect([is(1, 2, 4), is(1, 2), is(1, 2, 3, 0), is()]).to.deep.equal([false, false, false, false]);
    expect(court.executor.isInputOf(batch!, new Uint8Array(10_000_000))).to.equal(false);
  });

  it("does not go on from memory that is not the parent's, in the first execution or in the second", async () => {
    for (const tamperAfter of [1, 2]) {
      const court = new PaperCourt(programOf("bank"), bankRules);
      court.post(body);
      if (tamperAfter === 2) court.post(body);
      const path = await court.executor.path(court.view);
      const chunks = [...path[0]!.memory!.chunks].filter(([number]) => number > 1);
      // Any chunk that is not of the input: that one is replaced for each batch.
      for (const [, bytes] of chunks) bytes[0]! ^= 1;
      if (tamperAfter === 1) {
        court.post(body);
        const { path: shorter, stopped } = await court.executor.reach(court.view);
        expect([shorter.length, stopped?.code]).to.deep.equal([1, "MEMORY_MISMATCH"]);
      } else {
        const error: unknown = await court.executor
          .agreed(path[1]!, (trace) => trace.hashesAt([0]))
          .catch((e: unknown) => e);
        expect(codeOf(error)).to.equal("MEMORY_MISMATCH");
        expect((await court.executor.reach(court.view)).path).to.have.length(1);
      }
    }
  });

  it("notices when the program itself is not any more what the court runs", async () => {
    const guest = programOf("toy");
    const court = new PaperCourt(guest, toyRules);
    court.post(new Uint8Array([1]));
    const [execution] = await court.executor.path(court.view);
    guest.images.find((image) => image.length > 0)![0]! ^= 1;
    const error: unknown = await court.executor
      .agreed(execution!, (trace) => trace.hashesAt([0]))
      .catch((e: unknown) => e);
    expect(codeOf(error)).to.equal("PROGRAM_MISMATCH");
    const { path, stopped } = await court.executor.reach(court.view);
    expect([path.length, stopped]).to.deep.equal([0, error]);
  });

  it("refuses a program that is not the court's from the start", () => {
    const court = { facts: { terms: { kind: "anchored", maxSteps: 4_096, worstSeconds: 1 }, program: ZERO } };
    expect(() => new Derivation(court as unknown as Court, programOf("toy")))
      .to.throw()
      .with.property("code", "PROGRAM_MISMATCH");
  });
});
