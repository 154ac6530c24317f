import { expect } from "chai";
import { describe, it } from "mocha";
import { Machine } from "../../src/machine/machine.ts";
import type { Kept } from "../../src/machine/rewind.ts";
import { Checkpoints } from "../../src/rollup/checkpoints.ts";
import { programOf } from "./batches.ts";

const CHUNKS = 64;
const { state } = new Machine(programOf("toy"));
const COSTS = { checkpoint: 0, chunk: 1e-9 };
const SPAN = 2 ** 20;

/** A state at `step` that has `fresh` chunks of its own and shares the others with the one before. */
function keptAt(step: number, fresh: number, before?: Kept): Kept {
  const chunks = Array.from({ length: CHUNKS }, (_, i) => (i < fresh ? new Uint8Array(4096) : before?.chunks[i]));
  return { state: { ...state, step }, chunks, copied: fresh };
}

/** A whole run of SPAN steps, each checkpoint of it with so many chunks of its own. */
function ran(bytes: number, fresh: number): Checkpoints {
  const checkpoints = new Checkpoints({ maxSteps: SPAN, stepsPerSecond: 1e9, bytes }, COSTS);
  checkpoints.begin(keptAt(0, CHUNKS));
  let [at, before] = [0, checkpoints.at(0)!];
  for (let due = checkpoints.due(at); due <= SPAN; due = checkpoints.due(at)) {
    at = due;
    before = keptAt(at, fresh, before);
    checkpoints.mark(before);
  }
  return checkpoints;
}

describe("Checkpoints", () => {
  it("are at all multiples of the interval as long as there is room", () => {
    const checkpoints = ran(2 ** 40, 1);
    const { interval } = checkpoints;
    expect(checkpoints.steps).to.deep.equal(Array.from({ length: SPAN / interval + 1 }, (_, i) => i * interval));
  });

  for (const fresh of [4, 16, CHUNKS]) {
    it(`stay within their bound at twice the distance, and leave no wider gap: ${fresh} chunks change`, () => {
      const bound = 6 * CHUNKS * 4096;
      const checkpoints = ran(bound, fresh);
      expect(checkpoints.bytes).to.be.at.most(bound);
      const { steps, interval } = checkpoints;
      expect(interval).to.be.greaterThan(ran(2 ** 40, fresh).interval);
      expect(steps).to.deep.equal(Array.from({ length: SPAN / interval + 1 }, (_, i) => i * interval));
      expect(steps.length).to.be.greaterThan(2);
    });
  }

  it("let go of what old questions asked for first, then of every other checkpoint, of the first state never", () => {
    const checkpoints = ran(2 ** 40, 8);
    checkpoints.note([keptAt(3, CHUNKS), keptAt(5, CHUNKS)]);
    checkpoints.note([keptAt(7, CHUNKS)]);
    const { bytes, interval } = checkpoints;
    checkpoints.shed(bytes - 1);
    expect(checkpoints.at(3)).to.equal(undefined);
    expect([checkpoints.at(7)?.state.step, checkpoints.interval]).to.deep.equal([7, interval]);
    checkpoints.shed(bytes / 2);
    expect(checkpoints.interval).to.be.greaterThan(interval);
    checkpoints.shed(0);
    expect(checkpoints.steps).to.deep.equal([0]);
  });

  it("are only those of the run while no machine is at it", () => {
    const checkpoints = ran(2 ** 40, 8);
    checkpoints.note([keptAt(3, CHUNKS)]);
    const { steps } = checkpoints;
    checkpoints.rest();
    expect(checkpoints.steps).to.deep.equal(steps.filter((step) => step % checkpoints.interval === 0 && step > 0));
    checkpoints.begin(keptAt(0, CHUNKS));
    expect(checkpoints.steps).to.deep.equal([0, ...steps.slice(2)]);
  });

  it("come less often when more changes than was thought", () => {
    const few = new Checkpoints({ maxSteps: SPAN, stepsPerSecond: 1e9, bytes: 2 ** 40 }, COSTS);
    const { interval } = few;
    few.mark(keptAt(interval, 100_000));
    expect(few.interval).to.be.greaterThan(interval);
    expect(few.due(interval) % few.interval).to.equal(0);
  });
});
