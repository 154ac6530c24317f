import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { groth16 } from "../../src/validity/groth16.ts";
import { openKey, hashFile } from "../../src/validity/keyFile.ts";
import { makePowers } from "../validity/powers.ts";
import { compileToy, scratch, toyInputs, writeWitness } from "../validity/toyCircuit.ts";
import { assize, assizeJson } from "./assize.ts";

/** Few rows: what keys and proofs are is tested in test/validity. */
const ROUNDS = 4;

describe("cli: keys, verify", () => {
  const folder = scratch();
  const at = (name: string): string => join(folder.path, name);
  let r1cs: string;

  before(async () => {
    const circuit = await compileToy(folder.path, ROUNDS);
    ({ r1cs } = circuit);
    await makePowers(4, at("powers.ptau"));
    await writeWitness(circuit, toyInputs(ROUNDS), at("toy.wtns"));
  });

  after(() => folder.remove());

  it("lead from powers of tau to a key, a contract and a proof that is checked", async () => {
    const powers = ["--ptau", at("powers.ptau")];
    expect(await assizeJson(["keys", "setup", r1cs, at("0.zkey"), ...powers])).to.include({
      insecure: "noContribution",
    });
    await assizeJson(["keys", "contribute", at("0.zkey"), at("1.zkey"), "--name", "a test"]);
    const verified = await assizeJson<{ insecure: null; r1cs: string }>([
      "keys",
      "verify",
      r1cs,
      at("1.zkey"),
      ...powers,
    ]);
    expect(verified).to.include({ insecure: null, r1cs: await hashFile(r1cs) });
    const { out } = await assize(["keys", "verifier", at("1.zkey"), "--name", "Toy"]);
    expect(out).to.include("contract ToyVerifier is Groth16Verifier");
    const { manifest } = await openKey(at("1.zkey"));
    const proof = await groth16.prove(at("1.zkey"), at("toy.wtns"));
    const { protocol, curve, ...points } = proof.proof;
    expect([protocol, curve]).to.deep.equal(["groth16", "bn128"]);
    const file = { system: "groth16", circuit: manifest.r1cs, inputs: proof.inputs, proof: points };
    writeFileSync(at("proof.json"), JSON.stringify(file));
    expect(await assizeJson(["verify", at("proof.json"), "--key", at("1.zkey")])).to.deep.include({
      holds: true,
      insecure: null,
    });
    writeFileSync(at("false.json"), JSON.stringify({ ...file, inputs: proof.inputs.with(1, "1") }));
    const refusal = await assize(["verify", at("false.json"), "--key", at("1.zkey")]);
    expect(refusal.code).to.equal(1);
    expect(refusal.err).to.include("PROOF_INVALID").and.to.include("does not hold");
  });

  it("refuse what makes no sense", async () => {
    for (const [words, code, names] of [
      [["keys", "dev", "nothing"], 1, "CIRCUIT_UNKNOWN"],
      [["keys", "dev", at("absent.r1cs")], 1, "CIRCUIT_FILE_INVALID"],
      [["keys", "setup", r1cs, at("2.zkey")], 2, "--ptau"],
      [["keys", "setup", r1cs, at("0.zkey"), "--ptau", at("powers.ptau")], 1, "ZKEY_EXISTS"],
      [["keys", "contribute", at("absent.zkey"), at("2.zkey"), "--name", "x"], 1, "ZKEY_MISSING"],
      [["keys", "verifier", at("0.zkey"), "--name", "Toy"], 1, "ZKEY_INSECURE"],
      [["keys", "verifier", at("1.zkey"), "--name", "contract x {}"], 2, "Letters and digits"],
      [["verify", r1cs, "--key", at("1.zkey")], 1, "PROOF_INVALID"],
      [["verify", at("proof.json")], 2, "--key"],
    ] as const) {
      const outcome = await assize(words);
      expect(outcome.code, words.join(" ")).to.equal(code);
      expect(outcome.err, words.join(" ")).to.include(names);
    }
  });
});
