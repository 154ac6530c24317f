import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { Contract, Interface } from "ethers";
import { network } from "hardhat";
import { type Hex, toHex } from "../../src/types/hex.ts";

/** A proof for a state, and what is made of it. */
export type Case = { readonly prestate: Hex; readonly proof: Uint8Array };
export type Outcome = { readonly poststate?: Hex; readonly error?: string };
/** A case with the poststate that it must lead to; REFUSED where no state may follow. */
export type Expected = Case & { readonly poststate: Hex };
/** One of the cases of a call of `surprises`, by its number, and what the judge made of it. */
export type Surprise = { readonly number: number; readonly outcome: Outcome };

export type Judge = {
  /** The chain that it is deployed on. */
  readonly ethers: HardhatEthers;
  readonly contract: Contract;
  /** Judges each case; the error of a refused one as `Name` or `Name(arguments)`. */
  outcomes(cases: readonly Case[]): Promise<Outcome[]>;
  /** Judges the proof with each of its bytes changed by `mask`, one at a time. */
  changed(one: Case, mask: number): Promise<Outcome[]>;
  /** Makes calls whose ABI encoding may be anything; a refusal without a reason is `no reason`. */
  raw(calls: readonly Hex[]): Promise<Outcome[]>;
  /** Judges each case and tells of those that were not as expected; of many, the first few. */
  surprises(cases: readonly Expected[]): Promise<Surprise[]>;
};

/** In the place of a poststate: the proof must be refused. No state has this hash. */
export const REFUSED: Hex = `0x${"00".repeat(32)}`;

/** Cases of one call whose outcomes are all sent back. */
const BATCH = 200;
/** Bytes of cases in one call of `surprises`. */
const CALL_BYTES = 400_000;
/** No transaction is made of these calls, so that they may take more gas than one can have. */
const UNLIMITED = { blockGasLimit: 10n ** 12n, transactionGasCap: false } as const;

/** Deploys the production judge on a chain of its own. */
export async function deployJudge(): Promise<Judge> {
  const { ethers } = await network.create({ network: "local", override: UNLIMITED });
  const libraries = await Promise.all(
    ["PoseidonT3", "PoseidonT5", "PoseidonT6"].map((name) => ethers.deployContract(name)),
  );
  const contract = await ethers.deployContract(
    "StepVerifier",
    libraries.map(({ target }) => target),
  );
  const batch = await ethers.deployContract("JudgeBatch");
  const read = (outcome: RawOutcome): Outcome =>
    outcome.accepted ? { poststate: outcome.poststate } : { error: errorText(contract.interface, outcome.failure) };
  return {
    ethers,
    contract: contract as unknown as Contract,
    async outcomes(cases) {
      const found: Outcome[] = [];
      for (let from = 0; from < cases.length; from += BATCH) {
        const part = cases.slice(from, from + BATCH);
        const proofs = part.map(({ proof }) => toHex(proof));
        const prestates = part.map(({ prestate }) => prestate);
        found.push(...(await batch.judge(contract.target, prestates, proofs)).map(read));
      }
      return found;
    },
    async changed({ prestate, proof }, mask) {
      const found: Outcome[] = [];
      for (let from = 0; from < proof.length; from += BATCH) {
        const to = Math.min(from + BATCH, proof.length);
        const flip = toHex(Uint8Array.of(mask));
        found.push(...(await batch.judgeChanged(contract.target, prestate, toHex(proof), from, to, flip)).map(read));
      }
      return found;
    },
    async raw(calls) {
      const found: Outcome[] = [];
      for (let from = 0; from < calls.length; from += BATCH) {
        found.push(...(await batch.raw(contract.target, calls.slice(from, from + BATCH))).map(read));
      }
      return found;
    },
    async surprises(cases) {
      const found: Surprise[] = [];
      for (let from = 0, to = 0; from < cases.length; from = to) {
        for (let bytes = 0; to < cases.length && bytes < CALL_BYTES; to++) bytes += cases[to]!.proof.length;
        const [numbers, outcomes] = await batch.surprises(contract.target, packed(cases.slice(from, to)));
        found.push(
          ...outcomes.map((one: RawOutcome, i: number) => ({ number: from + Number(numbers[i]), outcome: read(one) })),
        );
      }
      return found;
    },
  };
}
type RawOutcome = { readonly accepted: boolean; readonly poststate: Hex; readonly failure: string };

/** prestate 32 | poststate 32 | length u32 | proof, for each: what JudgeBatch.surprises takes. */
function packed(cases: readonly Expected[]): Hex {
  const parts = cases.map(({ prestate, poststate, proof }) => {
    const length = proof.length.toString(16).padStart(8, "0");
    return prestate.slice(2) + poststate.slice(2) + length + Buffer.from(proof).toString("hex");
  });
  return `0x${parts.join("")}`;
}

function errorText(known: Interface, data: string): string {
  if (data === "0x") return "no reason";
  const error = known.parseError(data);
  if (error === null) return `unknown error ${data}`;
  return error.args.length === 0 ? error.name : `${error.name}(${error.args.join(", ")})`;
}
