import { expect } from "chai";
import { network } from "hardhat";
import { before, describe, it } from "mocha";
import { type Case, deployJudge, type Judge } from "../../scripts/fuzz/judge.ts";
import { FIELD } from "../../src/crypto/field.ts";
import { poseidon } from "../../src/crypto/poseidon.ts";
import { verifyStep } from "../../src/machine/verify.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { AssizeError } from "../../src/types/error.ts";
import { ECALL, i, LOAD, r, s } from "../helpers/encode.ts";
import { CONSTANTS, DATA, guest, INPUT, pattern } from "../helpers/judge.ts";
import { type Access, bigEndian, concat, type Guest, littleEndian, poke, prove, stateHash } from "../helpers/prover.ts";
import { random } from "../helpers/random.ts";

const SEED = 20_261_120;
const HEAD_BYTES = 198;
const add = r(0, 2, 1, 0, 5);

const proven = (made: Guest, ...accesses: Access[]): Case => ({
  prestate: stateHash(made),
  proof: prove(made, accesses),
});
/** A proof of `made` with bytes from `offset` on replaced; the prestate is what it was. */
const patched = ({ prestate, proof }: Case, offset: number, bytes: Uint8Array): Case => {
  const changed = proof.slice();
  changed.set(bytes, offset);
  return { prestate, proof: changed };
};

function adding(): Case {
  const made = guest(add);
  return proven(made, { read: made.pc });
}

function storing(): Case {
  const made = guest(s(4, 7, 6, 2), { 6: DATA + 0x2ffc - 4, 7: 0xf1e2_d3c4 });
  return proven(made, { read: made.pc }, { write: DATA + 0x2ffc, leaf: pattern(32, 9) });
}

function opening(children = [5n, FIELD - 1n], hash = poseidon([5n, FIELD - 1n])): Case {
  const made = guest(ECALL, { 10: DATA, 11: DATA + 32, 12: 2, 17: 1005 });
  poke(made, DATA, littleEndian(hash, 32));
  const writes = children.map((child, n): Access => ({ write: DATA + 32 + 32 * n, leaf: littleEndian(child, 32) }));
  return proven(made, { read: made.pc }, { read: DATA }, { children }, ...writes);
}

function trapped(): Case {
  const made = guest(add);
  made.pc = DATA;
  return proven(made);
}

function halted(): Case {
  return proven({ ...guest(add), status: 1, exitCode: 3 });
}

const samples = { adding, storing, opening, trapped, halted };

