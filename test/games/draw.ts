import { keccak256 } from "../../src/crypto/keccak.ts";
import { nextAccumulator } from "../../src/rollup/ids.ts";
import type { Batch, ResultOpening, Timing } from "../../src/rollup/view.ts";
import type { Address } from "../../src/types/address.ts";
import { type Hex, toHex } from "../../src/types/hex.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import { Random } from "../guest/random.ts";
import { Table } from "./actor.ts";
import { type Cast, play, type Tally } from "./game.ts";
import type { Habits } from "./honest.ts";
import { RefereeHost, word } from "./host.ts";
import { LISTS } from "./lists.ts";
import type { RefereeTerms } from "./referee.ts";
import type { ToyProgram } from "./toyRun.ts";
import { ToyWorld, truths } from "./toyWorld.ts";
import type { Character } from "./villain.ts";

/** What is drawn before a game: everything but what its people then do. */
export type Draw = {
  readonly maxSteps: number;
  readonly nary: number;
  readonly timing: Timing;
  readonly bond: bigint;
  readonly persistent: boolean;
  readonly batches: number;
  readonly honest: readonly Habits[];
  readonly villains: readonly Character[];
  readonly plot: boolean;
};

export type DrawOptions = {
  /** Spans are at most 2^bits; a rollup has only powers of two, a dispute any. */
  readonly bits: number;
  readonly powersOnly: boolean;
  /** Adversaries, at most. */
  readonly crowd: number;
};

const PACES = ["at once", "at random", "in the last second"] as const;

/** One dispute at a time: an honest agent and one liar, or two liars. */
export function drawDuel(random: Random): Draw {
  const both = random.below(8) === 0 ? 2 : 1;
  const draw = drawGame(random, { bits: 48, powersOnly: false, crowd: 1 });
  // A liar that claims once, and mostly plays its disputes to the end.
  const quits = [0, 0, 0, 20][random.below(4)];
  const villains = Array.from({ length: both }, () => ({
    ...drawCharacter(random),
    truths: 0,
    quits,
    claims: 1,
    wakes: 8,
  }));
  return { ...draw, batches: 1, plot: false, villains, honest: both === 2 ? [] : draw.honest.slice(0, 1) };
}

export function drawGame(random: Random, { bits, powersOnly, crowd }: DrawOptions): Draw {
  const pick = <T>(items: readonly T[]): T => items[random.below(items.length)];
  const timing = drawTiming(random);
  const habits = (): Habits => ({
    claims: pick(["always", "whenDisputed"]),
    // At its limit more often than not: shorter than W, not longer than G.
    reaction:
      random.below(2) === 0
        ? Math.min(timing.window - 1, timing.grace)
        : 1 + random.below(Math.min(timing.window - 1, timing.grace)),
    capacity: pick([1, 1, 2, 4, 100]),
    pace: pick(PACES),
  });
  const villains = 1 + random.below(random.below(4) === 0 ? crowd : Math.min(4, crowd));
  return {
    maxSteps: drawSpan(random, bits, powersOnly),
    nary: pick([2, 4, 8, 16, 32, 64, 128]),
    timing,
    bond: BigInt(2 + random.below(1_000_000)),
    persistent: random.below(2) === 0,
    batches: 1 + random.below(3),
    honest: Array.from({ length: 1 + random.below(2) }, habits),
    villains: Array.from({ length: villains }, () => drawCharacter(random)),
    plot: random.below(3) === 0,
  };
}

function drawCharacter(random: Random): Character {
  const pick = <T>(items: readonly T[]): T => items[random.below(items.length)];
  return {
    list: pick(LISTS),
    pace: pick([...PACES, "too late"]),
    quits: pick([0, 0, 0, 10, 50, 100]),
    truths: pick([0, 20, 80]),
    claims: 1 + random.below(4),
    wakes: 2 + random.below(8),
  };
}

/** Short times, so that edges are met often; half of the games as close as the rules allow. */
function drawTiming(random: Random): Timing {
  const tight = random.below(2) === 0;
  const allowance = tight ? 4 + random.below(8) : 20 + random.below(400);
  const minimum = 2 + random.below(Math.max(1, allowance - 2));
  const window = tight ? 4 + random.below(8) : 20 + random.below(400);
  const grace = Math.max(1, Math.ceil(window / 4)) + random.below(window);
  return { window, grace, allowance, minimum };
}

function drawSpan(random: Random, bits: number, powersOnly: boolean): number {
  const power = 2 ** random.below(bits + 1);
  if (powersOnly) return power;
  switch (random.below(4)) {
    case 0:
      return 1 + random.below(40);
    case 1:
      return Math.min(2 ** bits, Math.max(1, power - 1 + random.below(3)));
    case 2:
      return power;
    default:
      return 1 + Math.floor((random.below(2 ** 32) / 2 ** 32) * (power - 1));
  }
}

/** Above the numbers of everybody else. */
const PLOTTERS = 100;

/** The account of that number. */
export function accountOf(number: number): Address {
  return `0x${(number + 1).toString(16).padStart(40, "a")}`;
}

/** The cast of a game on these accounts: anybody first, then the honest, then the others. */
export function castOf({ honest, villains, plot }: Draw, account: (number: number) => Address): Cast {
  return {
    anybody: account(0),
    honest: new Map(honest.map((habits, i) => [account(1 + i), habits])),
    villains: new Map(villains.map((character, i) => [account(1 + honest.length + i), character])),
    plot: plot ? [account(PLOTTERS), account(PLOTTERS + 1)] : undefined,
  };
}

/** Plays the game of a seed without a chain. @throws Broken */
export function playSeed(seed: number, make: (random: Random) => Draw): Promise<Tally> {
  const random = new Random(seed);
  const draw = make(random);
  const { maxSteps, nary, timing, bond, persistent } = draw;
  const memoryRoot = word(BigInt(seed) + 1n);
  const program: ToyProgram = { layoutHash: keccak256(new Uint8Array([1])), memoryRoot, persistent, maxSteps };
  const world = new ToyWorld(program, random);
  const output = toHex(random.bytes(32));
  const genesis: ResultOpening = {
    parent: word(0n) as ResultId,
    accumulator: word(0n),
    output,
    memoryRoot: persistent ? memoryRoot : word(0n),
  };
  const terms: RefereeTerms = {
    rules: { maxSteps, nary, programKind: world.programKind },
    timing,
    bond,
    genesis,
    judge: world,
  };
  const batches = drawBatches(random, draw.batches);
  const host = new RefereeHost(terms, batches, 1_000_000);
  const table = new Table(host, world, random, truths(world, genesis, batches));
  return play(table, castOf(draw, accountOf));
}

function drawBatches(random: Random, count: number): Batch[] {
  const batches: Batch[] = [];
  let accumulator: Hex = word(0n);
  for (let number = 1; number <= count; number++) {
    const [inputRoot, inputLength] = [toHex(random.bytes(32)), 256 + random.below(1000)];
    accumulator = nextAccumulator(accumulator, inputRoot, inputLength);
    batches.push({ number, accumulator, inputRoot, inputLength, timestamp: 1, transaction: word(0n) });
  }
  return batches;
}
