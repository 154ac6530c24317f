import type { Command } from "commander";
import { ValidityError } from "../../validity/error.ts";
import { groth16 } from "../../validity/groth16.ts";
import { insecurityOf } from "../../validity/insecurity.ts";
import { openKey } from "../../validity/keyFile.ts";
import { readProof, type ProofFile } from "../../validity/proofFile.ts";
import { withExample, withJson, type JsonOptions } from "../options.ts";
import { facts, show } from "../output.ts";

type Options = JsonOptions & { readonly key: string };

export function defineVerify(command: Command): void {
  withJson(command)
    .argument("<proofs...>", "files of the proof, in the order of the segments")
    .requiredOption("--key <zkey>", "key of its circuit");
  withExample(command, "npx assize verify batch-7.proof.json --key keys/1.zkey").action(verify);
}

/** Fails unless the proof holds, so that scripts can rely on the exit code. */
async function verify(paths: readonly string[], options: Options): Promise<void> {
  const proofs = paths.map(readProof);
  const [first] = proofs as [ProofFile];
  const { header, manifest } = await openKey(options.key, first.circuit);
  for (const [i, proof] of proofs.entries()) {
    if (proof.circuit !== first.circuit || !(await groth16.verify(header.key, proof))) {
      throw invalid(paths[i]!, `The proof does not hold for the circuit ${manifest.circuit}`);
    }
    if (i > 0 && !follows(proofs[i - 1]!, proof)) {
      throw invalid(paths[i]!, `The segment does not go on from where ${paths[i - 1]} ends`);
    }
  }
  const insecure = insecurityOf(header.key);
  const inputs = summed(proofs);
  show(options, { holds: true, circuit: manifest.circuit, inputs, insecure: insecure ?? null }, () =>
    facts([
      ["holds", insecure === undefined ? "yes" : "yes, and means nothing: the key is INSECURE"],
      ["circuit", `${manifest.circuit} (${manifest.r1cs})`],
      ...inputs.map((input, i): [string, string] => [`input ${i}`, input]),
    ]),
  );
}

/** Two segments of one batch: in, out, z, c, y (docs/ledger.md, Segments). */
function follows({ inputs: before }: ProofFile, { inputs: after }: ProofFile): boolean {
  return before[1] === after[0] && before[2] === after[2];
}

/** What segments say together: from the first one's in to the last one's out, and the rest as the last one has it. */
function summed(proofs: readonly ProofFile[]): string[] {
  return [proofs[0]!.inputs[0]!, ...proofs.at(-1)!.inputs.slice(1)];
}

function invalid(where: string, what: string): ValidityError {
  return new ValidityError("PROOF_INVALID", { what, where, fix: "Prove again; do not submit it" });
}
