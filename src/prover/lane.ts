import { getContract } from "viem";
import { laneAbi } from "../chain/abi.ts";
import { unanswered } from "../chain/client.ts";
import type { Court } from "../chain/court.ts";
import type { Hex } from "../types/hex.ts";
import { ProverError } from "./error.ts";

/**
 * Number of the lane's verifier for a circuit: the last one of it, for a mended one comes after the other.
 * @param circuit SHA-256 of its constraint system
 * @param now L1 timestamp, seconds
 * @throws ProverError NO_LANE, VERIFIER_UNKNOWN; ChainError RPC_UNREACHABLE
 */
export async function verifierOf({ facts, l1 }: Court, circuit: Hex, now: number): Promise<number> {
  const { lane: address } = facts;
  if (address === undefined) {
    const fix = "Deploy a court with a validity lane, or leave this one to challengers";
    throw new ProverError("NO_LANE", { what: "The court takes no proofs", where: facts.rollup, fix });
  }
  const lane = getContract({ address, abi: laneAbi, client: l1.client });
  try {
    for (let number = (await lane.read.verifiers()) - 1; number >= 0; number--) {
      const found = await lane.read.verifier([number]);
      if (found.circuit === circuit && found.activeFrom <= now) return number;
    }
  } catch (error) {
    throw unanswered(error, l1.url);
  }
  const what = `The lane has no verifier in force for the circuit ${circuit}`;
  const fix =
    "Prove with a circuit and key that a verifier is registered for; compile it from the sources it was made of";
  throw new ProverError("VERIFIER_UNKNOWN", { what, where: address, fix });
}
