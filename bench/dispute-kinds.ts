/**
 * Gas of a whole dispute over 2^32 steps with nary 16, by the kind of instruction that decides it: both sides together, from the
 * rival claim to the resolution. The guest is the one of judge-gas.ts, whose proofs are the longest.
 *
 *   node bench/dispute-kinds.ts      writes bench/results/dispute-kinds.json
 */
import { toHex } from "../src/types/hex.ts";
import { disputeGas } from "./lib/disputeGas.ts";
import { everyStep } from "./lib/everyStep.ts";
import { pacedChain } from "./lib/paced.ts";
import { type Figure, writeResult } from "./lib/result.ts";

const chain = await pacedChain();
const figures: Figure[] = [];
for (const { name, proven } of everyStep()) {
  const { prestate, poststate, proof } = proven;
  const { total } = await disputeGas(chain, 32, 16, { prestate, poststate, proof: toHex(proof) });
  figures.push({ name, value: total, unit: "gas", ratio: { to: "the budget of 800,000", value: total / 800_000 } });
}
writeResult("dispute-kinds", figures);
