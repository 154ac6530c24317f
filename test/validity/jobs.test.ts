import { expect } from "chai";
import { afterEach, beforeEach, describe, it } from "mocha";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Jobs } from "../../src/validity/jobs.ts";
import { scratch } from "./toyCircuit.ts";

const LEASE = 60;
const program = fileURLToPath(new URL("jobsProcess.ts", import.meta.url));

describe("jobs", () => {
  let folder: ReturnType<typeof scratch>;
  let jobs: Jobs;
  /** Another prover on the same folder. */
  let others: Jobs;

  beforeEach(() => {
    folder = scratch();
    [jobs, others] = [new Jobs(folder.path, LEASE), new Jobs(folder.path, LEASE)];
  });

  afterEach(() => folder.remove());

  it("are added once, taken by one, and end with their first result", () => {
    expect(jobs.add("a", { batch: 1 })).to.equal(true);
    expect(others.add("a", { batch: 1 })).to.equal(false);
    const lease = jobs.take(0)!;
    expect(jobs.job(lease.id)).to.deep.equal({ batch: 1 });
    expect(others.take(0)).to.equal(undefined);
    expect(jobs.finish(lease, "proof")).to.equal(true);
    expect(others.result("a")).to.equal("proof");
    expect(others.take(10 * LEASE)).to.equal(undefined);
    expect(others.add("a", { batch: 1 })).to.equal(false);
    expect(readdirSync(folder.path).sort()).to.deep.equal(["a.job", "a.result"]);
  });

  it("come back when a lease has run out, not before, and stay while it is renewed", () => {
    jobs.add("a", {});
    let lease = jobs.take(0)!;
    expect(others.take(LEASE - 1)).to.equal(undefined);
    lease = jobs.renew(lease, LEASE - 1)!;
    expect(others.take(LEASE)).to.equal(undefined);
    expect(others.take(2 * LEASE - 1)?.id).to.equal("a");
    expect(jobs.renew(lease, 2 * LEASE - 1)).to.equal(undefined);
    expect(readdirSync(folder.path)).to.have.length(2);
  });

  it("have leases of their own, also where one's name begins like another's", () => {
    for (const id of ["job-1", "job-10"]) jobs.add(id, {});
    expect(jobs.take(0, ["job-10"])?.id).to.equal("job-10");
    expect(others.take(0, ["job-1"])?.id).to.equal("job-1");
  });

  it("are not taken while a lease is replaced by the next: what is listed may be gone when it is read", () => {
    jobs.add("a", {});
    symlinkSync(join(folder.path, "gone"), join(folder.path, "a.3.lease"));
    expect(jobs.take(1e12)).to.equal(undefined);
  });

  it("say so where they cannot be written", () => {
    expect(() => jobs.add("no/folder", {})).to.throw("ENOENT");
  });

  it("keep the first of two results where a prover slept through the end of its lease", () => {
    jobs.add("a", {});
    const slept = jobs.take(0)!;
    const took = others.take(LEASE)!;
    expect(others.finish(took, "second prover's")).to.equal(true);
    expect(jobs.finish(slept, "first prover's")).to.equal(false);
    expect(jobs.result("a")).to.equal("second prover's");
  });

  it("do not return to a prover that read the folder long ago", () => {
    jobs.add("a", {});
    const slept = jobs.take(0)!;
    let took = others.take(LEASE)!;
    took = others.renew(took, LEASE + 1)!;
    // The number that it would make next has been used and removed meanwhile.
    expect(jobs.renew(slept, LEASE + 1)).to.equal(undefined);
    expect(others.renew(took, LEASE + 2)).to.not.equal(undefined);
  });

  it("are given back at once by a prover that ends in order", () => {
    jobs.add("a", {});
    jobs.giveBack(jobs.take(0)!);
    expect(others.take(0)?.id).to.equal("a");
  });

  it("survive kill -9 of who works on them", async () => {
    jobs.add("a", { batch: 1 });
    const child = spawn(process.execPath, [program, folder.path, "hold"], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout!, "data");
    child.kill("SIGKILL");
    await once(child, "close");
    const now = Date.now() / 1000;
    expect(jobs.take(now)).to.equal(undefined);
    const lease = jobs.take(now + LEASE)!;
    expect(jobs.finish(lease, "proof")).to.equal(true);
  });

  it("run once each among processes that take all they get", async () => {
    const ids = Array.from({ length: 60 }, (_, i) => `job-${i}`);
    for (const id of ids) jobs.add(id, {});
    const done = await Promise.all(
      [1, 2, 3].map(async () => {
        const child = spawn(process.execPath, [program, folder.path, "work"], { stdio: ["ignore", "pipe", "inherit"] });
        let out = "";
        child.stdout!.on("data", (text) => (out += String(text)));
        await once(child, "close");
        return out.split("\n").filter((line) => line !== "");
      }),
    );
    expect(done.flat().sort()).to.deep.equal(ids.toSorted());
  });
});
