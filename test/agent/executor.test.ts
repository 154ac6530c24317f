import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import { concat, numberToHex, toFunctionSelector, type Hex } from "viem";
import { account, Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { Executor } from "../../src/agent/executor.ts";
import { signer } from "../../src/chain/client.ts";
import { ChainError } from "../../src/chain/errors.ts";
import type { Court } from "../../src/chain/court.ts";
import type { Trace } from "../../src/dispute/trace.ts";
import { MachineError } from "../../src/machine/error.ts";
import { resultId } from "../../src/rollup/ids.ts";
import type { View } from "../../src/rollup/view.ts";
import { programOf } from "../rollup/batches.ts";
import { spoil } from "./spoil.ts";

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
    court = await stage.openCourt();
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

    const { block } = await court.sync();
    await stage.chain.provider.request({ method: "evm_revert", params: [pending] });
    // What replaces a chain is longer than it.
    while ((await stage.l1.client.getBlockNumber()) <= block) {
      await stage.chain.provider.request({ method: "evm_mine" });
    }
    const taken = await executor.path(await view());
    expect(taken.map(({ belief }) => belief)).to.deep.equal([before!.belief]);
  });

  for (const [what, thrown, code] of [
    [
      "a node that nobody knows",
      new MachineError("UNKNOWN_NODE", { what: "No children", fix: "none" }),
      "EXECUTION_FAILED",
    ],
    ["a defect of this host", new RangeError("out of range"), "EXECUTION_FAILED"],
  ] as const) {
    it(`ends the path before a batch with ${what}, keeps what lies before it, and does not try again`, async () => {
      for (const body of [1, 2, 3]) await post([number(64), number(1), `0x0${body}`]);
      let tried = 0;
      const mend = spoil(2, 1, () => {
        tried += 1;
        throw thrown;
      });
      try {
        const executor = new Executor(court, stage.program);
        for (let look = 0; look < 3; look++) {
          const { path, behind, stopped, tip } = await executor.reach(await view());
          expect(path.map(({ batch }) => batch.number)).to.deep.equal([1]);
          expect([behind, stopped?.code, tip]).to.deep.equal([false, code, undefined]);
          expect(stopped!.what).to.match(/^Batch 2 cannot/);
        }
        expect(tried).to.equal(1);
        expect(await executor.path(await view()).catch((error: unknown) => error)).to.have.property("code", code);
      } finally {
        mend();
      }
    });
  }

  it("asks a node again that gave a wrong or no calldata, and goes on when it is right", async () => {
    for (const body of [1, 2]) await post([number(64), number(1), `0x0${body}`]);
    const executor = new Executor(court, stage.program);
    const calldata = court.calldata.bind(court);
    const [first] = (await view()).batches;
    const codes: (string | undefined)[] = [];
    try {
      for (const answer of [
        () => calldata(first!.transaction),
        () => Promise.resolve("0x" as Hex),
        () => Promise.resolve(concat([POST, ...[0, 64, 2 ** 20].map(number), `0x${"00".repeat(2 ** 20)}`])),
        () => Promise.reject(new ChainError("RPC_ANSWER_INVALID", { what: "not there", fix: "wait" })),
        () => Promise.reject(new ChainError("RPC_UNREACHABLE", { what: "away", fix: "wait" })),
      ]) {
        court.calldata = (hash) => (hash === first!.transaction ? calldata(hash) : answer());
        codes.push((await executor.reach(await view())).stopped?.code);
      }
    } finally {
      court.calldata = calldata;
    }
    expect(codes).to.deep.equal([...Array<string>(4).fill("BATCH_MISMATCH"), "RPC_UNREACHABLE"]);
    expect(await executor.path(await view())).to.have.length(2);
  });

  it("says nothing with a bond unless a second execution, derived afresh, says the same", async () => {
    await post([number(64), number(1), "0x01"]);
    const executor = new Executor(court, stage.program);
    const [execution] = await executor.path(await view());
    const asked: Hex[] = [];
    const calldata = court.calldata.bind(court);
    court.calldata = (transaction) => (asked.push(transaction), calldata(transaction));
    const hashes = await executor.agreed(execution!, (trace) => trace.hashesAt([0, 700, 4_096]));
    expect(hashes).to.deep.equal(await execution!.trace.hashesAt([0, 700, 4_096]));
    await executor.agreed(execution!, (trace) => trace.proofAt(700));
    court.calldata = calldata;
    expect(asked).to.deep.equal([execution!.batch.transaction]);
  });

  /* The first run of a batch is the first execution, the second one the check. */
  for (const [which, from] of [
    ["first", 1],
    ["second", 2],
  ] as const) {
    it(`refuses to act on a batch whose ${which} execution went wrong, and only on that one`, async () => {
      for (const body of [1, 2, 3]) await post([number(64), number(1), `0x0${body}`]);
      let left = 1;
      const mend = spoil(2, from, (machine) => {
        if (left-- > 0) machine.state.output[0]! ^= 1;
      });
      try {
        const executor = new Executor(court, stage.program);
        const path = await executor.path(await view());
        const end = (trace: Trace): Promise<unknown> => trace.hashesAt([trace.maxSteps]);
        await executor.agreed(path[0]!, end);
        const error: unknown = await executor.agreed(path[1]!, end).catch((thrown: unknown) => thrown);
        expect(error).to.have.property("code", "EXECUTION_DISAGREES");
        const after = await executor.reach(await view());
        expect(after.path.map(({ batch }) => batch.number)).to.deep.equal([1]);
        expect(after.stopped).to.equal(error);
        await executor.agreed(after.path[0]!, end);
      } finally {
        mend();
      }
    });
  }

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
