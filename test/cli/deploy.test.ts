import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { keccak256, type Address, type Hex } from "viem";
import { connect, type L1 } from "../../src/chain/client.ts";
import { startLocalChain, type LocalChain } from "../../src/chain/localChain.ts";
import { assize, assizeJson, KEYS } from "./assize.ts";
import { GUESTS } from "./files.ts";
import { FlakyNode } from "./flakyNode.ts";

type File = { readonly address: Address; readonly codeHash: Hex; readonly block: number; readonly abi: unknown[] };

const KEY = { ASSIZE_KEY: KEYS[0] };
const TERMS = ["--elf", GUESTS.toy, "--kind", "anchored", "--max-steps", "65536", "--worst-seconds", "1"];
/** Seven contracts, one of which the Rollup makes itself, and one registration. */
const TRANSACTIONS = 7;

describe("cli: deploy", () => {
  let [chain, l1, folder]: [LocalChain, L1, string] = [undefined!, undefined!, ""];
  before(async () => {
    chain = await startLocalChain();
    l1 = await connect(chain.url, 31337);
    folder = mkdtempSync(join(tmpdir(), "assize-cli-"));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await chain.close();
  });

  const nonce = (): Promise<number> =>
    l1.client.getTransactionCount({ address: "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266" });

  for (const rpc of ["http", "ws"]) {
    it(`writes address, ABI and code hash of every contract, over ${rpc}`, async () => {
      const target = join(folder, rpc);
      const words = ["deploy", ...TERMS, "--rpc", chain.url.replace("http", rpc), "--deployment", target];
      await assizeJson(words, KEY);
      const names = readdirSync(target).filter((name) => name.endsWith(".json"));
      expect(names).to.have.members(
        ["PoseidonT3", "PoseidonT5", "PoseidonT6", "StepVerifier", "Programs", "Rollup", "Inbox"].map(
          (n) => `${n}.json`,
        ),
      );
      for (const name of names) {
        const file = JSON.parse(readFileSync(join(target, name), "utf8")) as File;
        expect(file.codeHash).to.equal(keccak256((await l1.client.getCode({ address: file.address })) as Hex));
        expect(file.abi).to.be.an("array");
      }
      expect(await assizeJson(["status", ...words.slice(-4)])).to.include({ batches: 0, finalBatch: 0 });
    });
  }

  it("says what it would cost, and sends nothing, with --dry-run; without a key where a sequencer is named", async () => {
    const sent = await nonce();
    const words = ["deploy", ...TERMS, "--rpc", chain.url, "--dry-run", "--deployment", join(folder, "dry")];
    const sequencer = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    const facts = await assizeJson<Record<string, unknown>>([...words, "--sequencer", sequencer]);
    expect(facts).to.include({ deployed: false, rollup: null, sequencer, nary: 16, bondWei: String(10n ** 17n) });
    expect(facts).to.include({ windowSeconds: 120, graceSeconds: 60, worstFinalitySeconds: 120 + 60 + 320 });
    const { out } = await assize(words, KEY);
    expect(out).to.match(/\ngas of the deployment +2\d,\d{3},\d{3}\nfees at this gas price +0\.\d{6} ether\n/);
    expect(await nonce()).to.equal(sent);
    expect(existsSync(join(folder, "dry"))).to.equal(false);
  });

  it("does nothing a second time", async () => {
    const sent = await nonce();
    const words = ["deploy", ...TERMS, "--rpc", chain.url, "--deployment", join(folder, "http")];
    const { rollup } = await assizeJson<{ rollup: string }>(words, KEY);
    expect(await nonce()).to.equal(sent);
    expect(rollup).to.equal((JSON.parse(readFileSync(join(folder, "http/Rollup.json"), "utf8")) as File).address);
  });

  it("goes on where it was interrupted", async () => {
    const [target, sent] = [join(folder, "interrupted"), await nonce()];
    const words = ["deploy", ...TERMS, "--deployment", target];
    for (const allowed of [2, 3]) {
      const node = await FlakyNode.start(chain.url, { allowed, loses: "request" });
      const { code, err } = await assize([...words, "--rpc", node.url], KEY);
      await node.close();
      expect(code).to.equal(1);
      expect(err).to.match(/^error RPC_UNREACHABLE: /);
      expect(existsSync(join(target, "Rollup.json"))).to.equal(false);
    }
    expect(await nonce(), "some steps").to.be.within(sent + 2, sent + TRANSACTIONS - 1);
    await assizeJson([...words, "--rpc", chain.url], KEY);
    expect(await nonce(), "no step twice").to.equal(sent + TRANSACTIONS);
    expect(await assizeJson(["status", "--rpc", chain.url, "--deployment", target])).to.include({ batches: 0 });
  });

  it("goes on where the answer to a transaction was lost", async () => {
    const [target, sent] = [join(folder, "lost"), await nonce()];
    const words = ["deploy", ...TERMS, "--deployment", target];
    const node = await FlakyNode.start(chain.url, { allowed: 3, loses: "answer" });
    const { code } = await assize([...words, "--rpc", node.url], KEY);
    await node.close();
    expect(code).to.equal(1);
    expect(await nonce()).to.equal(sent + 4);
    await assizeJson([...words, "--rpc", chain.url], KEY);
    expect(await nonce(), "no step twice").to.equal(sent + TRANSACTIONS);
  });

  it("says what to do where the chain was reset under a deployment", async () => {
    const other = await startLocalChain();
    const words = ["deploy", ...TERMS, "--rpc", other.url, "--deployment", join(folder, "http")];
    const { code, err } = await assize(words, KEY);
    await other.close();
    expect(code).to.equal(1);
    expect(err).to.match(/^error DEPLOYMENT_FAILED: .*remove the folder/);
  });

  it("leaves beside the files only Ignition's journal", () => {
    for (const target of ["http", "interrupted", "lost"]) {
      expect(readdirSync(join(folder, target)).filter((name) => !name.endsWith(".json"))).to.deep.equal(["ignition"]);
    }
  });
});
