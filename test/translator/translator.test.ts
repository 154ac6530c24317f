import { expect } from "chai";
import { describe, it } from "mocha";
import { readFileSync } from "node:fs";
import { generate } from "../../scripts/fuzz/generate.ts";
import { STOPS, translatorLeg } from "../../scripts/fuzz/legs/translator.ts";
import { record } from "../../scripts/fuzz/run.ts";
import { Random } from "../../scripts/lib/random.ts";
import { STATUS_HALTED } from "../../src/machine/isa.ts";
import { Machine } from "../../src/machine/machine.ts";
import { type Program, loadProgram } from "../../src/machine/program.ts";
import { Translator } from "../../src/translator/translator.ts";

const SEED = 5_112_026;
/** Stops of random programs, and of each guest. */
const [RANDOM_STOPS, GUEST_STOPS] = [10_000, 40];
const GUESTS = ["bench/sha256", "bench/keccak", "bench/sort", "bench/montgomery", "bench/blackScholes", "bench/stream"];
const MORE_GUESTS = ["bench/vm", "bank/bank", "sort/sort", "sha256/sha256", "toy/toy"];

describe(`src/translator/translator (seed ${SEED})`, () => {
  it(`equals the interpreter at ${RANDOM_STOPS} stops of random programs`, async () => {
    const leg = translatorLeg();
    let stops = 0;
    for (let draft = 0; stops < RANDOM_STOPS; draft++) {
      for (const program of generate(SEED, draft)) {
        const run = record(program);
        const found = await leg.check([run]);
        expect(found.map(({ what }) => what).join(), program.about).to.equal("");
        stops += Math.min(run.steps.length, STOPS);
      }
    }
  }).timeout(300_000);

  for (const name of [...GUESTS, ...MORE_GUESTS]) {
    it(`equals the interpreter at ${GUEST_STOPS} stops of ${name}`, () => {
      const random = new Random(SEED);
      const program = guest(name);
      const [interpreted, machine] = [new Machine(program), new Machine(program)];
      const translator = new Translator(machine, { burst: 1, times: 3, reach: 10_000 });
      for (let stop = 0; stop < GUEST_STOPS; stop++) {
        const steps = random.below(random.pick([10, 1000, 100_000]));
        expect(translator.run(steps), `stop ${stop}`).to.equal(interpreted.run(steps));
        expect(machine.state, `stop ${stop}`).to.deep.equal(interpreted.state);
        expect(machine.live.changed, `stop ${stop}`).to.deep.equal(interpreted.live.changed);
      }
      expect(machine.stateHash()).to.equal(interpreted.stateHash());
    }).timeout(60_000);
  }

  it("translates what is run often, and leaves the rest to the interpreter", () => {
    const machine = new Machine(guest("bank/bank"));
    const translator = new Translator(machine);
    translator.run(2 ** 30);
    expect(machine.state.status).to.equal(STATUS_HALTED);
    expect(translator.counts.interpreted).to.be.lessThan(machine.state.step / 10);
    expect(translator.counts.calls).to.be.greaterThan(0);
    expect(translator.counts.undone).to.equal(0);
  });

  it("takes no step of a machine that has stopped", () => {
    const machine = new Machine(guest("toy/toy"));
    const translator = new Translator(machine);
    translator.run(2 ** 30);
    expect(translator.run(5)).to.equal(0);
    expect(translator.counts.interpreted).to.be.within(1, machine.state.step);
  });
});

function guest(name: string): Program {
  return loadProgram(readFileSync(new URL(`../../guest/${name}.elf`, import.meta.url))).program;
}
