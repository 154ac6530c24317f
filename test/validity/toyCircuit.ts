import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FIELD } from "../../src/crypto/field.ts";
import { compileMain, type CompiledCircuit } from "../../src/validity/compile.ts";
import { runSnarkjs } from "../../src/validity/snarkjsRun.ts";

/** A folder that is gone when `remove` was called. */
export function scratch(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "assize-validity-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * A circuit with the ledger's five public inputs that is small and no ledger: it knows a secret with which a chain of
 * `rounds` squarings leads from `in` to `out`, and `c` and `y` play a part in it.
 */
export function compileToy(folder: string, rounds = 40): Promise<CompiledCircuit> {
  const source = `pragma circom 2.2.0;
template Toy(n) {
  signal input in;
  signal input out;
  signal input z;
  signal input c;
  signal input y;
  signal input secret;
  signal t[n + 1];
  t[0] <== in + secret;
  for (var i = 0; i < n; i++) t[i + 1] <== t[i] * t[i] + z;
  out === t[n] * c + y;
}
component main { public [in, out, z, c, y] } = Toy(${rounds});
`;
  return compileMain(`toy${rounds}`, source, { cache: folder });
}

export type ToyInputs = Readonly<Record<"in" | "out" | "z" | "c" | "y" | "secret", bigint>>;

export function toyInputs(rounds = 40): ToyInputs {
  const given = { in: 11n, z: 13n, c: 17n, y: FIELD - 1n, secret: 19n };
  let value = given.in + given.secret;
  for (let i = 0; i < rounds; i++) value = (value * value + given.z) % FIELD;
  return { ...given, out: (value * given.c + given.y) % FIELD };
}

/** Writes the witness of these inputs. */
export async function writeWitness({ wasm }: CompiledCircuit, inputs: ToyInputs, path: string): Promise<void> {
  await runSnarkjs("witness", [wasm, inputs, path]);
}
