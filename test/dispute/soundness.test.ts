import { expect } from "chai";
import { before, describe, it } from "mocha";
import { toyTrace } from "../../bench/lib/toyTrace.ts";
import { climb, root, select } from "../../src/dispute/dissection.ts";
import { cut, definition, parts, rounds, segment } from "../../src/dispute/search.ts";
import { type Answer, answer, dissect, type Dissection } from "../../src/dispute/strategy.ts";
import type { Trace } from "../../src/dispute/trace.ts";
import { toHex } from "../../src/types/hex.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { Random } from "../guest/random.ts";

/*
 * The argument of docs/dispute.md, Soundness, sentence by sentence, over many games without a chain: an honest side that follows
 * `answer` against a liar that posts whatever the contract would accept. Both roles, every nary, spans of every shape.
 */

const GAMES = 400;
const NARIES = [2, 4, 8, 16, 32, 64, 128];

type Honest = { readonly theirs: Dissection; readonly reply: Answer };
type Liar = { readonly theirs: Dissection; readonly index: number; readonly list: Dissection | "must prove" };
type Turn = ({ readonly by: "honest" } & Honest) | ({ readonly by: "liar" } & Liar);
type Game = {
  readonly maxSteps: number;
  readonly nary: number;
  readonly trace: Trace;
  readonly turns: readonly Turn[];
};

/** A list with a given start that ends anywhere but at `rejected`: true and false hashes in between, at will. */
async function lies(random: Random, trace: Trace, where: Dissection, index: number, nary: number): Promise<Dissection> {
  const { start, length } = segment(where.start, where.length, nary, index);
  const truth = await dissect(trace, start, length, nary);
  const rejected = where.hashes[index + 1];
  const hashes = truth.hashes.map((hash, i) => {
    if (i === 0) return where.hashes[index];
    const isTrue = random.below(2) === 0 && !(i === truth.hashes.length - 1 && hash === rejected);
    return isTrue ? hash : (toHex(random.bytes(32)) as StateHash);
  });
  return { start, length, hashes };
}

async function game(seed: number): Promise<Game> {
  const random = new Random(seed);
  const nary = NARIES[random.below(NARIES.length)];
  const maxSteps = 1 + Math.floor((random.below(2 ** 32) / 2 ** 32) * 2 ** random.below(49));
  const trace = toyTrace({ maxSteps, seed: BigInt(seed) });
  const whole = await dissect(trace, 0, maxSteps, nary);
  const turns: Turn[] = [];
  const honestOpens = random.below(2) === 0;
  // The liar's claim is another end; where its first list begins to be false is up to it.
  const anyHash = (): StateHash => toHex(random.bytes(32)) as StateHash;
  const end = whole.hashes.length - 1;
  const lie = whole.hashes.map((hash, i) => (i === end || (i > 0 && random.below(2) === 0) ? anyHash() : hash));
  let last = honestOpens ? whole : { ...whole, hashes: lie };
  for (let by: Turn["by"] = honestOpens ? "liar" : "honest"; ; by = by === "honest" ? "liar" : "honest") {
    if (by === "honest") {
      const reply = await answer(last, trace, nary);
      turns.push({ by, theirs: last, reply });
      if (reply.kind !== "dissect") return { maxSteps, nary, trace, turns };
      last = reply.dissection;
    } else {
      const index = random.below(last.hashes.length - 1);
      if (segment(last.start, last.length, nary, index).length === 1) {
        turns.push({ by, theirs: last, index, list: "must prove" });
        return { maxSteps, nary, trace, turns };
      }
      const list = await lies(random, trace, last, index, nary);
      turns.push({ by, theirs: last, index, list });
      last = list;
    }
  }
}

const isTrueAt = async ({ trace }: Game, step: number, hash: StateHash): Promise<boolean> =>
  (await trace.hashesAt([step]))[0] === hash;

