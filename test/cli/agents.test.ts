import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import { account, Stage } from "../../scripts/lib/stage.ts";
import { AgentProcess } from "./agentProcess.ts";
import { assizeJson, KEYS } from "./assize.ts";
import { GUESTS } from "./files.ts";
import { FlakyNode } from "./flakyNode.ts";

type Dispute = { readonly over: boolean };
type Status = { readonly finalBatch: number; readonly refutedClaims: number; readonly openDisputes: number };

const [SEQUENCER, CHALLENGER] = [{ ASSIZE_KEY: KEYS[0] }, { ASSIZE_KEY: KEYS[1] }];
const BODY = GUESTS.toy.replace(/elf$/, "c");

describe("cli: agents as processes", () => {
  let stage: Stage = undefined!;
  const running = new Set<AgentProcess>();
  before(async () => {
    stage = await Stage.open({ guest: "toy", terms: { kind: "anchored", maxSteps: 65536, worstSeconds: 1 } });
  });
  afterEach(async () => {
    for (const agent of running) await agent.end("SIGKILL");
    running.clear();
  });
  after(() => stage.close());

  const chain = (scheme: "http" | "ws" = "http"): string[] => [
    "--rpc",
    stage.chain.url.replace("http", scheme),
    "--deployment",
    stage.folder,
  ];

  function start(words: readonly string[], environment = {}): AgentProcess {
    const agent = new AgentProcess([...words, "--elf", GUESTS.toy], environment);
    running.add(agent);
    return agent;
  }

  it("a challenger that is killed in the middle of a dispute goes on when started again, and wins", async () => {
    const liar = start(["sequencer", "--batch", BODY, "--fault", "register", ...chain()], SEQUENCER);
    const watcher = start(["challenger", "--watch", ...chain("ws")]);
    await liar.did("claim");
    // Stopped, so that the dispute stands still until the challenger is dead.
    liar.signal("SIGSTOP");
    const first = start(["challenger", ...chain("ws")], CHALLENGER);
    await first.did("open");
    expect(await first.end("SIGKILL")).to.equal("SIGKILL");
    const [dispute] = await assizeJson<Dispute[]>(["disputes", ...chain()]);
    expect(dispute?.over).to.equal(false);

    const second = start(["challenger", ...chain("ws")], CHALLENGER);
    await second.until(({ event }) => event === "started");
    liar.signal("SIGCONT");
    const proof = await second.until(({ step }) => step !== undefined);
    expect(proof).to.include({ event: "acted", action: "answer" });
    expect(await assizeJson<Status>(["status", ...chain()])).to.include({ refutedClaims: 1, openDisputes: 0 });
    expect(second.events.map(({ action }) => action))
      .to.not.include("claim")
      .and.not.include("open");

    await stage.chain.advance(181);
    await second.did("finalize");
    await second.did("withdraw");
    expect(await assizeJson<Status>(["status", ...chain()])).to.include({ finalBatch: 1, standingClaims: 0 });

    const verdict = await watcher.until(({ truthful }) => truthful === false);
    expect(verdict).to.include({ event: "verdict", batch: 1, owner: account(0).address.toLowerCase() });
    await watcher.until(({ truthful }) => truthful === true);
    expect([await liar.end("SIGINT"), await second.end("SIGINT"), await watcher.end("SIGTERM")]).to.deep.equal([
      0, 0, 0,
    ]);
    expect([liar.errors, second.errors, watcher.errors]).to.deep.equal(["", "", ""]);
  });

  it("a sequencer posts what it is given, claims it, finalizes it, and ends on Ctrl-C", async () => {
    const sequencer = start(["sequencer", "--batch", BODY, GUESTS.toy, ...chain()], SEQUENCER);
    expect(await sequencer.until(({ event }) => event === "started")).to.include({
      role: "sequencer",
      chain: 31337,
      account: account(0).address,
    });
    await sequencer.until(() => sequencer.events.filter(({ action }) => action === "claim").length === 2);
    await stage.chain.advance(121);
    await sequencer.did("finalize");
    await stage.chain.advance(121);
    await sequencer.until(() => sequencer.events.filter(({ action }) => action === "finalize").length === 2);
    expect(await sequencer.end("SIGINT")).to.equal(0);
    expect(await assizeJson<Status>(["status", ...chain()])).to.include({ finalBatch: 3 });
    const { events } = sequencer;
    for (const { event, action, transaction, gas, block } of events.slice(1)) {
      expect(event).to.equal("acted");
      expect(action).to.be.oneOf(["post", "claim", "finalize", "collect", "withdraw"]);
      expect(transaction).to.match(/^0x[0-9a-f]{64}$/);
      expect([typeof gas, typeof block]).to.deep.equal(["number", "number"]);
    }
  });

  it("a watcher outlives the loss of its node, and tells of it", async () => {
    const node = await FlakyNode.start(stage.chain.url);
    const agent = start(["challenger", "--watch", "--rpc", node.url, "--deployment", stage.folder]);
    await agent.until(({ event }) => event === "started");
    node.isDown = true;
    await agent.complains(/"code":"RPC_UNREACHABLE"/);
    node.isDown = false;
    start(["sequencer", "--batch", BODY, ...chain()], SEQUENCER);
    expect(await agent.until(({ event }) => event === "verdict")).to.include({ truthful: true });
    expect(await agent.end("SIGTERM")).to.equal(0);
    await node.close();
  });
});
