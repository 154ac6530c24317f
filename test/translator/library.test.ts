import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { generate } from "../../scripts/fuzz/generate.ts";
import { Random } from "../../scripts/lib/random.ts";
import { KIND_CODE } from "../../src/machine/isa.ts";
import { type Guest, Machine } from "../../src/machine/machine.ts";
import { loadProgram } from "../../src/machine/program.ts";
import { Library, libraryOf, type Volume } from "../../src/translator/library.ts";
import { type Patience, Translator } from "../../src/translator/translator.ts";
import { NOTHING } from "../../src/translator/values.ts";
import { compile } from "../../src/wasm/host.ts";
import { Module } from "../../src/wasm/module.ts";
import { agree, Pair } from "./agree.ts";

const SEED = 0x11b;
const EAGER: Patience = { burst: 1, times: 1, reach: 20_000 };
const guest = (name: string): Guest =>
  loadProgram(readFileSync(new URL(`../../guest/${name}.elf`, import.meta.url))).program;

/** A volume with these entries. */
function volumeOf(bytes: number, ...entries: readonly number[]): Volume {
  const functions = entries.map((entry) => ({ entry, sites: [], known: NOTHING }));
  return { module: compile(new Module().bytes()), bytes, functions };
}

describe(`src/translator/library (seed ${SEED})`, () => {
  it("a second machine of a program enters what was translated for the first from its first step on", () => {
    const library = new Library();
    const ran = (): { machine: Machine; interpreted: number } => {
      const machine = new Machine(guest("bank/bank"));
      const translator = new Translator(machine, undefined, library);
      translator.run(2 ** 30);
      return { machine, interpreted: translator.counts.interpreted };
    };
    const [first, second] = [ran(), ran()];
    expect(second.interpreted).to.be.lessThan(first.interpreted / 5);
    const interpreted = new Machine(guest("bank/bank"));
    interpreted.run(2 ** 30);
    for (const { machine } of [first, second]) expect(machine.stateHash()).to.equal(interpreted.stateHash());
  });

  it("what was translated and learned for one machine is right for another that runs otherwise", () => {
    const random = new Random(SEED);
    for (let draft = 0; draft < 5; draft++) {
      for (const program of generate(SEED, draft)) {
        const library = new Library();
        const before = new Pair(program, EAGER, library);
        before.begin(Object.fromEntries(Array.from({ length: 31 }, (_, i) => [i + 1, random.below(2 ** 31)])));
        before.run(program.limit, `${program.about}, first machine`);
        const stops = Array.from({ length: 8 }, () => random.below(program.limit));
        agree(program, stops, EAGER, library);
      }
    }
  }).timeout(120_000);

  it("a program is its code and its layout, whatever it is called and wherever it is from", () => {
    const program = guest("toy/toy");
    const library = libraryOf(new Machine(program));
    expect(libraryOf(new Machine({ ...program, names: program.names.map((name) => `${name}2`) }))).to.equal(library);
    const code = program.layout.findIndex(({ kind }) => kind === KIND_CODE);
    const images = program.images.map((image, i) => (i === code ? image.map((byte, at) => byte ^ +(at === 5)) : image));
    expect(libraryOf(new Machine({ ...program, images }))).to.not.equal(library);
    const layout = program.layout.map((section, i) =>
      i === program.layout.length - 1 ? { ...section, size: section.size + 4096 } : section,
    );
    expect(libraryOf(new Machine({ ...program, layout }))).to.not.equal(library);
    expect(libraryOf(new Machine(program))).to.equal(library);
  });

  it("of programs those that were used last are kept", () => {
    const program = guest("toy/toy");
    const code = program.layout.findIndex(({ kind }) => kind === KIND_CODE);
    const variant = (last: number): Library => {
      const image = new Uint8Array(4096);
      image.set(program.images[code]!);
      image[4095] = last;
      return libraryOf(new Machine({ ...program, images: program.images.with(code, image) }));
    };
    const first = variant(1);
    for (const other of [2, 3, 1, 4]) variant(other);
    expect(variant(1), "used in between").to.equal(first);
    for (const other of [5, 6, 7, 8]) variant(other);
    expect(variant(1)).to.not.equal(first);
  });

  it("keeps of each entry what was asked for last, and forgets all where that is too much", () => {
    const library = new Library();
    const [one, two, three] = [volumeOf(1, 4, 8), volumeOf(1, 8, 12), volumeOf(1, 4, 8)];
    library.add(one, [4]);
    library.add(two, [12]);
    expect([4, 8, 12, 16].map((entry) => library.find(entry))).to.deep.equal([one, one, two, undefined]);
    library.add(three, [8]);
    expect([4, 8, 12].map((entry) => library.find(entry))).to.deep.equal([one, three, two]);
    const large = volumeOf(2 ** 24, 16);
    library.add(large, [16]);
    expect([4, 8, 12, 16].map((entry) => library.find(entry))).to.deep.equal([undefined, undefined, undefined, large]);
  });
});