describe("StepVerifier: proofs", () => {
  let judge: Judge;
  before(async () => {
    judge = await deployJudge();
  });

  const errorOf = async (one: Case): Promise<string | undefined> => (await judge.outcomes([one]))[0]!.error;

  it("takes the samples that the tests below spoil", async () => {
    for (const outcome of await judge.outcomes(Object.values(samples).map((make) => make()))) {
      expect(outcome.error).to.equal(undefined);
    }
  });

  it("refuses every beginning of a proof", async () => {
    const { prestate, proof } = opening();
    const cases = Array.from(proof, (_, length) => ({ prestate, proof: proof.slice(0, length) }));
    for (const [length, { error }] of (await judge.outcomes(cases)).entries()) {
      expect(error, `${length} of ${proof.length} bytes`).to.match(/^(Truncated|SiblingsMissing)$/);
    }
  }).timeout(300_000);

  it("refuses bytes behind the last access", async () => {
    for (const make of Object.values(samples)) {
      const { prestate, proof } = make();
      expect(await errorOf({ prestate, proof: concat(proof, new Uint8Array(1)) }), make.name).to.equal(
        "TrailingBytes(1)",
      );
      expect(await errorOf({ prestate, proof: concat(proof, proof) }), make.name).to.equal(
        `TrailingBytes(${proof.length})`,
      );
    }
  });

  it("refuses a change of any byte", async () => {
    for (const [index, make] of Object.values(samples).entries()) {
      const mask = [0x01, 0x80, 0xff, 0x10, 0x7e][index]!;
      for (const [byte, { error, poststate }] of (await judge.changed(make(), mask)).entries()) {
        const what = `byte ${byte} of ${make.name} xor ${mask}`;
        expect(poststate, what).to.equal(undefined);
        expect(error, what).to.match(/^[A-Z]\w+(\(.*\))?$/);
      }
    }
  }).timeout(300_000);

  it("refuses a status above 2", async () => {
    expect(await errorOf(patched(adding(), 192, bigEndian(3, 1)))).to.equal("BadStatus(3)");
    expect(await errorOf(proven({ ...guest(add), status: 255 }))).to.equal("BadStatus(255)");
  });

  it("refuses a section table of no rows, and of more than 16", async () => {
    expect(await errorOf(patched(adding(), 197, bigEndian(0, 1)))).to.equal("BadSectionCount(0)");
    const many = guest(add);
    while (many.sections.length < 17)
      many.sections.push({ startPage: many.sections.length, pages: 1, kind: 2, bytes: pattern(32, 1) });
    expect(await errorOf({ prestate: adding().prestate, proof: prove(many, []) })).to.equal("BadSectionCount(17)");
  });

  it("takes a section table of 16 rows", async () => {
    const many = guest(add);
    while (many.sections.length < 16)
      many.sections.push({ startPage: many.sections.length, pages: 1, kind: 3, bytes: pattern(32, 1) });
    expect(await errorOf(proven(many, { read: many.pc }))).to.equal(undefined);
  });

  it("refuses the proof of another state", async () => {
    const [one, other] = [adding(), halted()];
    const swapped = { prestate: one.prestate, proof: other.proof };
    expect(await errorOf(swapped)).to.equal(`PrestateMismatch(${one.prestate}, ${other.prestate})`);
  });

  it("refuses a leaf, a sibling or a path that is not the one in memory", async () => {
    const { prestate, proof } = adding();
    const leafAt = HEAD_BYTES + 5 * 40;
    const swapped = concat(
      proof.slice(0, leafAt + 36),
      proof.slice(leafAt + 68, leafAt + 100),
      proof.slice(leafAt + 36, leafAt + 68),
      proof.slice(leafAt + 100),
    );
    expect(await errorOf(patched({ prestate, proof }, leafAt, pattern(32, 1)))).to.equal("WrongRoot(0)");
    expect(await errorOf({ prestate, proof: swapped })).to.equal("WrongRoot(0)");
    const made = guest(i(0, 6, 2, 5, LOAD), { 6: DATA + 32 });
    expect(await errorOf(proven(made, { read: made.pc }, { read: DATA }))).to.equal("WrongRoot(2)");
    expect(await errorOf(proven(made, { read: made.pc }, { read: CONSTANTS + 32 }))).to.match(
      /^(ZeroBits|WrongRoot|Trailing|Siblings)/,
    );
  });

  it("refuses a write proven against the root before an earlier write", async () => {
    const { prestate, proof } = opening();
    const made = guest(ECALL, { 10: DATA, 11: DATA + 32, 12: 2, 17: 1005 });
    poke(made, DATA, littleEndian(poseidon([5n, FIELD - 1n]), 32));
    const stale = prove(made, [
      { read: made.pc },
      { read: DATA },
      { children: [5n, FIELD - 1n] },
      { read: DATA + 32 },
      { read: DATA + 64 },
    ]);
    expect(stale.length).to.equal(proof.length);
    expect(await errorOf({ prestate, proof: stale })).to.equal("WrongRoot(2)");
  });

  it("refuses zero siblings spelled out and zero bits without a level", async () => {
    const made = guest(i(0, 6, 2, 5, LOAD), { 6: INPUT + 0x1ffc });
    const { prestate, proof } = proven(made, { read: made.pc }, { read: INPUT + 0x1ffc });
    const from = proof.length - 32 - 36;
    expect(proof.slice(from + 32, from + 36), "the last leaf of a nearly empty section").to.deep.equal(
      bigEndian(0x7f, 4),
    );
    const explicit = concat(proof.slice(0, from + 32), bigEndian(0x7e, 4), new Uint8Array(32), proof.slice(from + 36));
    expect(await errorOf({ prestate, proof: explicit })).to.equal("ZeroSiblingGiven");
    for (const level of [8, 9, 31]) {
      const zeros = 0x7f + 2 ** level;
      expect(await errorOf(patched({ prestate, proof }, from + 32, bigEndian(zeros, 4)))).to.equal(
        `ZeroBitsBeyondDepth(${zeros}, 8)`,
      );
    }
  });

  it("refuses children that are not the canonical ones", async () => {
    const hash = poseidon([5n, 6n]);
    expect(await errorOf(opening([5n, 6n + FIELD], hash))).to.equal("NonCanonicalChild(1)");
    expect(await errorOf(opening([FIELD, 6n], hash))).to.equal("NonCanonicalChild(0)");
    expect(await errorOf(opening([6n, 5n], hash))).to.equal(`WrongChildren(${hash}, ${poseidon([6n, 5n])})`);
  });

  it("refuses a second input section", async () => {
    const made = guest(add);
    made.sections[1]!.kind = 4;
    expect(await errorOf(proven(made, { read: made.pc }))).to.equal("SecondInputSection(3)");
  });

  it("is not made with other hashes than Poseidon", async () => {
    const { ethers } = await network.create("local");
    const names = ["PoseidonT3", "PoseidonT5", "PoseidonT6"];
    const libraries = await Promise.all(names.map(async (name) => (await ethers.deployContract(name)).target));
    const wrong = (await ethers.deployContract("JudgeFalsePoseidon")).target;
    const factory = await ethers.getContractFactory("StepVerifier");
    for (const [index, inputs] of [2, 4, 5].entries()) {
      const made = factory.deploy(...(libraries.with(index, wrong) as [string, string, string]));
      await expect(made).to.be.revertedWithCustomError(factory, "WrongPoseidon").withArgs(inputs);
    }
  });

  it("agrees with TypeScript about states that no program can reach and proofs that nobody would make", async () => {
    const cases = Array.from({ length: 400 }, (_, n) => strange(random(SEED + n)));
    const outcomes = await judge.outcomes(cases);
    for (const [n, one] of cases.entries()) {
      expect(outcomes[n]!.poststate, `seed ${SEED + n}: ${outcomes[n]!.error}`).to.equal(replayed(one));
    }
    const accepted = outcomes.filter(({ poststate }) => poststate !== undefined).length;
    expect(accepted, "proofs taken").to.be.within(100, 300);
  }).timeout(300_000);
});

