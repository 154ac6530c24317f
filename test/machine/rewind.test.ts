import { expect } from "chai";
import { describe, it } from "mocha";
import { Machine } from "../../src/machine/machine.ts";
import { type Kept, Rewind } from "../../src/machine/rewind.ts";
import { random } from "../helpers/random.ts";
import { programOf } from "../rollup/batches.ts";

const sort = programOf("sort");
const begun = (): Machine => new Machine(sort, { input: new Uint8Array(0) });

/** Hashes of the states of a run by step, from a machine that nobody goes back with. */
function truth(): (step: number) => string {
  const known = new Map<number, string>();
  let machine = begun();
  return (step) => {
    const found = known.get(step);
    if (found !== undefined) return found;
    if (machine.state.step > step) machine = begun();
    machine.run(step - machine.state.step);
    known.set(step, machine.stateHash());
    return machine.stateHash();
  };
}

describe("Rewind", () => {
  const hashAt = truth();
  const last = begun().run(2 ** 24);

  for (const seed of [1, 2, 3, 4]) {
    it(`is at the state that it was asked for, whatever was done before, seed ${seed}`, () => {
      const next = random(seed);
      const rewind = new Rewind(begun());
      const kept: Kept[] = [rewind.keep()];
      const done: string[] = [];
      for (let i = 0; i < 150; i++) {
        const before = rewind.step;
        const act = next() % 6;
        if (act === 0) rewind.run(next() % 5_000);
        else if (act === 1) rewind.run(next() % 7);
        else if (act === 2) kept.push(rewind.keep());
        else if (act === 3) rewind.restore(kept[next() % kept.length]!);
        else if (act === 4) rewind.look((machine) => machine.stateHash());
        else {
          rewind.disturb((machine) => machine.proveStep());
          rewind.restore(kept[next() % kept.length]!);
        }
        done.push(`${act}: ${before} to ${rewind.step}`);
        if (next() % 3 > 0) continue;
        const found = rewind.look((machine) => machine.stateHash());
        expect(found, `seed ${seed}\n${done.join("\n")}`).to.equal(hashAt(rewind.step));
      }
      for (const state of kept) {
        rewind.restore(state);
        expect(rewind.look((machine) => machine.stateHash())).to.equal(hashAt(state.state.step));
      }
    });
  }

  it("copies what changed since the state kept before, and shares the rest", () => {
    const rewind = new Rewind(begun());
    rewind.run(Math.floor(last / 2));
    const one = rewind.keep();
    expect(one.copied).to.be.greaterThan(0);
    expect(rewind.keep().copied).to.equal(0);
    rewind.look(() => {});
    expect(rewind.keep().copied, "after a look").to.equal(0);
    rewind.run(3);
    const two = rewind.keep();
    expect(two.copied).to.be.at.most(3);
    const shared = two.chunks.filter((chunk, i) => chunk !== undefined && chunk === one.chunks[i]);
    expect(shared.length).to.be.at.least(one.chunks.filter((chunk) => chunk !== undefined).length - 3);
  });

  it("goes back behind a step that was proven, whatever that has changed", () => {
    const rewind = new Rewind(begun());
    rewind.run(200);
    for (let i = 0; i < 200; i++) {
      const kept = rewind.keep();
      const before = rewind.look((machine) => machine.stateHash());
      rewind.disturb((machine) => machine.proveStep());
      rewind.restore(kept);
      expect(
        rewind.look((machine) => machine.stateHash()),
        `step ${rewind.step}`,
      ).to.equal(before);
      rewind.run(1);
    }
  });

  it("restores what another machine of the program was at", () => {
    const other = new Rewind(begun());
    other.run(1_234);
    const rewind = new Rewind(begun());
    rewind.run(7_000);
    rewind.restore(other.keep());
    expect(rewind.step).to.equal(1_234);
    expect(rewind.look((machine) => machine.stateHash())).to.equal(hashAt(1_234));
  });

  it("hashes nothing to keep or to go back", () => {
    const machine = begun();
    const rewind = new Rewind(machine);
    const first = rewind.keep();
    const { hashed } = machine.commitment;
    for (let i = 0; i < 10; i++) {
      rewind.run(500);
      rewind.keep();
    }
    rewind.restore(first);
    expect(machine.commitment.hashed).to.equal(hashed);
  });
});