describe("soundness, sentence by sentence", function () {
  this.timeout(120_000);
  const games: Game[] = [];
  const honestTurns = (): [Game, Honest][] =>
    games.flatMap((g) => g.turns.flatMap((t): [Game, Honest][] => (t.by === "honest" ? [[g, t]] : [])));
  const liarTurns = (): [Game, Liar][] =>
    games.flatMap((g) => g.turns.flatMap((t): [Game, Liar][] => (t.by === "liar" ? [[g, t]] : [])));

  before(async () => {
    for (let seed = 1; seed <= GAMES; seed++) games.push(await game(seed));
    expect(honestTurns().length).to.be.greaterThan(GAMES);
  });

  it("1. at an honest mover's turn the other side's list starts at a true hash and ends at a false one", async () => {
    for (const [g, { theirs }] of honestTurns()) {
      expect(await isTrueAt(g, theirs.start, theirs.hashes[0])).to.equal(true);
      expect(await isTrueAt(g, theirs.start + theirs.length, theirs.hashes.at(-1)!)).to.equal(false);
    }
  });

  it("2. so a true hash in it is followed by a false one, and the honest mover selects a segment between two such", async () => {
    for (const [g, { theirs, reply }] of honestTurns()) {
      if (reply.kind === "agree") throw new Error("the honest side had nothing to say");
      const [start, end] = [0, 1].map((i) => cut(theirs.start, theirs.length, g.nary, reply.index + i));
      expect(await isTrueAt(g, start, theirs.hashes[reply.index])).to.equal(true);
      expect(await isTrueAt(g, end, theirs.hashes[reply.index + 1])).to.equal(false);
    }
  });

  it("3. an honest list holds only true hashes, so that the contract accepts it: its start is the selected one, its end another", async () => {
    for (const [g, { theirs, reply }] of honestTurns()) {
      if (reply.kind !== "dissect") continue;
      const { start, length, hashes } = reply.dissection;
      expect({ start, length }).to.deep.equal(segment(theirs.start, theirs.length, g.nary, reply.index));
      expect(hashes).to.have.length(parts(length, g.nary) + 1);
      for (const [i, hash] of hashes.entries())
        expect(await isTrueAt(g, cut(start, length, g.nary, i), hash)).to.equal(true);
      expect(hashes[0]).to.equal(theirs.hashes[reply.index]);
      expect(hashes.at(-1)).not.to.equal(theirs.hashes[reply.index + 1]);
    }
  });

  it("4. whatever segment of an honest list the other side selects starts at a true hash, and its own end is false", async () => {
    for (const [g, { theirs, index, list }] of liarTurns()) {
      expect(await isTrueAt(g, cut(theirs.start, theirs.length, g.nary, index), theirs.hashes[index])).to.equal(true);
      if (list === "must prove") continue;
      expect(await isTrueAt(g, list.start + list.length, list.hashes.at(-1)!)).to.equal(false);
    }
  });

  it("5. every list is one round further, so one step is left after at most `rounds` of them", () => {
    for (const { maxSteps, nary, turns } of games) {
      const opening = turns[0].theirs;
      expect(opening.length).to.equal(maxSteps);
      expect(turns.length).to.be.at.most(rounds(definition(maxSteps, nary)) || 1);
      for (const [i, { theirs }] of turns.entries()) {
        if (i > 0)
          expect(theirs.length).to.be.at.most(
            Math.ceil(turns[i - 1].theirs.length / Math.min(nary, turns[i - 1].theirs.length)),
          );
      }
    }
  });

  it("6. at one step the honest mover proves that the true successor is not the end, and the other side has nothing to prove", async () => {
    for (const { trace, nary, turns } of games) {
      const last = turns.at(-1)!;
      if (last.by === "honest") {
        if (last.reply.kind !== "prove") throw new Error("an honest last turn is a proof");
        const [start, successor] = await trace.hashesAt([last.reply.step, last.reply.step + 1]);
        expect(start).to.equal(last.theirs.hashes[last.reply.index]);
        expect(successor).not.to.equal(last.theirs.hashes[last.reply.index + 1]);
      } else {
        const step = cut(last.theirs.start, last.theirs.length, nary, last.index);
        const [start, successor] = await trace.hashesAt([step, step + 1]);
        expect([start, successor]).to.deep.equal(last.theirs.hashes.slice(last.index, last.index + 2));
      }
    }
  });

  it("7. and all that is selected opens the root that was committed to", () => {
    for (const { turns } of games) {
      for (const turn of turns) {
        const index = turn.by === "liar" ? turn.index : turn.reply.kind === "agree" ? 0 : turn.reply.index;
        const { hashes } = turn.theirs;
        expect(climb(select(hashes, index), hashes.length - 1)).to.equal(root(hashes));
      }
    }
  });
});
