import { bn254 } from "@noble/curves/bn254.js";
import { DEVELOPMENT_SECRETS } from "./developmentKey.ts";
import type { VerificationKey } from "./zkey.ts";

/** Why anyone can prove anything with a key: its secrets are public, or nobody has put a secret into it. */
export type Insecurity = "development" | "noContribution";

/**
 * What is known to be wrong with a key, from its points alone: names and notes beside it can be lost, and a contribution
 * to a development key changes delta but not alpha. That a key is neither does not make it good; a ceremony does.
 */
export function insecurityOf({ vk_alpha_1, vk_gamma_2, vk_delta_2 }: VerificationKey): Insecurity | undefined {
  const { x } = bn254.G1.Point.BASE.multiply(DEVELOPMENT_SECRETS.alpha);
  if (BigInt(vk_alpha_1[0]) === x) return "development";
  return vk_delta_2.flat().join() === vk_gamma_2.flat().join() ? "noContribution" : undefined;
}
