/** The scenario whose proof is really made, which takes a minute of CPU: scenarios.long.test.ts has it. */
export const REALLY_PROVEN = "proof-in-dispute";
