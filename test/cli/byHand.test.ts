import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Sequencer } from "../../src/sequencer/sequencer.ts";
import { Court } from "../../src/chain/court.ts";
import { connect, type L1 } from "../../src/chain/client.ts";
import { startLocalChain, type LocalChain } from "../../src/chain/localChain.ts";
import { packagePath } from "../../src/chain/package.ts";
import { readNetwork } from "../../src/chain/network.ts";
import { Sender } from "../../src/chain/sender.ts";
import { COMMANDS } from "../../src/cli/catalogue.ts";
import { loadProgram } from "../../src/machine/program.ts";
import type { FaultKind } from "../../src/rollup/fault.ts";
import { account } from "../../scripts/lib/stage.ts";
import { AgentProcess } from "./agentProcess.ts";
import { assize, KEYS, type Outcome } from "./assize.ts";

/** A claim or dispute as the lists have it, as far as it is used here. */
type Claim = { readonly id: string; readonly owner: string; readonly status: string; readonly batch: number };
type Dispute = { readonly id: string; readonly toMove: string | null; readonly over: boolean };
type Passage = {
  readonly start: number;
  readonly length: number;
  readonly steps: number;
  readonly phases: readonly { readonly name: string; readonly steps: number }[];
  readonly functions: readonly { readonly name: string; readonly steps: number }[];
  readonly first: { readonly instruction: string; readonly line: string | null };
};
type Explanation = {
  readonly dispute: string | null;
  readonly differs: readonly string[];
  readonly levels: readonly Passage[];
  readonly parts: readonly Passage[];
};
type Sent = { readonly action: string; readonly transaction: string; readonly gas: number; readonly block: number };

const STATUS_KEYS = [
  ..."chain rollup program maxSteps nary bondWei windowSeconds graceSeconds block time".split(" "),
  ..."batches finalBatch finalResult output standingClaims refutedClaims openDisputes".split(" "),
];
const CLAIM_KEYS = "id batch parent start end result owner nonce stateId status opened".split(" ");
const DISPUTE_KEYS = "id opener responder start length toMove secondsLeft over".split(" ");

/**
 * A whole case by hand, as a person at a terminal plays it: every command does what the example of its own help says. In
 * the examples only the ids are exchanged, which nobody can know beforehand, and the node, which is not on its usual port.
 */
