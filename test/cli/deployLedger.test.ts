import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { getContract, zeroAddress, type Address } from "viem";
import { constructionsOf } from "../../scripts/deploy/constructions.ts";
import { account } from "../../scripts/lib/stage.ts";
import { laneAbi, rollupAbi } from "../../src/chain/abi.ts";
import { CONTRACT_SOURCES } from "../../src/chain/artifacts.ts";
import { connect, type L1 } from "../../src/chain/client.ts";
import { startLocalChain, type LocalChain } from "../../src/chain/localChain.ts";
import { packagePath } from "../../src/chain/package.ts";
import { GUESTS } from "./files.ts";
import { assize, assizeJson, KEYS } from "./assize.ts";

const KEY = { ASSIZE_KEY: KEYS[0] };
const HYBRID = ["deploy", "--ledger", "--network", "local-ledger", "--dev-verifier", "dev"];
const TOY = ["--elf", GUESTS.toy, "--kind", "anchored", "--max-steps", "65536", "--worst-seconds", "1"];

describe("cli: deploy, of a ledger", function () {
  this.timeout(120_000);
  let [chain, l1, folder]: [LocalChain, L1, string] = [undefined!, undefined!, ""];
  let at: string[] = [];
  before(async () => {
    chain = await startLocalChain();
    l1 = await connect(chain.url, 31337);
    folder = mkdtempSync(join(tmpdir(), "assize-cli-"));
    at = ["--rpc", chain.url, "--deployment"];
    await assizeJson([...HYBRID, ...at, join(folder, "hybrid")], KEY);
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await chain.close();
  });

  const addressIn = (target: string, name: string): Address =>
    (JSON.parse(readFileSync(join(folder, target, `${name}.json`), "utf8")) as { address: Address }).address;
  const laneOf = (target: string): Promise<Address> =>
    getContract({ address: addressIn(target, "Rollup"), abi: rollupAbi, client: l1.client }).read.lane();
  /** A network's file with a change, as `--network` takes it. */
  function changed(preset: string, from: string, to: string): string {
    const path = join(folder, "changed.yaml");
    const text = readFileSync(packagePath(`networks/${preset}.yaml`), "utf8");
    expect(text).to.include(from);
    writeFileSync(path, text.replace(from, to));
    return path;
  }

  it("writes the lane and the development key's verifier too, and the lane has that for its circuit", async () => {
    const names = readdirSync(join(folder, "hybrid")).filter((name) => name.endsWith(".json"));
    expect(names).to.have.members(Object.keys(CONTRACT_SOURCES).map((name) => `${name}.json`));
    const lane = addressIn("hybrid", "ValidityLane");
    expect(await laneOf("hybrid")).to.equal(lane);
    const { read } = getContract({ address: lane, abi: laneAbi, client: l1.client });
    expect([await read.airgap(), await read.timelock(), await read.proposer()]).to.deep.equal([
      30,
      120,
      account(0).address,
    ]);
    const { r1cs } = JSON.parse(readFileSync(packagePath("circuits/keys/dev.json"), "utf8")) as { r1cs: string };
    const verifier = await read.verifier([0]);
    expect(verifier).to.include({
      contract_: addressIn("hybrid", "InsecureDevVerifier"),
      records: 4,
      circuit: r1cs,
    });
    expect(await read.verifiers()).to.equal(1);
  });

  it("tells explorers what the lane and the verifier were made with, also after another one was proposed", async () => {
    const { read, address } = getContract({
      address: addressIn("hybrid", "ValidityLane"),
      abi: laneAbi,
      client: l1.client,
    });
    const [verifier] = [await read.verifier([0])];
    const { provider } = chain;
    const { encodeFunctionData } = await import("viem");
    const data = encodeFunctionData({
      abi: laneAbi,
      functionName: "propose",
      args: [verifier.contract_, 4, verifier.circuit],
    });
    const from = account(0).address;
    await provider.request({ method: "eth_sendTransaction", params: [{ from, to: address, data }] });
    expect(await read.verifiers()).to.equal(2);
    const found = await constructionsOf(join(folder, "hybrid"), l1);
    const lane = found.find(({ name }) => name === "ValidityLane")!;
    const { contract_, records, circuit } = verifier;
    expect(lane.constructorArgs).to.deep.equal([
      { proposer: from, timelock: 120, airgap: 30, verifiers: [{ contract_, records, circuit }] },
    ]);
    expect(found.find(({ name }) => name === "InsecureDevVerifier")!.constructorArgs).to.deep.equal([]);
  });

  it("says what it would cost, with a verifier that is there already", async () => {
    const verifier = addressIn("hybrid", "InsecureDevVerifier");
    const words = ["deploy", "--ledger", "--network", "local-ledger", "--verifier", verifier, "--circuit", "dev"];
    const { out, err } = await assize([...words, ...at, join(folder, "none"), "--dry-run"], KEY);
    expect(err).to.equal("");
    expect(out).to.match(/\nairgap of a proof +30 s\ntimelock of a verifier +2 min\n/);
    const plan = await assizeJson<{ lane: object }>([...words, ...at, join(folder, "none"), "--dry-run"], KEY);
    expect(plan.lane).to.deep.include({ airgapSeconds: 30, timelockSeconds: 120, verifiers: 1 });
  });

  it("has no lane where the rollup is optimistic, with a ledger as with any other program", async () => {
    const network = changed("local", "court:", "ledger: { worst_seconds: 7, item_fee: 0.0001 ether }\ncourt:");
    await assizeJson(["deploy", "--ledger", "--network", network, ...at, join(folder, "optimistic")], KEY);
    expect(await laneOf("optimistic")).to.equal(zeroAddress);
  });

  it("never changes the type of a court that is there, whatever the file says later", async () => {
    for (const [target, preset, from, to, words] of [
      ["hybrid", "local-ledger", "rollup_type: hybrid", "rollup_type: optimistic", ["--ledger"]],
      ["hybrid", "local-ledger", "timelock: 120", "timelock: 121", HYBRID.slice(1)],
      ["optimistic", "local-ledger", "airgap: 30", "airgap: 31", HYBRID.slice(1)],
    ] as const) {
      let network = changed(preset, from, to);
      if (to.endsWith("optimistic")) {
        writeFileSync(network, readFileSync(network, "utf8").replace(/lane:[^]*(?=court:)/, ""));
      }
      const before = await laneOf(target);
      const rest = words.filter((word) => word !== "--network" && word !== "local-ledger");
      const { code, err } = await assize(["deploy", ...rest, "--network", network, ...at, join(folder, target)], KEY);
      expect([code, err.slice(0, 23)], `${target}: ${to}`).to.deep.equal([1, "error DEPLOYMENT_FAILED"]);
      expect(await laneOf(target)).to.equal(before);
    }
    // Nothing of the contract sets it: the lane is a constant of the rollup.
    const setters = rollupAbi.filter((item) => item.type === "function" && item.stateMutability !== "view");
    expect(setters.some((item) => JSON.stringify(item).toLowerCase().includes("lane"))).to.equal(false);
  });

  for (const [words, why] of [
    [["--network", "local"], /`ledger` section/],
    [["--network", "local-ledger"], /begins with a verifier/],
    [["--network", "local-ledger", "--verifier", account(0).address], /--circuit/],
    [["--network", "local-ledger", "--elf", GUESTS.toy], /'--ledger' cannot be used with option '--elf/],
  ] as const) {
    it(`refuses --ledger ${words.slice(1, 3).join(" ")} for what it lacks or contradicts`, async () => {
      const { code, err } = await assize(["deploy", "--ledger", ...words, ...at, join(folder, "no")], KEY);
      expect(code).to.equal(2);
      expect(err)
        .to.match(/^error ARGUMENT_INVALID: /)
        .and.match(why);
    });
  }

  it("refuses another program in a hybrid rollup, and a verifier in an optimistic one", async () => {
    const hybrid = await assize(["deploy", ...TOY, "--network", "local-ledger", ...at, join(folder, "no")], KEY);
    expect([hybrid.code, hybrid.err.includes("runs the ledger")]).to.deep.equal([2, true]);
    const optimistic = await assize(["deploy", ...TOY, "--dev-verifier", "dev", ...at, join(folder, "no")], KEY);
    expect([optimistic.code, optimistic.err.includes("hybrid")]).to.deep.equal([2, true]);
  });
});
