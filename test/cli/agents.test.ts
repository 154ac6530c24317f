import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import { account, Stage } from "../../scripts/lib/stage.ts";
import { AgentProcess } from "./agentProcess.ts";
import { assizeJson, KEYS, spawnAssize } from "./assize.ts";
import { GUESTS } from "./files.ts";
import { FlakyNode } from "./flakyNode.ts";

type Dispute = { readonly over: boolean };
type Status = {
  readonly batches: number;
  readonly finalBatch: number;
  readonly refutedClaims: number;
  readonly openDisputes: number;
};

const [SEQUENCER, CHALLENGER] = [{ ASSIZE_KEY: KEYS[0] }, { ASSIZE_KEY: KEYS[1] }];

describe("cli: agents as processes", () => {
  let stage: Stage = undefined!;
  let folder = "";
  const running = new Set<AgentProcess>();
  before(async () => {
    stage = await Stage.open({ guest: "toy", terms: { kind: "anchored", maxSteps: 65536, worstSeconds: 1 } });
    folder = mkdtempSync(join(tmpdir(), "assize-batches-"));
  });
  afterEach(async () => {
    for (const agent of running) await agent.end("SIGKILL");
    running.clear();
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await stage.close();
  });

  const chain = (scheme: "http" | "ws" = "http"): string[] => [
    "--rpc",
    stage.chain.url.replace("http", scheme),
    "--deployment",
    stage.folder,
  ];

  /** Puts a body into the folder, whole at once, as docs/cli.md asks for. */
  function spool(name: string, body: string): void {
    writeFileSync(join(folder, `.${name}`), body);
    renameSync(join(folder, `.${name}`), join(folder, name));
  }

  function start(words: readonly string[], environment = {}): AgentProcess {
    const agent = new AgentProcess([...words, "--elf", GUESTS.toy], environment);
    running.add(agent);
    return agent;
  }

  it("a challenger that is killed in the middle of a dispute goes on when started again, and wins", async () => {
    spool("1", "a batch");
    const liar = start(["sequencer", "--batches", folder, "--fault", "register", ...chain()], SEQUENCER);
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

  it("a sequencer posts the files of a folder in their order, claims and finalizes each, and ends on Ctrl-C", async () => {
    const sequencer = start(["sequencer", "--batches", folder, ...chain()], SEQUENCER);
    expect(await sequencer.until(({ event }) => event === "started")).to.include({
      role: "sequencer",
      chain: 31337,
      account: account(0).address,
    });
    spool("3.txt", "comes first and waits");
    spool("2.txt", "comes second and goes first");
    const reached = (batch: number, stage: string): Promise<unknown> =>
      sequencer.until((event) => event.batch === batch && event.stage === stage);
    await reached(3, "claimed");
    await stage.chain.advance(121);
    await reached(2, "final");
    await stage.chain.advance(121);
    await reached(3, "final");
    expect(await sequencer.end("SIGINT")).to.equal(0);
    expect(await assizeJson<Status>(["status", ...chain()])).to.include({ batches: 3, finalBatch: 3 });
    const { events } = sequencer;
    const told = events
      .filter(({ event }) => event === "batch")
      .map(({ batch, stage: at }) => `${String(batch)} ${String(at)}`);
    const stages = ["selected", "executed", "posted", "confirmed", "claimed", "final"];
    expect(told.toSorted()).to.deep.equal([2, 3].flatMap((n) => stages.map((at) => `${n} ${at}`)).toSorted());
    for (const { action, transaction, gas, block } of events.filter(({ event }) => event === "acted")) {
      expect(action).to.be.oneOf(["post", "claim", "finalize", "collect", "withdraw"]);
      expect(transaction).to.match(/^0x[0-9a-f]{64}$/);
      expect([typeof gas, typeof block]).to.deep.equal(["number", "number"]);
    }
  });

  it("a sequencer whose folder contradicts L1 says so and sends nothing", async () => {
    const other = mkdtempSync(join(tmpdir(), "assize-other-"));
    writeFileSync(join(other, "2"), "another body");
    writeFileSync(join(other, "4"), "must not be posted");
    const { code, err } = await spawnAssize(
      ["sequencer", "--elf", GUESTS.toy, "--batches", other, ...chain(), "--json"],
      SEQUENCER,
    );
    rmSync(other, { recursive: true });
    expect(code).to.equal(1);
    expect(JSON.parse(err)).to.include({ code: "BATCH_DIFFERS", where: join(other, "2") });
    expect(await assizeJson<Status>(["status", ...chain()])).to.include({ batches: 3 });
  });

  it("a watcher outlives the loss of its node, and tells of it", async () => {
    const node = await FlakyNode.start(stage.chain.url);
    const agent = start(["challenger", "--watch", "--rpc", node.url, "--deployment", stage.folder]);
    await agent.until(({ event }) => event === "started");
    node.isDown = true;
    await agent.complains(/"code":"RPC_UNREACHABLE"/);
    node.isDown = false;
    spool("4", "for the watcher");
    start(["sequencer", "--batches", folder, ...chain()], SEQUENCER);
    expect(await agent.until(({ event }) => event === "verdict")).to.include({ truthful: true });
    expect(await agent.end("SIGTERM")).to.equal(0);
    await node.close();
  });
});
