import type { Hex } from "../types/hex.ts";
import type { Decimal, SnarkjsProof } from "./snarkjs.ts";

/** Names of the systems, as snarkjs has them. */
export type SystemName = "groth16" | "plonk" | "fflonk";

/** A proof and the public inputs that it is for. */
export type Proof = { readonly inputs: readonly Decimal[]; readonly proof: SnarkjsProof };

/** Receives what is being done, in words for people. */
export type OnProgress = (text: string) => void;

/** One way of proving that a circuit accepts a witness. Files are named by their paths. */
export type ProofSystem<Key extends object = object> = {
  readonly name: SystemName;
  /** Makes a key from powers of tau; of Groth16 one that has still to be contributed to. @throws ValidityError CEREMONY_INVALID */
  setup(r1cs: string, ptau: string, zkey: string, onProgress?: OnProgress): Promise<void>;
  /** What checks the proofs of a key. */
  verificationKey(zkey: string): Promise<Key>;
  /** Takes minutes for large circuits, in a process of its own. @throws ValidityError PROVING_FAILED */
  prove(zkey: string, witness: string, onProgress?: OnProgress): Promise<Proof>;
  /** Whether the proof holds; false for whatever is none. */
  verify(key: Key, proof: Proof): Promise<boolean>;
  /** The proof as the system's verifier contract takes it. */
  calldata(proof: Proof): Promise<Hex>;
};
