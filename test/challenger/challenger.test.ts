import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import { account, Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { Governor } from "../../src/agent/governor.ts";
import { Challenger } from "../../src/challenger/challenger.ts";
import type { Performed } from "../../src/agent/perform.ts";
import { spoil } from "../agent/spoil.ts";

describe("Challenger", () => {
  let stage: Stage;
  let snapshot: unknown;

  before(async () => {
    stage = await Stage.open(TOY);
    snapshot = await stage.chain.provider.request({ method: "evm_snapshot" });
  });

  afterEach(async () => {
    await stage.chain.provider.request({ method: "evm_revert", params: [snapshot] });
    snapshot = await stage.chain.provider.request({ method: "evm_snapshot" });
  });

  after(() => stage.close());

  it("has nothing to do while nobody lies, but to see the truth become final", async () => {
    const actions: string[] = [];
    const report = { performed: ({ action }: Performed) => void actions.push(action.kind), setback() {} };
    const [sequencer, challenger] = [await stage.sequencer(), await stage.challenger(1, report)];
    await sequencer.post(new Uint8Array([1]));
    await stage.settle(sequencer, challenger);
    expect(actions).to.deep.equal([]);
    await stage.wait(stage.court.window, challenger);
    expect(actions).to.deep.equal(["finalize"]);
  });

  it("claims nothing on a batch whose executions disagree, says so, and wins its dispute about another", async () => {
    const [actions, setbacks]: [string[], string[]] = [[], []];
    const challenger = await stage.challenger(1, {
      performed: ({ action }) => void actions.push(action.kind),
      setback: ({ code }) => void setbacks.push(code),
    });
    const sequencer = await stage.sequencer();
    for (const body of [1, 2]) await sequencer.post(new Uint8Array([body]));
    await stage.settle(sequencer);
    // Both lies stand on true results: one on the genesis, one on the first batch.
    const liars = [
      await stage.liar(2, SILENT, new Map([[1, { kind: "register", step: 300 }]])),
      await stage.liar(3, SILENT, new Map([[2, { kind: "register", step: 300 }]])),
    ];
    for (const liar of liars) await liar.tick();
    // Every other execution of the second batch errs, as on a machine whose memory cannot be trusted.
    let runs = 0;
    const mend = spoil(2, 1, ({ state }) => {
      if (runs++ % 2 === 1) state.output[0]! ^= 1;
    });
    try {
      await stage.settle(challenger, ...liars);
    } finally {
      mend();
    }
    await stage.wait(stage.court.allowance, challenger);
    expect(setbacks).to.include("EXECUTION_DISAGREES");
    const { view } = await (await stage.openCourt()).sync();
    const own = [...view.claims.values()].filter(({ owner }) => owner === account(1).address.toLowerCase());
    expect(own.map(({ parent, status }) => [parent, status])).to.deep.equal([[view.head, "standing"]]);
    expect(actions).to.include.members(["claim", "answer"]);
    const lost = [...view.claims.values()].filter(({ status }) => status === "refuted");
    expect(lost.map(({ owner, parent }) => [owner, parent])).to.deep.equal([
      [account(2).address.toLowerCase(), view.head],
    ]);
  });

  it("wins its dispute with no memory to keep anything in: load is shed, told once, and it goes on", async () => {
    const told: string[] = [];
    const config = { parallel_threads: 1, cache_size: 0, memory_limit: 1, cpu_limit: 64 };
    const governor = new Governor(config, ({ code }) => told.push(code));
    const challenger = new Challenger(await stage.openCourt(), stage.program, stage.sender(1), SILENT, governor.means);
    let shed = 0;
    const letGo = (): void => {
      shed++;
      challenger.shed();
    };
    const tick = governor.governed(() => challenger.tick(), letGo, new AbortController().signal);
    const sequencer = await stage.sequencer(SILENT, new Map([[1, { kind: "register", step: 300 }]]));
    await sequencer.post(new Uint8Array([1]));
    await stage.settle({ tick }, sequencer);
    await stage.wait(stage.court.window, { tick });
    const { view } = await (await stage.openCourt()).sync();
    const claims = [...view.claims.values()].map(({ owner, status }) => [owner, status]);
    expect(claims).to.deep.include([account(0).address.toLowerCase(), "refuted"]);
    expect(shed).to.be.greaterThan(3);
    expect(told).to.deep.equal(["MEMORY_SHORT"]);
  });

  it("goes on with other disputes when it cannot pay for one", async () => {
    const events: string[] = [];
    const report = {
      performed: ({ action }: Performed) => void events.push(action.kind),
      setback: ({ code }: { code: string }) => void events.push(code),
    };
    const challenger = await stage.challenger(1, report);
    const liars = [
      await stage.liar(2, SILENT, new Map([[1, { kind: "register", step: 300 }]])),
      await stage.liar(3, SILENT, new Map([[1, { kind: "memory", step: 300 }]])),
    ];
    await (await stage.sequencer()).post(new Uint8Array([1]));
    for (const liar of liars) await liar.tick();
    // Enough for a claim and for gas, not for the bond that a second dispute of its own locks.
    const { address } = stage.sender(1).account;
    const wei = stage.court.bond + stage.court.bond / 2n;
    await stage.chain.provider.request({ method: "hardhat_setBalance", params: [address, `0x${wei.toString(16)}`] });
    await challenger.tick();
    await challenger.tick();
    expect(events).to.deep.equal(["claim", "FUNDS_INSUFFICIENT", "open"]);
    await liars[0]!.tick();
    await challenger.tick();
    // It is still without funds, and has said so.
    expect(events.slice(3)).to.deep.equal(["answer"]);
  });
});

const SILENT = { performed() {}, setback() {} };
