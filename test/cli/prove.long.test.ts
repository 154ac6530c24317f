import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AIRGAP, provenCircuit, type Proven } from "../../scripts/lib/devLane.ts";
import { LedgerStage, person } from "../../scripts/lib/ledgerStage.ts";
import { account } from "../../scripts/lib/stage.ts";
import { assizeJson, KEYS, startAssize } from "./assize.ts";

const ETHER = 10n ** 18n;

type Line = { readonly event: string; readonly action?: string; readonly job?: string };

describe("cli: prove and prover, with real proofs", () => {
  const folder = mkdtempSync(join(tmpdir(), "assize-prove-"));
  let files: Proven;
  let ledger: LedgerStage;
  let chain: string[];

  before(async function () {
    this.timeout(600_000);
    files = await provenCircuit();
    ledger = await LedgerStage.open();
    await ledger.send(2, ledger.deposit(person(1), ETHER, account(2).address));
    await ledger.send(1, await ledger.queueBatch(0n));
    chain = ["--rpc", ledger.stage.chain.url, "--deployment", ledger.stage.folder, "--circuit", "dev"];
  });

  after(async () => {
    rmSync(folder, { recursive: true });
    await ledger.stage.close();
  });

  it("write a proof that verifies, without a key of an account", async function () {
    this.timeout(900_000);
    const made = await assizeJson<{ files: string[]; output: string }>([
      "prove",
      "1",
      ...chain,
      "--to",
      folder,
      "--store",
      join(folder, "store"),
    ]);
    const found = await assizeJson<{ holds: boolean }>(["verify", ...made.files, "--key", files.key.path]);
    expect(found.holds).to.equal(true);
  });

  it("prove after kill -9 in the middle of a proof, once, and settle", async function () {
    this.timeout(1_800_000);
    const jobs = join(folder, "jobs");
    const start = (): ChildProcess =>
      startAssize(["prover", ...chain, "--jobs", jobs, "--store", join(folder, "store"), "--json"], {
        ASSIZE_KEY: KEYS[1],
      });
    const killed = start();
    await until(killed, () => leases(jobs) > 0);
    killed.kill("SIGKILL");
    await once(killed, "close");

    const next = start();
    const lines: Line[] = [];
    await until(next, (line) => {
      lines.push(line);
      return line.action === "prove";
    });
    await ledger.stage.chain.advance(AIRGAP);
    await until(next, (line) => {
      lines.push(line);
      return line.action === "settle";
    });
    next.kill("SIGINT");
    await once(next, "close");
    expect(lines.filter(({ event }) => event === "proven")).to.have.length(1);
    const { view } = await ledger.look();
    expect(view.results.get(view.head)!.batch).to.equal(1);
  });
});

/** Resolves at the first line, or the first moment in between, at which `done` holds. */
async function until(child: ChildProcess, done: (line: Line) => boolean): Promise<void> {
  let rest = "";
  const look = setInterval(() => child.stdout!.emit("look"), 100);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once("close", (code) => reject(new Error(`the prover ended with ${code}`)));
      child.stdout!.on("look", () => done({ event: "none" }) && resolve());
      child.stdout!.on("data", (text) => {
        const lines = `${rest}${String(text)}`.split("\n");
        rest = lines.pop()!;
        for (const line of lines) if (done(JSON.parse(line) as Line)) resolve();
      });
    });
  } finally {
    clearInterval(look);
    child.stdout!.removeAllListeners("look");
    child.stdout!.removeAllListeners("data");
    child.removeAllListeners("close");
  }
}

/** Jobs that somebody is at. */
function leases(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith(".lease")).length;
  } catch {
    return 0;
  }
}
