import { Interface, type Contract } from "ethers";
import { network } from "hardhat";
import type { Hex } from "../../src/types/hex.ts";
import { toHex } from "../../src/types/hex.ts";
import { bigEndian, type Guest, littleEndian, poke } from "./prover.ts";

/** A proof for a state, and what is made of it. */
export type Case = { readonly prestate: Hex; readonly proof: Uint8Array };
export type Outcome = { readonly poststate?: Hex; readonly error?: string };

export type Judge = {
  readonly contract: Contract;
  /** Judges each case; the error of a refused one as `Name` or `Name(arguments)`. */
  outcomes(cases: readonly Case[]): Promise<Outcome[]>;
  /** Judges the proof with each of its bytes changed by `mask`, one at a time. */
  changed(one: Case, mask: number): Promise<Outcome[]>;
};

const BATCH = 200;

/** Deploys the production judge on a chain of its own. */
export async function deployJudge(): Promise<Judge> {
  const { ethers } = await network.create("local");
  const libraries = await Promise.all(
    ["PoseidonT3", "PoseidonT5", "PoseidonT6"].map((name) => ethers.deployContract(name)),
  );
  const contract = await ethers.deployContract(
    "StepVerifier",
    libraries.map(({ target }) => target),
  );
  const batch = await ethers.deployContract("JudgeBatch");
  const read = (outcome: { accepted: boolean; poststate: Hex; failure: string }): Outcome =>
    outcome.accepted ? { poststate: outcome.poststate } : { error: errorText(contract.interface, outcome.failure) };
  return {
    contract: contract as unknown as Contract,
    async outcomes(cases) {
      const found: Outcome[] = [];
      for (let from = 0; from < cases.length; from += BATCH) {
        const part = cases.slice(from, from + BATCH);
        const proofs = part.map(({ proof }) => toHex(proof));
        const result = await batch.judge(
          contract.target,
          part.map(({ prestate }) => prestate),
          proofs,
        );
        found.push(...result.map(read));
      }
      return found;
    },
    async changed({ prestate, proof }, mask) {
      const found: Outcome[] = [];
      for (let from = 0; from < proof.length; from += BATCH) {
        const to = Math.min(from + BATCH, proof.length);
        const result = await batch.judgeChanged(
          contract.target,
          prestate,
          toHex(proof),
          from,
          to,
          toHex(bigEndian(mask, 1)),
        );
        found.push(...result.map(read));
      }
      return found;
    },
  };
}

function errorText(known: Interface, data: string): string {
  const error = known.parseError(data);
  if (error === null) return `unknown error ${data}`;
  return error.args.length === 0 ? error.name : `${error.name}(${error.args.join(", ")})`;
}

export const CODE = 0x1_0000;
export const CONSTANTS = 0x2_0000;
export const DATA = 0x8000_0000;
export const INPUT = 0xa000_0000;
export const TOP = 0xffff_f000;

/** A running guest with every kind of section, one of which ends at 2^32, registers that differ, and `word` at its pc. */
export function guest(word: number, registers: Readonly<Record<number, number>> = {}): Guest {
  const made: Guest = {
    pc: CODE + 0x1234,
    registers: Array.from({ length: 32 }, (_, n) => registers[n] ?? (n * 0x0101_0101) % 2 ** 32),
    status: 0,
    exitCode: 0,
    anchor: pattern(32, 1),
    output: pattern(32, 2),
    sections: [
      { startPage: CODE >>> 12, pages: 3, kind: 1, bytes: pattern(0x2000, 3) },
      { startPage: CONSTANTS >>> 12, pages: 1, kind: 2, bytes: pattern(4096, 4) },
      { startPage: DATA >>> 12, pages: 5, kind: 3, bytes: pattern(0x3000, 5) },
      { startPage: INPUT >>> 12, pages: 2, kind: 4, bytes: pattern(300, 6) },
      { startPage: TOP >>> 12, pages: 1, kind: 3, bytes: pattern(4096, 7) },
    ],
  };
  poke(made, made.pc, littleEndian(word, 4));
  return made;
}

/** Bytes without a zero among them, the same for the same seed. */
export function pattern(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => 1 + ((index * 31 + (index >> 5) * 17 + seed * 101) % 255));
}
