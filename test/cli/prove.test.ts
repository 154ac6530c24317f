import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { provenCircuit } from "../../scripts/lib/devLane.ts";
import { LedgerStage, person } from "../../scripts/lib/ledgerStage.ts";
import { account } from "../../scripts/lib/stage.ts";
import { FIELD } from "../../src/crypto/field.ts";
import { groth16 } from "../../src/validity/groth16.ts";
import { developmentKey } from "../../src/validity/keys.ts";
import { proofFileOf } from "../../src/validity/proofFile.ts";
import type { KeyFile } from "../../src/validity/keyFile.ts";
import { compileToy, scratch, toyInputs, writeWitness, type ToyInputs } from "../validity/toyCircuit.ts";
import { assize, assizeJson, KEYS, startAssize } from "./assize.ts";

const ROUNDS = 4;
const ETHER = 10n ** 18n;

describe("cli: verify, of several segments", () => {
  const folder = scratch();
  const at = (name: string): string => join(folder.path, name);
  let key: KeyFile;

  before(async () => {
    const circuit = await compileToy(folder.path, ROUNDS);
    key = await developmentKey(circuit, undefined, folder.path);
    const first = toyInputs(ROUNDS);
    const second = from(first, first.out);
    for (const [name, inputs] of Object.entries({ first, second, elsewhere: from(first, first.out + 1n) })) {
      await writeWitness(circuit, inputs, at(`${name}.wtns`));
      const proof = await groth16.prove(key.path, at(`${name}.wtns`));
      writeFileSync(at(`${name}.json`), JSON.stringify(proofFileOf(key.manifest.r1cs, proof)));
    }
  });

  after(() => folder.remove());

  /** The toy's next segment: it begins where `from` says. */
  function from(before: ToyInputs, start: bigint): ToyInputs {
    let value = start + before.secret;
    for (let i = 0; i < ROUNDS; i++) value = (value * value + before.z) % FIELD;
    return { ...before, in: start, out: (value * before.c + before.y) % FIELD };
  }

  it("says from where to where they lead together", async () => {
    const files = [at("first.json"), at("second.json")];
    const found = await assizeJson<{ inputs: string[]; insecure: string }>(["verify", ...files, "--key", key.path]);
    const [first, second] = [toyInputs(ROUNDS), from(toyInputs(ROUNDS), toyInputs(ROUNDS).out)];
    expect(found.insecure).to.equal("development");
    expect(found.inputs.slice(0, 2)).to.deep.equal([String(first.in), String(second.out)]);
  });

  it("refuses segments that do not go on from each other, each of which holds", async () => {
    for (const files of [
      ["first.json", "elsewhere.json"],
      ["second.json", "first.json"],
    ]) {
      const { code, err } = await assize(["verify", ...files.map(at), "--key", key.path]);
      expect(code).to.equal(1);
      expect(err).to.include("PROOF_INVALID").and.to.include("does not go on");
    }
  });
});

describe("cli: prove, prover", () => {
  const folder = mkdtempSync(join(tmpdir(), "assize-prove-"));
  let ledger: LedgerStage;
  let chain: string[];

  before(async function () {
    this.timeout(600_000);
    // The agent below finds circuit and key in the cache.
    await provenCircuit();
    ledger = await LedgerStage.open();
    await ledger.send(2, ledger.deposit(person(1), ETHER, account(2).address));
    await ledger.send(1, await ledger.queueBatch(0n));
    chain = ["--rpc", ledger.stage.chain.url, "--deployment", ledger.stage.folder, "--circuit", "dev"];
  });

  after(async () => {
    rmSync(folder, { recursive: true });
    await ledger.stage.close();
  });

  it("show an example in their help", async () => {
    for (const command of ["prove", "prover"]) {
      const { code, out } = await assize([command, "--help"]);
      expect(code).to.equal(0);
      expect(out).to.include(`npx assize ${command}`);
    }
  });

  it("refuse a batch that is not there, and an agent without an account, by name", async () => {
    const none = await assize(["prove", "9", ...chain, "--to", folder, "--store", join(folder, "store")]);
    expect([none.code, none.err.includes("NOT_FOUND")]).to.deep.equal([1, true]);
    expect(readdirSync(folder)).to.deep.equal(["store"]);
    const keyless = await assize(["prover", ...chain]);
    expect([keyless.code, keyless.err.includes("KEY_MISSING")]).to.deep.equal([1, true]);
  });

  it("starts the agent, which takes the first job and ends when it is told to", async function () {
    this.timeout(300_000);
    const jobs = join(folder, "jobs");
    const words = ["prover", ...chain, "--jobs", jobs, "--store", join(folder, "store"), "--json"];
    const child = startAssize(words, { ASSIZE_KEY: KEYS[1] });
    const [text] = (await once(child.stdout!, "data")) as [Buffer];
    expect(JSON.parse(String(text).split("\n")[0]!)).to.include({ event: "started", role: "prover" });
    // The proof itself takes too long here (test/cli/prove.long.test.ts): killed as by an outage.
    child.kill("SIGKILL");
    await once(child, "close");
    expect(readdirSync(jobs)).to.have.length(1);
  });
});
