import { expect } from "chai";
import { describe, it } from "mocha";
import { fromCase, listing, toCase } from "../../scripts/fuzz/caseFile.ts";
import { examine, type Failure, fuzz } from "../../scripts/fuzz/fuzz.ts";
import { differenceOf, eachRun, type Leg } from "../../scripts/fuzz/legs/leg.ts";
import { liveLeg } from "../../scripts/fuzz/legs/live.ts";
import { machineOf, type Program } from "../../scripts/fuzz/program.ts";
import { operation, rd } from "../../src/machine/decode.ts";
import { INSTRUCTIONS, STATUS_HALTED } from "../../src/machine/isa.ts";
import type { Machine } from "../../src/machine/machine.ts";

const SEED = 32;

/** A leg that is wrong about one thing: what `spoil` does to the machine after an instruction called `name`. */
function wrongAbout(name: string, spoil: (machine: Machine, word: number) => void): Leg {
  return liveLeg((machine) => {
    const { state, live } = machine;
    const isCode = live.fetch(state.pc) >= 0;
    const word = isCode ? live.words[live.read(state.pc) / 4]! : 0;
    machine.run(1);
    if (state.status !== 2 && INSTRUCTIONS[operation(word) - 1]?.name === name) spoil(machine, word);
  });
}

async function planted(leg: Leg): Promise<Failure> {
  const { failure } = await fuzz(SEED, 50_000, [leg]);
  expect(failure, "the planted fault is found").not.to.equal(undefined);
  return failure!;
}

const registersOf = ({ registers }: Program): number => registers.filter((word) => word !== 0).length;
const dataOf = ({ layout, images }: Program): number =>
  images
    .filter((_, i) => layout[i]!.kind !== 1)
    .reduce((sum, image) => sum + image.filter((byte) => byte !== 0).length, 0);

describe("a difference shrinks to a short program", () => {
  it("a leg that computes sltu wrongly: to one instruction", async () => {
    const { short, what } = await planted(
      wrongAbout("sltu", ({ state }, word) => {
        if (rd(word) !== 0) state.registers[rd(word)]! ^= 1;
      }),
    );
    expect(listing(short).map((line) => line.split(" ")[2])).to.deep.equal(["sltu"]);
    expect([short.limit, short.layout.length, registersOf(short), dataOf(short)]).to.deep.equal([1, 1, 0, 0]);
    expect(what).to.match(/^x\d+ is 0x[01], recorded 0x[01]$/);
  }).timeout(120_000);

  it("a leg that stores half a word: to the store, its base and its value", async () => {
    const { short } = await planted(
      wrongAbout("sw", ({ live }) => {
        live.bytes.fill(0, live.bytes.length - 4096, live.bytes.length - 4000);
      }),
    );
    expect(listing(short)).to.have.length.within(1, 3);
    expect(registersOf(short)).to.be.at.most(2);
  }).timeout(120_000);

  it("a difference that only the end of a run shows: to the few instructions that make it", async () => {
    // A machine that forgets x9 when it halts, seen only where the run has ended: no step says where to begin.
    const forgetful = eachRun("forgetful", ({ program, steps, states }) => {
      const machine = machineOf(program);
      machine.run(steps.length);
      if (machine.state.status === STATUS_HALTED) machine.state.registers[9] = 0;
      const what = differenceOf(machine.state, states.at(-1)!);
      return what === undefined ? undefined : { step: undefined, what };
    });
    const { short, found } = await planted(forgetful);
    expect(listing(short).map((line) => line.split(" ")[2])).to.deep.equal(["ecall"]);
    expect(short.limit).to.be.lessThan(3);
    expect(found.limit).to.be.greaterThan(3);
  }).timeout(120_000);

  it("what is written down fails as what was found", async () => {
    const leg = wrongAbout("mulhu", ({ state }) => state.pc ^ 0 && (state.pc += 4));
    const { short, what } = await planted(leg);
    const read = fromCase(JSON.parse(JSON.stringify(toCase(short, leg.name, what))));
    expect(read).to.deep.equal({ ...short, images: short.images.map((image) => Uint8Array.from(image)) });
    expect((await examine(read, [leg]))?.what).to.equal(what);
    expect(await examine(read, [liveLeg()]), "the program itself is right").to.equal(undefined);
  }).timeout(120_000);
});
