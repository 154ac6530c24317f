import { expect } from "chai";
import { Interface, type Result } from "ethers";
import { as, keyOf } from "../../bench/lib/court.ts";
import { keccak256 } from "../../src/crypto/keccak.ts";
import { root } from "../../src/dispute/dissection.ts";
import { pack, pass } from "../../src/dispute/position.ts";
import { segment } from "../../src/dispute/search.ts";
import { type Hex, toBytes, toHex } from "../../src/types/hex.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import type { Moment } from "./hostileCourt.ts";
import { MAX_STEPS, NARY } from "./hostileCourt.ts";
import type { Mutant } from "./hostileMutants.ts";
import { STANDING } from "./toyCourt.ts";

/** What a call led to, as HostileCalls tells it. */
type Probe = { accepted: boolean; commitment: Hex; opener: bigint; responder: bigint; time: bigint };

const BATCH = 100;
/** Commitment of a dispute that has ended. */
const OVER = `0x${"00".repeat(31)}01`;

/**
 * Tries every mutant at `moment`. Whatever is taken must decode to the true arguments, or, of a move or an opening, to the true
 * ones and another list of hashes; and then it must lead where those arguments lead. Returns how many were taken, and how many not.
 */
export async function tryAll(moment: Moment, mutants: readonly Mutant[]): Promise<{ taken: number; refused: number }> {
  const { board, signer } = moment;
  const count = { taken: 0, refused: 0 };
  for (let from = 0; from < mutants.length; from += BATCH) {
    const part = mutants.slice(from, from + BATCH);
    const calls = part.map(({ call }) => call);
    const probes: Probe[] = await as(board.host, signer).getFunction("probe").staticCall(calls, keyOf(board));
    for (const [i, probe] of probes.entries()) {
      if (!probe.accepted) count.refused++;
      else {
        count.taken++;
        expectTrue(moment, part[i]!, probe);
      }
    }
  }
  return count;
}

/** The call that is due, encoded. */
export function trueCall({ board, name, args }: Moment): Hex {
  return board.host.interface.encodeFunctionData(name, [...args]) as Hex;
}

function expectTrue(moment: Moment, { what, call }: Mutant, probe: Probe): void {
  const { name, board } = moment;
  const context = `${name}, ${what}`;
  const given = decoded(board.host.interface, name, call);
  const due = decoded(board.host.interface, name, trueCall(moment))!;
  expect(given, `${context}: taken, although it is not even such a call`).not.to.equal(undefined);
  const free = name === "open" ? 2 : name === "move" ? 3 : -1;
  for (let i = 0; i < due.length; i++) {
    if (i !== free) expect(given![i], `${context}: argument ${i} is not the true one`).to.deep.equal(due[i]);
  }
  expect(probe.commitment, `${context}: what is committed`).to.equal(commitmentAfter(moment, given!, probe));
  const lost = name === "prove" || name === "resolve";
  expect([Number(probe.opener), Number(probe.responder)], context).to.deep.equal([
    STANDING.standing,
    lost ? STANDING.refuted : STANDING.standing,
  ]);
}

/** The contract does not ask for the zeros that fill up the last word of a proof; ethers does. */
const PADDING = "00".repeat(31);

/** Arguments as plain arrays; undefined where the call is none of that name or does not decode. */
function decoded(abi: Interface, name: string, call: Hex): unknown[] | undefined {
  try {
    return plain(abi.decodeFunctionData(name, call + PADDING)) as unknown[];
  } catch {
    return undefined;
  }
}

function plain(value: unknown): unknown {
  return Array.isArray(value) ? [...(value as Result)].map(plain) : value;
}

/** The dispute's commitment after a call with these arguments, by TypeScript. */
function commitmentAfter({ name, at }: Moment, args: readonly unknown[], { time }: Probe): string {
  const now = Number(time);
  if (name === "open") {
    const [opener, , hashes] = args as [string[], string[], StateHash[]];
    return commit([opener[1], ...hashes, opener[2]] as StateHash[], pack({ ...at.position, movedAt: now }));
  }
  if (name === "move") {
    const [, , selection, hashes] = args as [unknown, unknown, [bigint, StateHash], StateHash[]];
    const { start, length } = segment(at.position.start, at.position.length, NARY, Number(selection[0]));
    return commit([selection[1], ...hashes], pack(pass(at.position, start, length, now)));
  }
  return OVER;
}

function commit(hashes: readonly StateHash[], position: bigint): string {
  expect(hashes.length, "the list has its length").to.equal(Math.min(MAX_STEPS, NARY) + 1);
  const word = toBytes(`0x${position.toString(16).padStart(64, "0")}`);
  return toHex(keccak256(toBytes(root(hashes)), word));
}
