import { expect } from "chai";
import { after, afterEach, before, beforeEach, it } from "mocha";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concatHex, encodeFunctionData, getContractAddress, zeroAddress, type Address, type Hex } from "viem";
import { account, Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { inboxAbi } from "../../src/chain/abi.ts";
import { Court } from "../../src/chain/court.ts";
import { deployCourt } from "../../src/chain/deploy.ts";
import { registrationOf } from "../../src/rollup/load.ts";
import { onAnvil, startAnvil } from "./lib/l1Anvil.ts";
import { ask } from "./lib/l1Chain.ts";
import { callingConstructor, FORWARDER } from "./lib/l1Forwarder.ts";
import { deliver } from "./lib/l1Swap.ts";

/*
 * Attack: the sequencer posts through code (a relay, a constructor, its own account with code delegated to it by EIP-7702), so
 * that the body is in nobody's calldata and nobody else can execute the batch (field: a challenger whose node shows it nothing).
 * Stops it: `post` asks for a caller that is the sequencer, the transaction's origin and without code, delegated or not.
 * Costs: the sequencer the gas; only calldata that everybody finds makes a batch.
 */

onAnvil("hostile: a batch posted through code", () => {
  const [SEQUENCER, STRANGER] = [0, 1];
  let stage: Stage;
  let court: Court;
  let forwarder: Address;
  let snapshot: string;

  before(async () => {
    stage = await Stage.open({ ...TOY, start: startAnvil });
    court = await stage.openCourt();
    forwarder = getContractAddress({ from: account(STRANGER).address, nonce: 0n });
    expect(await transact(STRANGER, undefined, FORWARDER)).to.equal("");
  });
  beforeEach(async () => {
    snapshot = await ask(stage, "evm_snapshot");
    court = await stage.openCourt();
  });
  afterEach(() => ask(stage, "evm_revert", snapshot));
  after(() => stage.close());

  const post = async (body: Hex = "0x0102"): Promise<Hex> =>
    encodeFunctionData({ abi: inboxAbi, functionName: "post", args: [await court.lastAccumulator(), body] });
  /** What the forwarder takes to post. */
  const forwarded = async (): Promise<Hex> => concatHex([court.facts.inbox, await post()]);
  const nonceOf = (who: number): Promise<number> =>
    stage.l1.client.getTransactionCount({ address: account(who).address });

  type Delegation = { readonly to: Address; readonly nonce: number };

  /** One transaction of an account; with `delegation` it carries the sequencer's word that this code is its own. */
  async function transact(who: number, to: Address | undefined, data: Hex, delegation?: Delegation): Promise<string> {
    const plain = { chainId: 31337, nonce: await nonceOf(who), gas: 3_000_000n, to, data };
    const fees = { maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 1n };
    if (delegation === undefined) {
      return deliver(stage, await account(who).signTransaction({ type: "eip1559", ...plain, ...fees }));
    }
    const { to: contractAddress, nonce } = delegation;
    const word = await account(SEQUENCER).signAuthorization({ contractAddress, chainId: 31337, nonce });
    return deliver(
      stage,
      await account(who).signTransaction({ type: "eip7702", ...plain, to: to!, ...fees, authorizationList: [word] }),
    );
  }

  const batches = async (): Promise<number> => (await court.sync()).view.batches.length;
  const self = account(SEQUENCER).address;

  it("is refused behind a relay, be it the sequencer's own or one that fooled it", async () => {
    expect(await transact(SEQUENCER, forwarder, await forwarded())).to.equal("NotSequencer");
    expect(await transact(STRANGER, forwarder, await forwarded())).to.equal("NotSequencer");
    expect(await batches()).to.equal(0);
  });

  it("is refused from delegated code, whoever called it, and in the transaction that delegates", async () => {
    const nonce = await nonceOf(SEQUENCER);
    // A stranger brings the sequencer's word, and has its account post: the caller is right, the origin is not.
    expect(await transact(STRANGER, self, await forwarded(), { to: forwarder, nonce })).to.equal("NotSequencer");
    // From now on its account has code: it calls itself, and caller and origin are both right.
    expect(await transact(SEQUENCER, self, await forwarded())).to.equal("NotSequencer");
    expect(await transact(STRANGER, self, await forwarded())).to.equal("NotSequencer");
    // A direct call would do no harm, but nobody could tell it from the others.
    expect(await transact(SEQUENCER, court.facts.inbox, await post())).to.equal("NotSequencer");
    expect(await batches()).to.equal(0);
  });

  it("is refused in the very transaction in which the sequencer delegates, to itself or directly", async () => {
    for (const [to, data] of [
      [self, await forwarded()],
      [court.facts.inbox, await post()],
    ] as const) {
      const again = await ask<string>(stage, "evm_snapshot");
      const nonce = (await nonceOf(SEQUENCER)) + 1;
      expect(await transact(SEQUENCER, to, data, { to: forwarder, nonce })).to.equal("NotSequencer");
      await ask(stage, "evm_revert", again);
    }
    expect(await batches()).to.equal(0);
  });

  it("is taken again, and found by agents, once the sequencer has taken its word back", async () => {
    const nonce = await nonceOf(SEQUENCER);
    await transact(STRANGER, self, await forwarded(), { to: forwarder, nonce });
    expect(await transact(SEQUENCER, court.facts.inbox, await post(), { to: zeroAddress, nonce: nonce + 2 })).to.equal(
      "",
    );
    const [sequencer, challenger] = [await stage.sequencer(), await stage.challenger()];
    await stage.settle(sequencer, challenger);
    await stage.wait(stage.court.window, sequencer);
    expect((await court.sync()).view.results.size).to.equal(2);
  });

  it("is refused from a constructor, which has no code yet, in a court whose sequencer it is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "assize-"));
    try {
      const made = getContractAddress({ from: account(3).address, nonce: BigInt(await nonceOf(3)) });
      const program = registrationOf(stage.program, TOY.terms);
      const plan = { program, sequencer: made, genesisOutput: court.facts.genesis.output, court: stage.court };
      await deployCourt(stage.l1, stage.chain.provider, account(4).address, plan, folder);
      const other = await Court.open(stage.l1, folder, 0);
      const constructor = callingConstructor(other.facts.inbox, await post());
      expect(await transact(3, undefined, constructor)).to.equal("NotSequencer");
      expect((await other.sync()).view.batches).to.deep.equal([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
