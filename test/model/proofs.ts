/** Proofs of one segment that a toy verifier takes, for whatever is said. */
import { AbiCoder, keccak256 } from "ethers";
import { fromLittleEndian } from "../../src/crypto/field.ts";
import { challengePoint } from "../../src/ledger/commitment.ts";
import { type Hex, toBytes } from "../../src/types/hex.ts";

/** What a toy proof is made with. */
export const SECRET = 7n;
/** What every batch is committed to with; the toy verifier does not ask whether it is right. */
export const FIRST_COMMITMENT = 11n;

interface Proven {
  readonly inputRoot: string;
  readonly inputLength: bigint;
  readonly y: bigint;
}

/** A whole proof that a batch leads from `anchor` to `output`, as the contract takes it. */
export function proofOf(anchor: string, output: string, { inputRoot, inputLength, y }: Proven): object {
  const [from, to] = [anchor, output].map((leaf) => fromLittleEndian(toBytes(leaf as Hex)));
  const commitment = FIRST_COMMITMENT;
  const z = challengePoint(inputRoot as Hex, Number(inputLength), commitment);
  const inputs = [from, to, z, commitment, y];
  const proof = keccak256(AbiCoder.defaultAbiCoder().encode(["uint256", "uint256[5]"], [SECRET, inputs]));
  return { verifier: 0, last: true, commitment, from, to, proof };
}
