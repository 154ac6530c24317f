import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { join } from "node:path";
import { writeDevelopmentPowers } from "../../bench/lib/developmentPowers.ts";
import { FIELD } from "../../src/crypto/field.ts";
import { toBytes } from "../../src/types/hex.ts";
import { fflonk, plonk } from "../../src/validity/plonk.ts";
import { refused } from "./refused.ts";
import { compileToy, scratch, toyInputs, writeWitness } from "./toyCircuit.ts";

const ROUNDS = 8;

describe("plonk and fflonk, behind the interface of groth16", () => {
  const folder = scratch();
  const at = (name: string): string => join(folder.path, name);
  let r1cs: string;

  before(async () => {
    const circuit = await compileToy(folder.path, ROUNDS);
    ({ r1cs } = circuit);
    await writeWitness(circuit, toyInputs(ROUNDS), at("toy.wtns"));
    await writeDevelopmentPowers(10, at("powers.ptau"));
  });

  after(() => folder.remove());

  for (const [system, words, alter] of [
    [plonk, 24, (proof: Parts) => ({ ...proof, A: proof.B })],
    [fflonk, 24, (proof: Parts) => ({ ...proof, polynomials: { ...proof.polynomials, C1: proof.polynomials!.C2 } })],
  ] as const) {
    it(`${system.name}: proves and checks, and refuses other inputs and other proofs`, async () => {
      const zkey = at(`${system.name}.zkey`);
      await system.setup(r1cs, at("powers.ptau"), zkey);
      const key = await system.verificationKey(zkey);
      const made = await system.prove(zkey, at("toy.wtns"));
      expect(made.inputs).to.deep.equal(Object.values(orderedInputs()).map(String));
      expect(await system.verify(key, made)).to.equal(true);
      const other = made.inputs.with(0, String((BigInt(made.inputs[0]!) + 1n) % FIELD));
      expect(await system.verify(key, { ...made, inputs: other })).to.equal(false);
      expect(await system.verify(key, { ...made, proof: alter(made.proof as Parts) })).to.equal(false);
      expect(toBytes(await system.calldata(made)).length).to.equal(32 * words);
    });

    it(`${system.name}: refuses powers that do not reach`, async () => {
      const large = await compileToy(folder.path, 2000);
      await refused(() => system.setup(large.r1cs, at("powers.ptau"), at("large.zkey")), "CEREMONY_INVALID");
    });
  }
});

/** What a proof is made of, as snarkjs names it. */
type Parts = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The public ones, in the order of the circuit. */
function orderedInputs(): Readonly<Record<string, bigint>> {
  const { in: first, out, z, c, y } = toyInputs(ROUNDS);
  return { first, out, z, c, y };
}
