import { definition, rounds } from "../../src/dispute/search.ts";
import { type Call, deployCourt, endState, makeClaim, play, postBatch, type Side } from "./court.ts";
import type { PacedChain } from "./paced.ts";
import type { RealStep } from "./realStep.ts";
import { toyTrace } from "./toyTrace.ts";

/** Gas of one whole dispute: whole transactions of both sides, from the rival claim to the resolution. */
export type DisputeGas = { readonly claim: number; readonly calls: readonly Call[]; readonly total: number };

/** Plays a dispute over 2^bits steps in which the first false step is `real`; everything else of the trace is synthetic. */
export async function disputeGas(chain: PacedChain, bits: number, nary: number, real: RealStep): Promise<DisputeGas> {
  const maxSteps = 2 ** bits;
  const { ethers, signers, judge, pace, wait } = chain;
  const [honest, liar] = [signers[1]!, signers[2]!].map(pace);
  const court = await deployCourt(ethers, { maxSteps, nary, bond: 10n ** 18n, stepVerifier: judge });
  pace(court.sequencer);
  wait(1_000_000);
  const batch = await postBatch(court, "0x1234");
  // The last mover proves the step, so it must be the honest side: the opener after an even number of rounds.
  const honestOpens = rounds(definition(maxSteps, nary)) % 2 === 0;
  const [first, second] = honestOpens ? [liar!, honest!] : [honest!, liar!];
  const earlier = await makeClaim(court, first, court.genesis, batch, endState(1));
  const rival = await makeClaim(court, second, court.genesis, batch, endState(2));
  const sides = [earlier, rival].map((made): Side => {
    const signer = made === earlier ? first : second;
    const { start, end } = made.claim;
    const step = Math.floor(maxSteps * 0.7);
    const fault = signer === liar ? { fault: { step, lie: 1n } } : {};
    return { signer, made, trace: toyTrace({ maxSteps, seed: 7n, start, end, planted: { step, ...real }, ...fault }) };
  });
  const { calls, isProved } = await play({ host: court.rollup, nary, opener: sides[1]!, responder: sides[0]! });
  if (!isProved) throw new Error(`2^${bits}, nary ${nary}: the dispute did not end in a proof`);
  return { claim: rival.gas, calls, total: rival.gas + calls.reduce((sum, { gas }) => sum + gas, 0) };
}
