import { expect } from "chai";
import { Interface } from "ethers";
import { before, describe, it } from "mocha";
import { deployJudge, type Judge } from "../../scripts/fuzz/judge.ts";
import { verifyStep } from "../../src/machine/verify.ts";
import { toHex, type Hex } from "../../src/types/hex.ts";
import { expectAllRefused } from "./hostileJudge.ts";
import { changed, extended, proofOf, spoiltAccesses, spoiltHeads, truncated } from "./hostileMutants.ts";
import { type Sample, samples } from "./hostileSamples.ts";

/** Masks that reach each bit of a byte at one place or another. */
const MASKS = [1, 2, 4, 8, 16, 32, 64, 128, 0xff];
/** A number without a common divisor with the sizes of fields, so that all of them are met. */
const STRIDE = 29;

const all = samples();
const named = (name: string): Sample => all.find((sample) => sample.name === name)!;

describe("hostile one-step proofs: none but the true one is taken, in either language", function () {
  this.timeout(300_000);
  let judge: Judge;
  let judged = 0;
  before(async () => {
    judge = await deployJudge();
  });

  const refuses = async (sample: Sample, mutants: Parameters<typeof expectAllRefused>[2]): Promise<void> => {
    judged += await expectAllRefused(judge, sample, mutants);
  };

  it(`${all.length} samples, one of each kind of instruction, ecall, trap and fixed point, are true`, async () => {
    const cases = all.map((sample) => ({ ...sample, proof: proofOf(sample) }));
    for (const { name, prestate, proof, poststate } of cases)
      expect(verifyStep(prestate, proof), name).to.equal(poststate);
    expect(await judge.surprises(cases)).to.deep.equal([]);
  });

  it("a changed byte behind the head, in every sample", async () => {
    for (const [i, sample] of all.entries()) {
      await refuses(
        sample,
        changed(sample, (at) => [MASKS[(at + i) % MASKS.length]!], sample.head.length),
      );
    }
  });

  it("a changed byte of the head", async () => {
    for (const sample of [named("POSEIDON_OPEN 2"), named("halted")]) {
      await refuses(sample, changed(sample, (at) => [MASKS[at % MASKS.length]!]).slice(0, sample.head.length));
    }
  });

  it("cut short", async () => {
    for (const sample of all) await refuses(sample, truncated(sample, STRIDE));
  });

  it("with bytes behind its end", async () => {
    for (const sample of all) await refuses(sample, extended(sample));
  });

  it("with another head", async () => {
    for (const name of ["sw 0x0 + -4", "trapped"]) await refuses(named(name), spoiltHeads(named(name)));
  });

  it("with accesses in another encoding or order, or of other leaves", async () => {
    for (const sample of all) {
      const mutants = spoiltAccesses(sample);
      // Every sample has its own share of them; the long test has all.
      await refuses(sample, sample.parts.length > 3 ? mutants.filter((_, i) => i % 5 === 0) : mutants);
    }
    await refuses(named("POSEIDON_OPEN 2"), spoiltAccesses(named("POSEIDON_OPEN 2")));
  });

  it("the proof of another step", async () => {
    for (const [i, sample] of all.entries()) {
      const others = all.filter((other, j) => (i + j) % 8 === 0 && other.prestate !== sample.prestate);
      await refuses(
        sample,
        others.map((other) => ({ what: `the proof of ${other.name}`, proof: proofOf(other) })),
      );
    }
  });

  describe("with another ABI encoding", () => {
    const abi = new Interface(["function step(bytes32 prestate, bytes proof) view returns (bytes32)"]);
    const sample = named("sw 0x0 + -4");
    const call = abi.encodeFunctionData("step", [sample.prestate, proofOf(sample)]).slice(2);
    /** selector | prestate | offset | length | proof, padded to words */
    const [selector, prestate, offset, length, proof] = [
      call.slice(0, 8),
      call.slice(8, 72),
      call.slice(72, 136),
      call.slice(136, 200),
      call.slice(200),
    ];
    const count = proofOf(sample).length;
    const asWord = (value: bigint | number): string =>
      BigInt.asUintN(256, BigInt(value)).toString(16).padStart(64, "0");
    const made = (...parts: readonly string[]): Hex => `0x${parts.join("")}`;

    it("a length that is too short is refused although the bytes are there", async () => {
      const lengths = Array.from({ length: count }, (_, n) => n).filter((n) => n % 3 === 0 || n > count - 40);
      const outcomes = await judge.raw(lengths.map((n) => made(selector, prestate, offset, asWord(n), proof)));
      for (const [i, { poststate, error }] of outcomes.entries()) {
        expect(poststate, `length ${lengths[i]}`).to.equal(undefined);
        expect(error).to.match(/^(Truncated|SiblingsMissing)$/);
      }
    });

    it("a length beyond the call, a head out of place or dirty bytes are refused", async () => {
      const bad = [
        ...[count + 33, 2 ** 32, 2n ** 64n, 2n ** 128n + BigInt(count), 2n ** 256n - 1n, 2n ** 255n].map((n) =>
          made(selector, prestate, offset, asWord(n), proof),
        ),
        ...[0, 1, 31, 32, 63, 65, 96, 2 ** 32, 2n ** 64n + 64n, 2n ** 128n + 64n, 2n ** 256n - 1n, -64].map((n) =>
          made(selector, prestate, asWord(n), length, proof),
        ),
        made(selector),
        made(selector, prestate),
        made(selector, prestate, offset),
        made(selector, offset, prestate, length, proof),
      ];
      for (const [i, { poststate }] of (await judge.raw(bad)).entries()) expect(poststate, `${i}`).to.equal(undefined);
    });

    it("what decodes to the true proof leads to the true state, whatever else is in the call", async () => {
      const moved = [0, 1, 32, 100].map((gap) =>
        made(selector, prestate, asWord(64 + gap), "ff".repeat(gap), length, proof),
      );
      const trailing = ["00", "ff", "ff".repeat(100)].map((tail) =>
        made(selector, prestate, offset, length, proof, tail),
      );
      const unpadded = made(selector, prestate, offset, length, proof.slice(0, 2 * count));
      const dirty = made(selector, prestate, offset, length, proof.slice(0, 2 * count), "ff".repeat(31));
      for (const [i, outcome] of (await judge.raw([...moved, ...trailing, unpadded, dirty])).entries()) {
        expect(outcome, `${i}`).to.deep.equal({ poststate: sample.poststate });
      }
    });

    it("a cut proof is not made whole by what lies behind it in the call", async () => {
      for (const { what, proof: cut } of truncated(sample, STRIDE)) {
        const rest = toHex(proofOf(sample).slice(cut.length)).slice(2);
        const [outcome] = await judge.raw([
          made(selector, prestate, offset, asWord(cut.length), toHex(cut).slice(2), rest),
        ]);
        expect(outcome!.poststate, what).to.equal(undefined);
      }
    });
  });

  it("were all judged", () => {
    expect(judged).to.be.greaterThan(15_000);
  });
});
