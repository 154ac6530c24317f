/**
 * Writes contracts/validity/generated: a verifier for each verification key in circuits/keys.
 *
 * `node scripts/generate/verifiers.ts <circuit>…` first makes those circuits' development keys, and writes what checks
 * their proofs to circuits/keys; it compiles the circuits if that has not been done. Needed when a circuit has changed.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compileCircuit } from "../../src/validity/compile.ts";
import { developmentKey } from "../../src/validity/keys.ts";
import { verifierSource } from "../../src/validity/verifierSource.ts";
import type { VerificationKey } from "../../src/validity/zkey.ts";
import { emit } from "./emit.ts";

/** What circuits/keys keeps of a key: enough to check proofs, and which circuit it is for. */
type KeptKey = { readonly r1cs: string; readonly key: VerificationKey };

const root = fileURLToPath(new URL("../..", import.meta.url));
const keys = "circuits/keys";
const contracts = "contracts/validity/generated";

for (const circuit of process.argv.slice(2).filter((word) => !word.startsWith("--"))) {
  const { manifest, header } = await developmentKey(await compileCircuit(circuit));
  const kept: KeptKey = { r1cs: manifest.r1cs, key: header.key };
  await emit([{ path: `${keys}/${circuit}.json`, text: JSON.stringify(kept) }]);
}

const outputs = filesIn(keys).map((file) => {
  const { key } = JSON.parse(readFileSync(`${root}${keys}/${file}`, "utf8")) as KeptKey;
  const circuit = file.replace(/\.json$/, "");
  const text = verifierSource(`${circuit.charAt(0).toUpperCase()}${circuit.slice(1)}`, key, "../Groth16Verifier.sol");
  return { path: `${contracts}/${/contract (\w+)/.exec(text)![1]}.sol`, text };
});
await emit(outputs);

for (const file of filesIn(contracts).filter((file) => !outputs.some(({ path }) => path === `${contracts}/${file}`))) {
  console.error(`${contracts}/${file} belongs to no key of ${keys}: remove it`);
  process.exitCode = 1;
}

function filesIn(folder: string): string[] {
  return existsSync(root + folder) ? readdirSync(root + folder) : [];
}
