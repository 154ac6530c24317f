import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CompiledCircuit } from "../../src/validity/compile.ts";
import { INSECURE_MARK } from "../../src/validity/developmentKey.ts";
import { groth16 } from "../../src/validity/groth16.ts";
import { insecurityOf } from "../../src/validity/insecurity.ts";
import { openKey } from "../../src/validity/keyFile.ts";
import { contribute, developmentKey, setupKey, verifyKey } from "../../src/validity/keys.ts";
import { verifierSource } from "../../src/validity/verifierSource.ts";
import { makePowers } from "./powers.ts";
import { repeatingKey } from "./repeatingKey.ts";
import { refused } from "./refused.ts";
import { compileToy, scratch, toyInputs, writeWitness } from "./toyCircuit.ts";

const contract = "contracts/validity/Groth16Verifier.sol";

describe("keys: development", () => {
  const folder = scratch();
  let circuit: CompiledCircuit;

  before(async () => {
    circuit = await compileToy(folder.path);
  });

  after(() => folder.remove());

  it("are the same bytes each time, made once for a circuit, and say INSECURE in name, file and progress", async () => {
    const said: string[] = [];
    const say = (text: string): void => void said.push(text);
    const first = await developmentKey(circuit, say, folder.path);
    expect(first.path).to.match(/\/toy40-[0-9a-f]{16}\.INSECURE\.zkey$/);
    expect(readFileSync(first.path).includes(INSECURE_MARK)).to.equal(true);
    expect(said.length).to.be.above(0);
    expect(said.every((text) => text.includes("INSECURE"))).to.equal(true);
    const bytes = readFileSync(first.path);
    expect(await developmentKey(circuit, () => expect.fail("it is there already"), folder.path)).to.deep.equal(first);
    const elsewhere = await developmentKey(circuit, undefined, join(folder.path, "elsewhere"));
    expect(readFileSync(elsewhere.path).equals(bytes)).to.equal(true);
  });

  it("are made again where the cached one was spoilt", async () => {
    const { path } = await developmentKey(circuit, undefined, folder.path);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, 1000));
    await developmentKey(circuit, undefined, folder.path);
    expect(readFileSync(path).equals(bytes)).to.equal(true);
  });

  it("are recognized by their points, with whatever name and after a contribution", async () => {
    const made = await developmentKey(circuit, undefined, folder.path);
    const [copy, next] = ["copy.zkey", "contributed.zkey"].map((name) => join(folder.path, name)) as [string, string];
    copyFileSync(made.path, copy);
    copyFileSync(`${made.path}.json`, `${copy}.json`);
    const { header } = await contribute(copy, next, "somebody");
    expect(header.key.vk_delta_2).to.not.deep.equal(made.header.key.vk_delta_2);
    expect(insecurityOf(header.key)).to.equal("development");
    expect(verifierSource("Toy", header.key, contract)).to.include("_requireLocalChain();");
    await refused(() => verifyKey(circuit, "no.ptau", next), "ZKEY_INSECURE");
  });
});

describe("keys: a ceremony on powers of tau made here", () => {
  const folder = scratch();
  const at = (name: string): string => join(folder.path, name);
  const ptau = at("powers.ptau");
  let circuit: CompiledCircuit;

  before(async () => {
    circuit = await compileToy(folder.path);
    await makePowers(6, ptau);
  });

  after(() => folder.remove());

  it("leads from powers through contributions to a key that is verified and proves", async () => {
    const said: string[] = [];
    const begun = await setupKey(circuit, ptau, at("0.zkey"), (text) => said.push(text));
    expect(said.length).to.be.above(0);
    expect(insecurityOf(begun.header.key)).to.equal("noContribution");
    await refused(() => verifyKey(circuit, ptau, at("0.zkey")), "ZKEY_INSECURE");
    await refused(() => verifierSource("Toy", begun.header.key, contract), "ZKEY_INSECURE");
    await contribute(at("0.zkey"), at("1.zkey"), "first");
    await contribute(at("1.zkey"), at("2.zkey"), "second");
    const { header, path } = await verifyKey(circuit, ptau, at("2.zkey"));
    expect(insecurityOf(header.key)).to.equal(undefined);
    expect(verifierSource("Toy", header.key, contract)).to.not.match(/_requireLocalChain|insecure/i);
    await writeWitness(circuit, toyInputs(), at("toy.wtns"));
    expect(await groth16.verify(header.key, await groth16.prove(path, at("toy.wtns")))).to.equal(true);
  });

  it("never overwrites a key", async () => {
    await refused(() => setupKey(circuit, ptau, at("1.zkey")), "ZKEY_EXISTS");
    await refused(() => contribute(at("0.zkey"), at("1.zkey"), "again"), "ZKEY_EXISTS");
  });

  it("does not verify a key for another circuit", async () => {
    const other = await compileToy(folder.path, 41);
    await refused(() => verifyKey(other, ptau, at("2.zkey")), "ZKEY_OTHER_CIRCUIT");
  });

  it("does not verify a key in which one point is its neighbour's, with a manifest that fits", async () => {
    const { path } = await repeatingKey(at("2.zkey"), "h", at("h.zkey"));
    await refused(() => verifyKey(circuit, ptau, path), "CEREMONY_INVALID");
  });

  it("refuses powers that do not reach, are no powers, or are not there", async () => {
    const large = await compileToy(folder.path, 80);
    await refused(() => setupKey(large, ptau, at("large.zkey")), "CEREMONY_INVALID");
    await refused(() => setupKey(circuit, circuit.r1cs, at("none.zkey")), "CEREMONY_INVALID");
    await refused(() => setupKey(circuit, at("absent.ptau"), at("none.zkey")), "CEREMONY_INVALID");
    await refused(() => setupKey({ name: "toy", r1cs: circuit.wasm }, ptau, at("none.zkey")), "CIRCUIT_FILE_INVALID");
    expect(readdirSync(folder.path).filter((name) => /^(none|large)/.test(name))).to.deep.equal([]);
  });

  it("goes on after kill -9 at any of its steps: no half key has the name, and the next run ends the work", async () => {
    const program = fileURLToPath(new URL("contributeProcess.ts", import.meta.url));
    for (const step of ["begun", "drafted"]) {
      const child = spawn(process.execPath, [program, at("0.zkey"), at(`${step}.zkey`), step], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      // It says when it is there, and waits.
      await once(child.stdout!, "data");
      child.kill("SIGKILL");
      await once(child, "close");
      expect(existsSync(at(`${step}.zkey`))).to.equal(false);
      await contribute(at("0.zkey"), at(`${step}.zkey`), "after the crash");
      expect((await openKey(at(`${step}.zkey`))).manifest.circuit).to.equal("toy40");
      expect(readdirSync(folder.path).filter((name) => name.endsWith("draft"))).to.deep.equal([]);
    }
  });
});
