import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { join } from "node:path";
import { FIELD } from "../../src/crypto/field.ts";
import { groth16 } from "../../src/validity/groth16.ts";
import { developmentKey } from "../../src/validity/keys.ts";
import type { Proof } from "../../src/validity/proofSystem.ts";
import { runSnarkjs } from "../../src/validity/snarkjsRun.ts";
import { BASE_FIELD, type VerificationKey } from "../../src/validity/zkey.ts";
import { outsideTheGroup } from "./twist.ts";
import { refused } from "./refused.ts";
import { compileToy, scratch, toyInputs, writeWitness } from "./toyCircuit.ts";

describe("groth16, off chain", () => {
  const folder = scratch();
  const witness = join(folder.path, "toy.wtns");
  let zkey: string;
  let key: VerificationKey;
  let proof: Proof;

  /** A copy of the proof with one coordinate replaced: path into the JSON, such as "pi_b.0.1". */
  const altered = (path: string, change: (value: bigint) => bigint | string): Proof => {
    const copy = structuredClone(proof.proof) as Record<string, unknown>;
    const steps = path.split(".");
    const last = steps.pop()!;
    const holder = steps.reduce((value, step) => value[step] as Record<string, unknown>, copy);
    holder[last] = change(BigInt(holder[last] as string)).toString();
    return { ...proof, proof: copy };
  };
  const coordinates = ["pi_a.0", "pi_a.1", "pi_b.0.0", "pi_b.0.1", "pi_b.1.0", "pi_b.1.1", "pi_c.0", "pi_c.1"];

  before(async () => {
    const circuit = await compileToy(folder.path);
    ({ path: zkey } = await developmentKey(circuit, undefined, folder.path));
    await writeWitness(circuit, toyInputs(), witness);
    key = await groth16.verificationKey(zkey);
    proof = await groth16.prove(zkey, witness);
  });

  after(() => folder.remove());

  it("accepts a proof, as snarkjs does with the same key", async () => {
    expect(await groth16.verify(key, proof)).to.equal(true);
    expect(await runSnarkjs("verify", ["groth16", key, proof.inputs, proof.proof])).to.equal(true);
  });

  it("reads the verification key that snarkjs exports", async () => {
    const exported = (await runSnarkjs("verificationKey", [zkey])) as Record<string, unknown>;
    delete exported.vk_alphabeta_12;
    expect(key).to.deep.equal(exported);
  });

  it("refuses the proof on other inputs, on too few and too many", async () => {
    for (let i = 0; i < 5; i++) {
      const inputs = proof.inputs.with(i, String((BigInt(proof.inputs[i]!) + 1n) % FIELD));
      expect(await groth16.verify(key, { ...proof, inputs }), `input ${i}`).to.equal(false);
    }
    expect(await groth16.verify(key, { ...proof, inputs: proof.inputs.slice(1) })).to.equal(false);
    expect(await groth16.verify(key, { ...proof, inputs: [...proof.inputs, "0"] })).to.equal(false);
  });

  it("refuses inputs that are no field elements in decimal", async () => {
    for (const input of [String(BigInt(proof.inputs[0]!) + FIELD), `-${proof.inputs[0]}`, "0x0b", "", " 11"]) {
      expect(await groth16.verify(key, { ...proof, inputs: proof.inputs.with(0, input) }), input).to.equal(false);
    }
  });

  it("refuses a proof with any coordinate changed, off the curve, or not below its field", async () => {
    for (const path of coordinates) {
      for (const change of [(v: bigint) => v + 1n, (v: bigint) => v + BASE_FIELD, () => 0n, () => "no number"]) {
        expect(await groth16.verify(key, altered(path, change)), path).to.equal(false);
      }
    }
    expect(await groth16.verify(key, { ...proof, proof: {} })).to.equal(false);
  });

  it("refuses a point of the twist outside the group", async () => {
    const [x1, x0, y1, y0] = outsideTheGroup().map(String);
    const outside = {
      ...proof.proof,
      pi_b: [
        [x0, x1],
        [y0, y1],
        ["1", "0"],
      ],
    };
    expect(await groth16.verify(key, { ...proof, proof: outside })).to.equal(false);
  });

  it("makes another proof each time: what it shows is the statement, never the witness", async () => {
    const again = await groth16.prove(zkey, witness);
    expect(again.inputs).to.deep.equal(proof.inputs);
    expect(again.proof).to.not.deep.equal(proof.proof);
    expect(await groth16.verify(key, again)).to.equal(true);
  });

  it("has no proof for a witness that the circuit refuses, and none that holds for a witness of another circuit", async () => {
    const circuit = await compileToy(folder.path);
    const wrong = { ...toyInputs(), out: 1n };
    await refused(() => writeWitness(circuit, wrong, `${witness}.wrong`), "WITNESS_IMPOSSIBLE");
    const other = await compileToy(folder.path, 41);
    await writeWitness(other, toyInputs(41), `${witness}.other`);
    await refused(() => groth16.prove(zkey, `${witness}.other`), "PROVING_FAILED");
  });

  it("says so when the file of a key or a witness is missing", async () => {
    await refused(() => groth16.prove(join(folder.path, "none.zkey"), witness), "PROVING_FAILED");
    await refused(() => groth16.verificationKey(join(folder.path, "none.zkey")), "ZKEY_MISSING");
  });
});
