import { readFileSync } from "node:fs";
import { expect } from "chai";
import { network } from "hardhat";
import { before, describe, it } from "mocha";
import type { Contract } from "ethers";
import * as bond from "../../src/dispute/bond.ts";
import * as clock from "../../src/dispute/clock.ts";
import * as dissection from "../../src/dispute/dissection.ts";
import * as position from "../../src/dispute/position.ts";
import * as search from "../../src/dispute/search.ts";
import { toHex } from "../../src/types/hex.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { Random } from "../guest/random.ts";

const read = (name: string) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"));
const NARIES = [2, 4, 8, 16, 32, 64, 128];
const RUNS = 60;

describe("dispute in Solidity equals dispute in TypeScript", function () {
  this.timeout(120_000);
  const random = new Random(20);
  let math: Contract;

  const steps = (): number => 1 + Math.floor((random.below(2 ** 32) / 2 ** 32) * 2 ** random.below(49));
  const shape = (): search.SearchDefinition => search.definition(steps(), NARIES[random.below(NARIES.length)]);
  const number = async (call: Promise<bigint>): Promise<number> => Number(await call);

  before(async () => {
    const { ethers } = await network.create();
    math = (await ethers.deployContract("DisputeMath")) as Contract;
  });

  async function definitionOf(maxSteps: number, nary: number): Promise<search.SearchDefinition> {
    const found = (await math.definition(maxSteps, nary)).toObject();
    return Object.fromEntries(
      Object.entries(found).map(([key, value]) => [key, Number(value)]),
    ) as search.SearchDefinition;
  }

  it("search, on the shared vectors", async () => {
    const vectors = read("search");
    for (const { maxSteps, nary, fullRounds, naryLastRound, rounds } of vectors.definitions) {
      const found = await definitionOf(maxSteps, nary);
      expect(found).to.deep.equal({ maxSteps, nary, fullRounds, naryLastRound });
      expect(await number(math.rounds(found))).to.equal(rounds);
    }
    for (const { maxSteps, nary, round, base, steps: expected } of vectors.requiredSteps) {
      const found = await math.requiredSteps(search.definition(maxSteps, nary), round, base);
      expect(found.map(Number)).to.deep.equal(expected);
    }
    for (const { maxSteps, nary, step, bits } of vectors.stepBits) {
      const found = search.definition(maxSteps, nary);
      expect(await number(math.stepFromDecisionBits(found, bits))).to.equal(step);
      for (let i = 0; i < bits.length; i++) {
        expect(await number(math.stepBitsForRound(found, i + 1, step))).to.equal(bits[i]);
      }
    }
    for (const { start, length, nary, cuts } of vectors.cuts) {
      for (let i = 0; i < cuts.length; i++) expect(await number(math.cut(start, length, nary, i))).to.equal(cuts[i]);
    }
  });

  it("search, at random", async () => {
    for (let run = 0; run < RUNS; run++) {
      const found = shape();
      const { maxSteps, nary } = found;
      const note = `${maxSteps} / ${nary}`;
      expect(await definitionOf(maxSteps, nary), note).to.deep.equal(found);
      expect(await number(math.roundUp(maxSteps)), note).to.equal(search.roundUp(maxSteps));
      expect(await number(math.parts(maxSteps, nary)), note).to.equal(search.parts(maxSteps, nary));
      const start = random.below(2 ** 32);
      const index = random.below(search.parts(maxSteps, nary));
      const segment = (await math.segment(start, maxSteps, nary, index)).map(Number);
      expect(segment, note).to.deep.equal(Object.values(search.segment(start, maxSteps, nary, index)));
      const model = {
        round: random.below(99_999),
        hash: random.below(2_000),
        sibling: random.below(999),
        delay: random.below(9_999),
      };
      expect(await number(math.cost(found, model)), note).to.equal(search.cost(found, model));
      expect(Number((await math.optimal(maxSteps, model)).nary), note).to.equal(search.optimal(maxSteps, model).nary);
      for (let round = 1; round <= search.rounds(found); round++) {
        const bits = random.below(search.naryOfRound(found, round));
        expect(await number(math.stepFromBaseAndBits(found, round, start, bits)), note).to.equal(
          search.stepFromBaseAndBits(found, round, start, bits),
        );
      }
    }
  });

  it("search refuses the same", async () => {
    for (const maxSteps of [0, 2 ** 48 + 1]) {
      await expect(math.definition(maxSteps, 2))
        .to.be.revertedWithCustomError(math, "InvalidMaxSteps")
        .withArgs(maxSteps);
    }
    for (const nary of [0, 1, 3, 6, 129, 256]) {
      await expect(math.definition(8, nary)).to.be.revertedWithCustomError(math, "InvalidNary").withArgs(nary);
    }
    for (const round of [0, 3]) {
      const shape = search.definition(16, 4);
      for (const call of [
        math.naryOfRound(shape, round),
        math.stepBitsForRound(shape, round, 0),
        math.stepFromBaseAndBits(shape, round, 0, 0),
      ]) {
        await expect(call).to.be.revertedWithCustomError(math, "InvalidRound").withArgs(round, 2);
      }
    }
  });

  it("dissection, on the shared vectors", async () => {
    for (const { hashes, root, index, siblings } of read("dissection").lists) {
      expect(await math.root(hashes[0], hashes.slice(1, -1), hashes.at(-1))).to.equal(root);
      const selection = { index, start: hashes[index], end: hashes[index + 1], siblings };
      expect(await math.climb(selection, hashes.length - 1)).to.equal(root);
    }
  });

  it("dissection, at every count up to 40 and around 64 and 128", async () => {
    for (const count of [...Array.from({ length: 40 }, (_, i) => i + 1), 63, 64, 65, 127, 128]) {
      const hashes = Array.from({ length: count + 1 }, () => toHex(random.bytes(32)) as StateHash);
      const committed = dissection.root(hashes);
      expect(await math.root(hashes[0], hashes.slice(1, -1), hashes[count]), `${count} segments`).to.equal(committed);
      const selection = dissection.select(hashes, random.below(count));
      expect(await math.climb(selection, count), `${count} segments`).to.equal(committed);
    }
  });

  it("dissection refuses the same", async () => {
    const hashes = Array.from({ length: 6 }, () => toHex(random.bytes(32)) as StateHash);
    const selection = dissection.select(hashes, 2);
    const wrong = [
      { ...selection, index: 5 },
      { ...selection, index: 2n ** 255n },
      { ...selection, siblings: [] },
      { ...selection, siblings: selection.siblings.slice(1) },
      { ...selection, siblings: [...selection.siblings, selection.start] },
      { ...selection, siblings: Array.from({ length: 300 }, () => selection.start) },
    ];
    for (const bad of wrong) {
      await expect(math.climb(bad, 5))
        .to.be.revertedWithCustomError(math, "BadSelection")
        .withArgs(bad.index, bad.siblings.length, 5);
    }
  });

  it("position, clock and bond, at random", async () => {
    for (let run = 0; run < RUNS; run++) {
      const movedAt = 1 + random.below(2 ** 31);
      const [openerSpent, responderSpent] = [random.below(2 ** 31), random.below(2 ** 31)];
      const flags = { openerMoves: random.below(2) === 1, locked: random.below(2) === 1 };
      const some: position.Position = {
        start: steps(),
        length: steps(),
        movedAt,
        openerSpent,
        responderSpent,
        ...flags,
      };
      const word = position.pack(some);
      const spent = flags.openerMoves ? openerSpent : responderSpent;
      const fields = [some.start, some.length, movedAt, spent].map(BigInt);
      expect(await math.fields(word)).to.deep.equal([...fields, flags.openerMoves, flags.locked]);
      const now = movedAt + random.below(2 ** 31);
      const [start, length] = [steps(), steps()];
      expect(await math.pass(word, start, length, now)).to.equal(
        position.pack(position.pass(some, start, length, now)),
      );
      const fresh = {
        start: 0,
        length,
        movedAt: now,
        openerSpent: 0,
        responderSpent: 0,
        openerMoves: false,
        locked: flags.locked,
      };
      expect(await math.openingPosition(length, now, flags.locked)).to.equal(position.pack(fresh));

      const minimum = 1 + random.below(1_000);
      const allowance = minimum + random.below(100_000);
      const used = random.below(2 * allowance);
      expect(await number(math.deadline(movedAt, used, allowance, minimum))).to.equal(
        clock.deadline(movedAt, used, allowance, minimum),
      );
      const turns = 1 + random.below(48);
      expect(await number(math.longest(turns, allowance, minimum))).to.equal(clock.longest(turns, allowance, minimum));

      const found = shape();
      expect(await number(math.sideGas(found))).to.equal(bond.sideGas(found));
      const cap = BigInt(random.below(2 ** 32));
      expect(await math.minimumBond(found, cap)).to.equal(bond.minimum(found, cap));
      expect(await math.reward(cap)).to.equal(bond.reward(cap));
    }
  });
});