/** What TypeScript makes of a proof: a poststate, or nothing. */
function replayed({ prestate, proof }: Case): string | undefined {
  try {
    return verifyStep(prestate as StateHash, proof);
  } catch (error) {
    if (error instanceof AssizeError) return undefined;
    throw error;
  }
}

/**
 * A table of random rows (overlapping, empty, unordered, of unknown kinds), a random instruction, and what may be its
 * accesses. Rows lie in the first eight pages, so that collisions are frequent.
 */
function strange(next: () => number): Case {
  const made = guest(0);
  made.sections = Array.from({ length: 1 + (next() % 6) }, () => {
    return { startPage: next() % 8, pages: next() % 5, kind: next() % 7, bytes: new Uint8Array(0) };
  });
  made.status = next() % 8 === 0 ? next() % 3 : 0;
  made.registers[6] = 4 * (next() % 0x2000);
  made.registers[10] = 32 * (next() % 0x400);
  made.registers[17] = [93, 64, 1001, 1002, 1006][next() % 5]!;
  const code = made.sections.find(({ kind, pages }) => kind === 1 && pages > 0);
  made.pc = code === undefined ? 4 * (next() % 0x2000) : 4096 * code.startPage + 4 * (next() % 16);
  const word = [add, i(0, 6, 2, 5, LOAD), s(0, 7, 6, 2), ECALL][next() % 4]!;
  if (holds(made, made.pc)) poke(made, made.pc, littleEndian(word, 4));
  const addresses = [made.pc, word === ECALL ? made.registers[10] : made.registers[6]!];
  const taken = addresses.filter((address) => holds(made, address) && next() % 4 > 0);
  return proven(made, ...taken.slice(0, word === add ? 1 : 2).map((address) => ({ read: address })));
}

function holds({ sections }: Guest, address: number): boolean {
  return sections.some(({ startPage, pages }) => address >= 4096 * startPage && address < 4096 * (startPage + pages));
}