describe("cli: a case by hand, by the examples of the help", () => {
  const [liar, honest] = [{ ASSIZE_KEY: KEYS[0] }, { ASSIZE_KEY: KEYS[1] }];
  const home = process.cwd();
  let [chain, l1, folder]: [LocalChain, L1, string] = [undefined!, undefined!, ""];

  before(async () => {
    chain = await startLocalChain();
    l1 = await connect(chain.url, 31337);
    folder = mkdtempSync(join(tmpdir(), "assize-cli-"));
    symlinkSync(packagePath("guest"), join(folder, "guest"));
    process.chdir(folder);
  });
  after(async () => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
    await chain.close();
  });

  async function exampleOf(...command: string[]): Promise<string[]> {
    const { code, out } = await assize([...command, "--help"]);
    expect(code, out).to.equal(0);
    const [, example] = /^Example:\n {2}npx assize (.+)$/m.exec(out) ?? [];
    expect(example, `an example in the help of ${command.join(" ")}`).to.be.a("string");
    return example!.split(" ");
  }

  async function play(words: readonly string[], environment = {}): Promise<Outcome> {
    const outcome = await assize([...words, "--rpc", chain.url], environment);
    expect(outcome.code, outcome.err).to.equal(0);
    expect(outcome.err).to.equal("");
    return outcome;
  }

  async function playJson<Value>(words: readonly string[], environment = {}): Promise<Value> {
    const { out } = await play([...words.filter((word) => word !== "--json"), "--json"], environment);
    return JSON.parse(out) as Value;
  }

  const exchanged = (words: readonly string[], id: string): string[] =>
    words.map((word) => (/^0x[0-9a-f]+$/.test(word) ? id : word));

  const claims = (): Promise<Claim[]> => playJson(["claims"]);
  const disputes = (): Promise<Dispute[]> => playJson(["disputes"]);

  /** Lies about one batch, and only when it is told to act. */
  async function lyingSequencer(batch: number, kind: FaultKind): Promise<Sequencer> {
    const { program } = loadProgram(readFileSync("guest/toy/toy.elf"));
    const court = await Court.open(l1, "deployments/31337", 0);
    const silent = { performed() {}, setback() {} };
    const sender = new Sender(l1, account(0), readNetwork("local").court.gasPriceCap);
    return new Sequencer(court, program, sender, silent, new Map([[batch, { kind }]]));
  }

  it("deploys", async () => {
    const example = await exampleOf("deploy");
    const dry = await playJson<{ deployed: boolean; gas: string; feesWei: string }>(example, liar);
    expect(dry.deployed).to.equal(false);
    expect(Number(dry.gas)).to.be.within(10_000_000, 40_000_000);
    expect(await l1.client.getBlockNumber(), "a dry run sends nothing").to.equal(0n);
    const real = await playJson<{ deployed: boolean; rollup: string; folder: string }>(
      example.filter((word) => word !== "--dry-run"),
      liar,
    );
    expect(real.deployed).to.equal(true);
    expect(real.folder).to.equal("deployments/31337");
    expect(await l1.client.getCode({ address: real.rollup as never })).to.be.a("string");
  });

  it("registers another program", async () => {
    const result = await playJson<{ program: string }>(await exampleOf("program", "register"), liar);
    expect(result.program).to.match(/^0x[0-9a-f]{64}$/);
  });

  it("posts a batch", async () => {
    const [sent] = await playJson<Sent[]>(await exampleOf("batch"), liar);
    expect(sent?.action).to.equal("post");
    const status = await playJson<{ batches: number; finalBatch: number }>(await exampleOf("status"));
    expect(status).to.include({ batches: 1, finalBatch: 0 });
  });

  it("shows, claims, challenges, moves, resolves, finalizes, collects", async () => {
    const sequencer = await lyingSequencer(1, "register");
    await sequencer.tick();
    const [lie] = await claims();
    expect(lie).to.include({ batch: 1, status: "standing", owner: account(0).address.toLowerCase() });

    const example = await exampleOf("challenge");
    const estimate = await playJson<{ transactions: number }>([
      ...exchanged(example, lie!.id.slice(0, 10)),
      "--estimate",
    ]);
    expect(estimate.transactions).to.be.greaterThan(2);
    const [made] = await playJson<Sent[]>(await exampleOf("claim"), honest);
    expect(made?.action).to.equal("claim");
    const [opened] = await playJson<Sent[]>(exchanged(example, lie!.id.slice(0, 10)), honest);
    expect(opened?.action).to.equal("open");
    const [dispute] = (await disputes()) as [Dispute];
    expect(dispute.toMove).to.equal("responder");

    await sequencer.tick();
    const [moved] = await playJson<Sent[]>(exchanged(await exampleOf("move"), dispute.id.slice(0, 12)), honest);
    expect(moved?.action).to.equal("answer");
    await chain.advance(200);
    const [ended] = await playJson<Sent[]>(exchanged(await exampleOf("resolve"), dispute.id), honest);
    expect(ended?.action).to.equal("resolve");
    const truth = (await claims()).find(({ owner }) => owner === account(1).address.toLowerCase());
    const [final] = await playJson<Sent[]>(exchanged(await exampleOf("finalize"), truth!.id), honest);
    expect(final?.action).to.equal("finalize");
    const collected = await playJson<Sent[]>(await exampleOf("collect"), honest);
    expect(collected.map(({ action }) => action)).to.deep.equal(["collect", "withdraw"]);
    expect(await playJson<Sent[]>(["collect"], honest)).to.deep.equal([]);
    expect(await playJson(["status"])).to.include({
      finalBatch: 1,
      standingClaims: 0,
      refutedClaims: 1,
      openDisputes: 0,
    });
  });

  it("plays a dispute to the one instruction", async () => {
    await play(["batch", "guest/toy/toy.c"], liar);
    const sequencer = await lyingSequencer(2, "memory");
    await sequencer.tick();
    const lie = (await claims()).find(({ batch, status }) => batch === 2 && status === "standing")!;
    const elf = ["--elf", "guest/toy/toy.elf"];
    const explained = (): Promise<Explanation> => playJson<Explanation>(["challenge", lie.id, ...elf, "--explain"]);
    const before = await explained();
    expect(before.dispute).to.equal(null);
    expect(before.differs).to.deep.equal(["memoryRoot"]);
    expect(before.levels.map(({ start, length }) => [start, length])).to.deep.equal([[0, 2 ** 16]]);
    expect(before.parts.length).to.equal(16);
    const sent = await playJson<Sent[]>(["challenge", lie.id, ...elf], honest);
    expect(sent.map(({ action }) => action)).to.deep.equal(["claim", "open"]);
    const dispute = (await disputes()).find(({ over }) => !over)!;
    const early = await assize(["move", dispute.id, ...elf, "--rpc", chain.url], honest);
    expect(early.err).to.match(/^error NOTHING_TO_DO: .*other side's turn/);
    const tooEarly = await assize(["resolve", dispute.id, "--rpc", chain.url], honest);
    expect(tooEarly.err).to.match(/^error CALL_REVERTED: /);

    const lengths: number[] = [];
    for (let over = false; !over;) {
      await sequencer.tick();
      const { levels, parts, dispute: id } = await explained();
      expect(id).to.equal(dispute.id);
      requireNested(levels);
      lengths.push(levels.at(-1)!.length);
      if (parts.length > 0) requireNested([levels.at(-1)!, parts[0]!]);
      const [moved] = await playJson<Sent[]>(["move", dispute.id.slice(0, 10), ...elf], honest);
      expect(moved).to.include({ action: "answer" });
      over = (await disputes()).every((each) => each.over);
    }
    expect((await claims()).find(({ id }) => id === lie.id)?.status).to.equal("refuted");
    expect(lengths).to.deep.equal(lengths.toSorted((a, b) => b - a));
    const { levels, parts } = await explained();
    const [{ length, phases, functions, first }] = levels.slice(-1) as [Passage];
    expect([length, parts.length]).to.deep.equal([1, 0]);
    expect([phases.length, functions.length]).to.deep.equal([1, 1]);
    expect(first.line).to.match(/^guest\/(toy|runtime)\/\w+\.\w+:\d+$/);
    const { out } = await play(["challenge", lie.id, ...elf, "--explain"]);
    expect(out).to.include(`${first.instruction} at 0x`).and.include(first.line!);
    for (const words of [
      ["move", dispute.id, ...elf],
      ["resolve", dispute.id],
      ["challenge", lie.id, ...elf],
    ]) {
      const { code, err } = await assize([...words, "--rpc", chain.url], honest);
      expect([code, err.split(":")[0]]).to.deep.equal([1, "error NOTHING_TO_DO"]);
    }
  });

  it("keeps the names of its fields", async () => {
    expect(await playJson<object>(["status"])).to.have.all.keys(STATUS_KEYS);
    for (const claim of await claims()) {
      expect(claim).to.include.all.keys(CLAIM_KEYS);
    }
    for (const dispute of await disputes()) {
      expect(dispute).to.have.all.keys(DISPUTE_KEYS);
    }
    const [sent] = await playJson<Sent[]>(["batch", "guest/toy/toy.c"], liar);
    expect(sent).to.have.all.keys("action", "transaction", "gas", "feeWei", "block");
  });

  it("runs the examples of guests and agents", async () => {
    for (const command of ["run", "check", "prove-step", "search", "diff", "profile"]) {
      const { code, out, err } = await assize(await exampleOf(command));
      expect([code, err], command).to.deep.equal([0, ""]);
      expect(out.length).to.be.greaterThan(10);
    }
    const { batches } = await playJson<{ batches: number }>(["status"]);
    mkdirSync("batches");
    writeFileSync(`batches/${batches + 1}.txt`, "the next batch");
    for (const [command, environment] of [
      ["sequencer", liar],
      ["challenger", {}],
    ] as const) {
      const agent = new AgentProcess([...(await exampleOf(command)), "--rpc", chain.url], environment, folder);
      await agent.until(({ event, action }) => (command === "sequencer" ? action === "post" : event === "started"));
      expect(await agent.end("SIGINT")).to.equal(0);
    }
  });

  it("has an example for each command, and shows people what it shows programs", async () => {
    const below: Readonly<Record<string, string>> = { program: "register", keys: "dev", checkpoint: "list" };
    for (const { name } of COMMANDS) {
      const words = [name, below[name]].filter((word) => word !== undefined);
      expect((await exampleOf(...words)).slice(0, words.length)).to.deep.equal(words);
    }
    const [claimTable, disputeTable] = [await play(await exampleOf("claims")), await play(await exampleOf("disputes"))];
    expect(claimTable.out)
      .to.match(/^claim +batch +status/)
      .and.match(/refuted/);
    expect(disputeTable.out)
      .to.match(/^dispute +opener/)
      .and.match(/over/);
  });
});

/** Each span lies in the one before, and each step of it is in one phase and in one function. */
function requireNested(spans: readonly Passage[]): void {
  for (const [i, { start, length, steps, phases, functions }] of spans.entries()) {
    const { start: from, length: room } = spans[Math.max(0, i - 1)]!;
    expect(start).to.be.within(from, from + room - length);
    for (const shares of [phases, functions]) {
      expect(shares.reduce((sum, share) => sum + share.steps, 0)).to.equal(steps);
    }
  }
}
