import { expect } from "chai";
import { after, before, it } from "mocha";
import { join } from "node:path";
import { writeDevelopmentPowers } from "../../bench/lib/developmentPowers.ts";
import { FIELD } from "../../src/crypto/field.ts";
import { toBytes } from "../../src/types/hex.ts";
import type { plonk } from "../../src/validity/plonk.ts";
import { refused } from "./refused.ts";
import { compileToy, scratch, toyInputs, writeWitness } from "./toyCircuit.ts";

const ROUNDS = 8;
const POWER = 8;

type System = typeof plonk;

/** Setup, proof, verification and refusals of one system on the toy circuit. @param alter makes a proof another one */
export function behaves(system: System, words: number, alter: (proof: Parts) => Parts): void {
  const folder = scratch();
  const at = (name: string): string => join(folder.path, name);
  let r1cs: string;

  before(async () => {
    const circuit = await compileToy(folder.path, ROUNDS);
    ({ r1cs } = circuit);
    await writeWitness(circuit, toyInputs(ROUNDS), at("toy.wtns"));
    await writeDevelopmentPowers(POWER, at("powers.ptau"));
  });

  after(() => folder.remove());

  it("proves and checks, and refuses other inputs and other proofs", async () => {
    const zkey = at("toy.zkey");
    await system.setup(r1cs, at("powers.ptau"), zkey);
    const key = await system.verificationKey(zkey);
    const made = await system.prove(zkey, at("toy.wtns"));
    const { in: first, out, z, c, y } = toyInputs(ROUNDS);
    expect(made.inputs).to.deep.equal([first, out, z, c, y].map(String));
    expect(await system.verify(key, made)).to.equal(true);
    const other = made.inputs.with(0, String((BigInt(made.inputs[0]!) + 1n) % FIELD));
    expect(await system.verify(key, { ...made, inputs: other })).to.equal(false);
    expect(await system.verify(key, { ...made, proof: alter(made.proof as Parts) })).to.equal(false);
    expect(toBytes(await system.calldata(made)).length).to.equal(32 * words);
  });

  it("refuses powers that do not reach", async () => {
    const large = await compileToy(folder.path, 2 ** (POWER + 1));
    await refused(() => system.setup(large.r1cs, at("powers.ptau"), at("large.zkey")), "CEREMONY_INVALID");
  });
}

/** What a proof is made of, as snarkjs names it. */
export type Parts = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
