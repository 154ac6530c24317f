import { runSnarkjs } from "../../src/validity/snarkjsRun.ts";
import { compileMain, type CompiledCircuit } from "../../src/validity/compile.ts";
import { groth16 } from "../../src/validity/groth16.ts";
import { developmentKey } from "../../src/validity/keys.ts";
import { verifierSource } from "../../src/validity/verifierSource.ts";
import type { Hex } from "../../src/types/hex.ts";
import { compileSource } from "./solc.ts";

/*
 * A circuit with the ledger's five public inputs that accepts any of them: a check on chain costs the same whatever the
 * circuit says, so that the gas of a proof can be measured without a ledger.
 */

const SOURCE = `pragma circom 2.2.0;
template Any() {
  signal input in;
  signal input out;
  signal input z;
  signal input c;
  signal input y;
  signal t;
  signal u;
  signal v;
  t <== in * out;
  u <== t * z;
  v <== u * c + y;
}
component main { public [in, out, z, c, y] } = Any();
`;

const SIGNALS = ["in", "out", "z", "c", "y"] as const;

/** Its development key, in `folder`, and what proves and checks with it. */
export class AnyCircuit {
  readonly #circuit: CompiledCircuit;
  readonly #key: Awaited<ReturnType<typeof developmentKey>>;
  readonly #folder: string;

  private constructor(circuit: CompiledCircuit, key: Awaited<ReturnType<typeof developmentKey>>, folder: string) {
    [this.#circuit, this.#key, this.#folder] = [circuit, key, folder];
  }

  static async make(folder: string): Promise<AnyCircuit> {
    const circuit = await compileMain("any", SOURCE, { cache: folder });
    return new AnyCircuit(circuit, await developmentKey(circuit, undefined, folder), folder);
  }

  /** The contract that checks its proofs. */
  contract(): { abi: readonly object[]; bytecode: Hex } {
    const source = verifierSource("Any", this.#key.header.key, "../Groth16Verifier.sol");
    return compileSource("contracts/validity/generated/Any.sol", source, "InsecureAnyVerifier");
  }

  /** A proof of these public inputs as the contract takes it. */
  async prove(inputs: readonly bigint[]): Promise<Hex> {
    const witness = `${this.#folder}/any.wtns`;
    const named = Object.fromEntries(SIGNALS.map((name, i) => [name, inputs[i]!]));
    await runSnarkjs("witness", [this.#circuit.wasm, named, witness]);
    return groth16.calldata(await groth16.prove(this.#key.path, witness));
  }
}
