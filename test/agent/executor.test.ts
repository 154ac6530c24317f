import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import { concat, numberToHex, toFunctionSelector, type Hex } from "viem";
import { account, Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { Executor } from "../../src/agent/executor.ts";
import { signer } from "../../src/chain/client.ts";
import type { Court } from "../../src/chain/court.ts";
import { resultId } from "../../src/rollup/ids.ts";
import type { View } from "../../src/rollup/view.ts";
import { programOf } from "../rollup/batches.ts";

const POST = toFunctionSelector("post(bytes32,bytes)");
const number = (value: number): Hex => numberToHex(value, { size: 32 });

describe("Executor", () => {
  let stage: Stage;
  let court: Court;
  let snapshot: unknown;

  const view = async (): Promise<View> => (await court.sync()).view;

  /** Posts a batch with calldata as it is given, behind the last one. */
  async function post(rest: readonly Hex[]): Promise<void> {
    const wallet = signer(stage.l1, account(0));
    const data = concat([POST, await court.lastAccumulator(), ...rest]);
    const hash = await wallet.sendTransaction({ to: court.facts.inbox, data, gas: 3_000_000n });
    const { status } = await stage.l1.client.waitForTransactionReceipt({ hash });
    expect(status).to.equal("success");
  }

  before(async () => {
    stage = await Stage.open(TOY);
    court = await stage.openCourt();
    snapshot = await stage.chain.provider.request({ method: "evm_snapshot" });
  });

  afterEach(async () => {
    await stage.chain.provider.request({ method: "evm_revert", params: [snapshot] });
    snapshot = await stage.chain.provider.request({ method: "evm_snapshot" });
  });

  after(() => stage.close());

  it("refuses to execute another program than the court's", () => {
    expect(() => new Executor(court, programOf("sort")))
      .to.throw()
      .with.property("code", "PROGRAM_MISMATCH");
  });

  it("finds the body in any calldata that the Inbox accepts, however it is encoded", async () => {
    const body: Hex = "0x010203";
    const encodings: Record<string, readonly Hex[]> = {
      "not padded": [number(64), number(3), body],
      "with more behind it": [number(64), number(3), body, number(9), number(9)],
      "further back": [number(128), number(9), number(9), number(3), body],
      "at an odd place": [number(65), "0x77", number(3), body],
      "far back": [number(64 + 9_000), `0x${"00".repeat(9_000)}`, number(3), body],
      "its own offset as its length": [number(32), number(7)],
      empty: [number(64), number(0)],
    };
    for (const rest of Object.values(encodings)) await post(rest);
    // Inputs are checked against the Inbox's roots, so no wrong body gets through.
    const path = await new Executor(court, stage.program).path(await view());
    expect(path.map(({ batch }) => batch.number)).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
    expect(path.map(({ end }) => end.status)).to.deep.equal(Array(7).fill(1));
  });

  it("executes one batch at a time for whoever has a clock running, each once", async () => {
    for (let i = 0; i < 3; i++) await post([number(64), number(0)]);
    const executor = new Executor(court, stage.program);
    const seen = await view();
    const looks = [];
    for (let i = 0; i < 4; i++) {
      const { path, behind } = await executor.advance(seen);
      looks.push([path.length, behind]);
    }
    expect(looks).to.deep.equal([
      [1, true],
      [2, true],
      [3, false],
      [3, false],
    ]);
    const [first, again] = [await executor.path(seen), await executor.path(seen)];
    first.forEach((execution, i) => expect(again[i]).to.equal(execution));
  });

  it("goes on from the last final result, and back where L1 takes that back", async () => {
    const sequencer = await stage.sequencer();
    const executor = new Executor(court, stage.program);
    await sequencer.post(new Uint8Array([1]));
    const [before] = await executor.path(await view());
    const pending = await stage.chain.provider.request({ method: "evm_snapshot" });
    await stage.settle(sequencer);
    await stage.wait(stage.court.window, sequencer);
    await sequencer.post(new Uint8Array([2]));
    const [after, ...none] = await executor.path(await view());
    expect(none).to.deep.equal([]);
    expect(after!.batch.number).to.equal(2);
    expect(resultId(after!.parent)).to.equal(before!.belief.result);
    const asked: Hex[] = [];
    const calldata = court.calldata.bind(court);
    court.calldata = (transaction) => (asked.push(transaction), calldata(transaction));
    await executor.path(await view());
    court.calldata = calldata;
    expect(asked).to.deep.equal([]);

    await stage.chain.provider.request({ method: "evm_revert", params: [pending] });
    const taken = await executor.path(await view());
    expect(taken.map(({ belief }) => belief)).to.deep.equal([before!.belief]);
  });

  it("stops when a result that it finds false is final", async () => {
    const liar = await stage.sequencer(undefined, new Map([[1, { kind: "register", step: 300 }]]));
    await liar.post(new Uint8Array([1]));
    await stage.settle(liar);
    await stage.chain.advance(stage.court.window);
    expect(await liar.tick()).to.be.above(0);
    const error = await new Executor(court, stage.program).path(await view()).catch((thrown: unknown) => thrown);
    expect(error).to.have.property("code", "FALSE_RESULT_FINAL");
  });

  it("lies about the batches that it was told to, and about nothing behind them until they are decided", async () => {
    for (let i = 0; i < 3; i++) await post([number(64), number(0)]);
    const honest = await new Executor(court, stage.program).path(await view());
    const faults = new Map([[2, { kind: "register", step: 300 } as const]]);
    const lying = await new Executor(court, stage.program, faults).path(await view());
    expect(lying).to.have.length(2);
    expect(lying[0]!.belief).to.deep.equal(honest[0]!.belief);
    expect(lying[1]!.belief.parent).to.equal(honest[1]!.belief.parent);
    expect(lying[1]!.belief.end).to.not.equal(honest[1]!.belief.end);
  });
});
