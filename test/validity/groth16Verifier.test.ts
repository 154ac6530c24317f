import { expect } from "chai";
import { ethers as lib } from "ethers";
import { network } from "hardhat";
import { after, before, describe, it } from "mocha";
import { join } from "node:path";
import { compileSource } from "../../bench/lib/solc.ts";
import { forge } from "../../scripts/lib/forge.ts";
import { FIELD, fromBigEndian, toBigEndian } from "../../src/crypto/field.ts";
import { toBytes, toHex } from "../../src/types/hex.ts";
import { DEVELOPMENT_SECRETS } from "../../src/validity/developmentKey.ts";
import { groth16 } from "../../src/validity/groth16.ts";
import { developmentKey } from "../../src/validity/keys.ts";
import { BASE_FIELD, type VerificationKey } from "../../src/validity/zkey.ts";
import { verifierSource } from "../../src/validity/verifierSource.ts";
import { outsideTheGroup } from "./twist.ts";
import { compileToy, scratch, toyInputs, writeWitness } from "./toyCircuit.ts";

/** Words of a proof: A (x, y), B (x1, x0, y1, y0), C (x, y). */
const A = 0;
const B = 2;
const C = 6;

describe("Groth16Verifier, generated for a development key", () => {
  const folder = scratch();
  let key: VerificationKey;
  let proof: bigint[];
  let inputs: bigint[];
  let contract: lib.Contract;

  const compiled = () => {
    const source = verifierSource("Toy", key, "contracts/validity/Groth16Verifier.sol");
    return compileSource("contracts/validity/generated/Toy.sol", source, "InsecureToyVerifier");
  };
  const bytes = (words: readonly bigint[]): string =>
    `0x${words.map((word) => toHex(toBigEndian(word)).slice(2)).join("")}`;
  const holds = (words: readonly bigint[], on: readonly bigint[] = inputs): Promise<boolean> =>
    contract.verify!(bytes(words), on);
  const changed = (at: number, value: bigint): bigint[] => proof.with(at, value);

  before(async () => {
    const circuit = await compileToy(folder.path);
    const file = await developmentKey(circuit, undefined, folder.path);
    key = file.header.key;
    const witness = join(folder.path, "toy.wtns");
    await writeWitness(circuit, toyInputs(), witness);
    const made = await groth16.prove(file.path, witness);
    inputs = made.inputs.map(BigInt);
    const words = toBytes(await groth16.calldata(made));
    proof = Array.from({ length: 8 }, (_, i) => fromBigEndian(words.subarray(32 * i, 32 * i + 32)));
    const { ethers } = await network.create();
    const { abi, bytecode } = compiled();
    const [signer] = await ethers.getSigners();
    contract = (await new lib.ContractFactory(abi as lib.InterfaceAbi, bytecode, signer).deploy()) as lib.Contract;
  });

  after(() => folder.remove());

  it("accepts a proof, for less than 250,000 gas with its transaction", async () => {
    expect(await holds(proof)).to.equal(true);
    const gas = await contract.verify!.estimateGas(bytes(proof), inputs);
    // Of a segment's 350,000. Exact figures: bench/prove-gas.ts, bench/proof-systems.ts.
    expect(gas).to.be.below(250_000n);
  });

  it("refuses every public input but the one proven, also where it is one apart", async () => {
    for (let i = 0; i < inputs.length; i++) {
      expect(await holds(proof, inputs.with(i, (inputs[i]! + 1n) % FIELD)), `input ${i}`).to.equal(false);
      expect(await holds(proof, inputs.with(i, 0n)), `input ${i} zero`).to.equal(false);
    }
  });

  it("refuses inputs that mean the same number and are not below the field", async () => {
    for (let i = 0; i < inputs.length; i++) {
      expect(await holds(proof, inputs.with(i, inputs[i]! + FIELD)), `input ${i}`).to.equal(false);
    }
    expect(await holds(proof, inputs.with(4, 2n ** 256n - 1n))).to.equal(false);
  });

  it("refuses words that mean the same coordinate and are not below its field", async () => {
    for (let i = 0; i < 8; i++) expect(await holds(changed(i, proof[i]! + BASE_FIELD)), `word ${i}`).to.equal(false);
  });

  it("refuses points that are not on the curve, and each word changed by one", async () => {
    for (let i = 0; i < 8; i++) expect(await holds(changed(i, proof[i]! + 1n)), `word ${i}`).to.equal(false);
  });

  it("refuses a point of the twist outside the group", async () => {
    expect(await holds([...proof.slice(0, B), ...outsideTheGroup(), ...proof.slice(C)])).to.equal(false);
  });

  it("refuses neutral points, points exchanged and points negated one at a time", async () => {
    const neutral = (from: number, count: number): bigint[] =>
      proof.map((word, i) => (i >= from && i < from + count ? 0n : word));
    for (const words of [neutral(A, 2), neutral(B, 4), neutral(C, 2), neutral(0, 8)])
      expect(await holds(words)).to.equal(false);
    expect(await holds([proof[C]!, proof[C + 1]!, ...proof.slice(B, C), proof[A]!, proof[A + 1]!])).to.equal(false);
    for (const y of [A + 1, C + 1]) expect(await holds(changed(y, BASE_FIELD - proof[y]!))).to.equal(false);
  });

  it("accepts the proof with A and B both negated: a Groth16 proof can be altered, what it says cannot", async () => {
    const minus = (words: bigint[], at: number): bigint[] => words.with(at, BASE_FIELD - words[at]!);
    expect(await holds(minus(minus(minus(proof, A + 1), B + 2), B + 3))).to.equal(true);
  });

  it("refuses proofs of any other length", async () => {
    const text = bytes(proof);
    for (const wrong of ["0x", text.slice(0, -2), `${text}00`, `${text}${text.slice(2)}`, text.slice(0, 66)]) {
      expect(await contract.verify!(wrong, inputs), `${wrong.length / 2 - 1} bytes`).to.equal(false);
    }
  });

  it("accepts what anyone forges with the public secrets: why such a key must not leave a local chain", async () => {
    const anything = [1n, 2n, 3n, 4n, 5n];
    expect(await holds(forge(key, DEVELOPMENT_SECRETS, anything), anything)).to.equal(true);
    expect(await holds(forge(key, DEVELOPMENT_SECRETS, anything), inputs)).to.equal(false);
  });

  it("cannot be deployed on a chain that is not local", async () => {
    const { abi, bytecode } = compiled();
    for (const [chainId, allowed] of [
      [1, false],
      [11_155_111, false],
      [560_048, false],
      [31_338, false],
      [1337, true],
    ] as const) {
      const { ethers } = await network.create({ override: { chainId } });
      const [signer] = await ethers.getSigners();
      const deployment = new lib.ContractFactory(abi as lib.InterfaceAbi, bytecode, signer).deploy();
      const outcome = await deployment.then(
        () => "deployed",
        (error: Error) => error.message,
      );
      if (allowed) expect(outcome).to.equal("deployed");
      else expect(outcome, `chain ${chainId}`).to.include(lib.id("NotLocal(uint256)").slice(0, 10));
    }
  });
});
