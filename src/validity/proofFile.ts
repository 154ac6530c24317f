import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Hex } from "../types/hex.ts";
import { ValidityError } from "./error.ts";
import type { Proof } from "./proofSystem.ts";

const decimal = z.string().regex(/^\d{1,78}$/, "a decimal number is expected");
const pair = z.tuple([decimal, decimal]);
const schema = z.strictObject({
  system: z.literal("groth16"),
  /** SHA-256 of the circuit's constraint system. */
  circuit: z.string().regex(/^0x[0-9a-f]{64}$/, "32 bytes in hex are expected") as unknown as z.ZodType<Hex>,
  inputs: z.array(decimal),
  proof: z.object({
    pi_a: z.tuple([decimal, decimal, decimal]),
    pi_b: z.tuple([pair, pair, pair]),
    pi_c: z.tuple([decimal, decimal, decimal]),
  }),
});

/** A proof as it is kept in a file: with what it is of, so that nobody has to guess. */
export type ProofFile = Proof & { readonly system: "groth16"; readonly circuit: Hex };

/** @throws ValidityError PROOF_INVALID when the file is no proof; whether the proof holds is another question */
export function readProof(path: string): ProofFile {
  try {
    return parseProof(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    const what = `It is no proof: ${(cause as Error).message.replace(/\s+/g, " ")}`;
    throw new ValidityError("PROOF_INVALID", { what, where: path, fix: "Check the path, or prove again", cause });
  }
}

/** A proof as it is kept. @param circuit SHA-256 of its constraint system */
export function proofFileOf(circuit: Hex, { inputs, proof }: Proof): ProofFile {
  const { pi_a, pi_b, pi_c } = proof as ProofFile["proof"];
  return { system: "groth16", circuit, inputs, proof: { pi_a, pi_b, pi_c } };
}

/** @throws Error when it has another form */
export function parseProof(value: unknown): ProofFile {
  return schema.parse(value);
}
