import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeDevelopmentKey } from "./developmentKey.ts";
import { ValidityError } from "./error.ts";
import { groth16 } from "./groth16.ts";
import { insecurityOf } from "./insecurity.ts";
import { createKey, hashFile, openKey, type KeyFile } from "./keyFile.ts";
import type { OnProgress } from "./proofSystem.ts";
import { readR1cs } from "./r1cs.ts";
import { runSnarkjs } from "./snarkjsRun.ts";

/** A compiled circuit, as far as keys are concerned. */
export type Circuit = { readonly name: string; readonly r1cs: string };

const CACHE = fileURLToPath(new URL("../../cache/keys", import.meta.url));

/**
 * The development key of a circuit, made now or earlier. Insecure: its secrets are public (developmentKey.ts).
 * @param folder where they are kept, by the hash of the circuit
 * @throws ValidityError CIRCUIT_FILE_INVALID
 */
export async function developmentKey(
  circuit: Circuit,
  onProgress: OnProgress = () => {},
  folder: string = CACHE,
): Promise<KeyFile> {
  readR1cs(circuit.r1cs);
  const hash = await hashFile(circuit.r1cs);
  const path = join(folder, `${circuit.name}-${hash.slice(2, 18)}.INSECURE.zkey`);
  const made = await openKey(path, hash).catch((error: unknown) => {
    // A key that is not there, or was spoilt, is made again: nothing is lost by it.
    if (error instanceof ValidityError) return undefined;
    throw error;
  });
  if (made !== undefined) return made;
  mkdirSync(folder, { recursive: true });
  return createKey(path, { circuit: circuit.name, r1cs: hash }, (draft) =>
    writeDevelopmentKey(circuit.r1cs, draft, (share) => {
      onProgress(`INSECURE development key of ${circuit.name}: ${Math.floor(100 * share)} %`);
    }),
  );
}

/**
 * Begins the second half of a ceremony, that of one circuit, on public powers of tau. The key that it makes is worth
 * nothing until somebody has contributed.
 * @throws ValidityError CIRCUIT_FILE_INVALID, CEREMONY_INVALID, ZKEY_EXISTS
 */
export async function setupKey(circuit: Circuit, ptau: string, to: string, onProgress?: OnProgress): Promise<KeyFile> {
  requireNew(to);
  readR1cs(circuit.r1cs);
  const about = { circuit: circuit.name, r1cs: await hashFile(circuit.r1cs) };
  return createKey(to, about, (draft) => groth16.setup(circuit.r1cs, ptau, draft, onProgress));
}

/**
 * Adds to a key a secret that nobody ever sees: one honest contributor makes it sound. The secret is of 64 bytes of the
 * system's randomness, and gone with the process that used it.
 * @param name of the contributor, public
 * @throws ValidityError ZKEY_*, CEREMONY_INVALID
 */
export async function contribute(from: string, to: string, name: string, onProgress?: OnProgress): Promise<KeyFile> {
  requireNew(to);
  const { manifest } = await openKey(from);
  const draft = async (path: string): Promise<void> => {
    await runSnarkjs("contribute", [from, path, name, randomBytes(64).toString("hex")], onProgress);
  };
  return createKey(to, manifest, draft);
}

/**
 * Checks a key against its circuit and the powers of tau: that it follows from them by contributions, at least one.
 * A development key does not, and cannot: it comes from no powers of tau, so there is nothing to check it against.
 * @throws ValidityError ZKEY_*, CEREMONY_INVALID when it does not
 */
export async function verifyKey(
  circuit: Circuit,
  ptau: string,
  path: string,
  onProgress?: OnProgress,
): Promise<KeyFile> {
  const file = await openKey(path, await hashFile(circuit.r1cs));
  const insecurity = insecurityOf(file.header.key);
  if (insecurity !== undefined) {
    const what =
      insecurity === "development" ? "It is a development key: its secrets are public" : "Nobody has contributed to it";
    throw new ValidityError("ZKEY_INSECURE", {
      what,
      where: path,
      fix: "Use a key of a ceremony, contributions included",
    });
  }
  if (await runSnarkjs("verifyKey", [circuit.r1cs, ptau, path], onProgress)) return file;
  const what = "The key does not follow from these powers of tau and this circuit";
  throw new ValidityError("CEREMONY_INVALID", { what, where: path, fix: "Do not use it; ask its contributors" });
}

function requireNew(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) return;
  const fix = "Name a file that is not there: a key is never overwritten";
  throw new ValidityError("ZKEY_EXISTS", { what: `${basename(path)} exists`, where: path, fix });
}
