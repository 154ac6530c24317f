import { expect } from "chai";
import { describe, it } from "mocha";
import { newMachine } from "../../../scripts/fuzz/program.ts";
import { KIND_READ_WRITE, STATUS_RUNNING } from "../../../src/machine/isa.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { StoreWatch, type Store } from "../../../src/machine/profile/stores.ts";
import { randomProgram } from "../programs.ts";

const SEED = 0x570;

const writable = ({ guest }: Machine): number[] =>
  guest.layout.flatMap(({ start, size, kind }) =>
    kind === KIND_READ_WRITE ? Array.from({ length: Math.min(size, 8192) / 4 }, (_, i) => start + 4 * i) : [],
  );

/** Which step has last stored to each word, by the accesses that the proof of every single step records. */
function stepwise(machine: Machine, limit: number): Map<number, Store> {
  const stores = new Map<number, Store>();
  const { live } = machine;
  const write = live.write.bind(live);
  for (let i = 0; i < limit && machine.state.status === STATUS_RUNNING; i++) {
    const { step, pc } = machine.state;
    const index = live.fetch(pc);
    const isEcall = index >= 0 && (live.decoded[index]! & 63) === 39;
    live.write = (address) => {
      const offset = write(address);
      const written = offset < 0 ? 0 : isEcall ? 8 : 1;
      for (let word = 0; word < written; word++) {
        stores.set(((address & -4) >>> 0) + 4 * word, { step, pc });
      }
      return offset;
    };
    machine.run(1);
  }
  live.write = write;
  return stores;
}

describe(`last stores (seed ${SEED})`, () => {
  it("are those of a run step by step, for every word, in random programs", () => {
    let found = 0;
    for (let seed = SEED; seed < SEED + 12; seed++) {
      const program = randomProgram(seed);
      const [one, other] = [newMachine(program), newMachine(program)];
      const expected = stepwise(one, 2_000);
      const watch = new StoreWatch(other, writable(other));
      while (watch.run(1 + (seed % 50)) > 0 && other.state.step < 2_000);
      for (const address of writable(other)) {
        expect(watch.last(address), `seed ${seed}, word ${address}`).to.deep.equal(expected.get(address));
        if (watch.last(address) !== undefined) found++;
      }
      if (other.state.step === one.state.step) expect(other.stateHash()).to.equal(one.stateHash());
    }
    expect(found).to.be.greaterThan(100);
  });
});
