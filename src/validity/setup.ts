import { ValidityError } from "./error.ts";
import type { OnProgress, SystemName } from "./proofSystem.ts";
import { runSnarkjs } from "./snarkjsRun.ts";

/** Makes a key from powers of tau. @throws ValidityError CEREMONY_INVALID */
export async function setup(
  system: SystemName,
  r1cs: string,
  ptau: string,
  zkey: string,
  onProgress?: OnProgress,
): Promise<void> {
  const refusal = await runSnarkjs("setup", [system, r1cs, ptau, zkey], onProgress);
  if (refusal === undefined) return;
  const fix = "Use powers of tau that were prepared for phase 2, of a greater power";
  throw new ValidityError("CEREMONY_INVALID", { what: `snarkjs makes no key: ${refusal}`, where: ptau, fix });
}
