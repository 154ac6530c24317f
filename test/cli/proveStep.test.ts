import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { startJudge, type Judge } from "../../src/chain/judge.ts";
import type { ExportedStep } from "../../src/cli/commands/proveStep.ts";
import { verifyStep } from "../../src/machine/verify.ts";
import type { Hex } from "../../src/types/hex.ts";
import { assize, assizeJson } from "./assize.ts";
import { GUESTS, guest, withFolder } from "./files.ts";

type Proven = ExportedStep & { readonly gas: { readonly execution: number; readonly transaction: number } };

describe("cli: prove-step", () => {
  /** Two judges that share nothing with the command: each on a chain of its own. */
  let judges: readonly Judge[] = [];
  before(async () => {
    judges = [await startJudge(), await startJudge()];
  });
  after(() => Promise.all(judges.map((judge) => judge.close())));

  it("writes a file that verifies by itself, before any judge and in TypeScript", () =>
    withFolder(async (folder) => {
      const file = join(folder, "step.json");
      const proven = await assizeJson<Proven>(["prove-step", GUESTS.toy, "--at", "100", "--export", file]);
      const exported = JSON.parse(readFileSync(file, "utf8")) as ExportedStep;
      const { gas, ...rest } = proven;
      expect(exported).to.deep.equal(rest);
      expect(exported).to.have.all.keys("step", "at", "prestate", "poststate", "proof");
      expect(exported.at).to.include({ function: "main" });
      expect(gas.transaction).to.be.greaterThan(gas.execution);
      for (const judge of judges) {
        expect(await judge.step(exported.prestate, exported.proof)).to.equal(exported.poststate);
      }
      expect(verifyStep(exported.prestate, exported.proof)).to.equal(exported.poststate);
    }));

  it("gives states as hashes, and a proof that a changed byte spoils", async () => {
    const { prestate, proof, poststate } = await assizeJson<Proven>(["prove-step", GUESTS.toy, "--at", "200"]);
    for (const hash of [prestate, poststate]) expect(hash).to.match(/^0x[0-9a-f]{64}$/);
    // The last byte is a sibling's: with it the fetched leaf is no longer under the section's root.
    const last = proof.endsWith("00") ? "01" : "00";
    const spoilt = `${proof.slice(0, -2)}${last}` as Hex;
    const refusal = await judges[0]!.step(prestate, spoilt).catch((error: { code: string }) => error.code);
    expect(refusal).to.equal("CALL_REVERTED");
  });

  it("proves the steps of a run one after the other: each begins where the last one ended", async () => {
    let end: string | undefined;
    for (const at of [0, 1, 2]) {
      const { prestate, poststate } = await assizeJson<Proven>(["prove-step", GUESTS.toy, "--at", String(at)]);
      if (end !== undefined) expect(prestate).to.equal(end);
      end = poststate;
    }
  });

  it("goes on from checkpoints of the run, to the same proof", () =>
    withFolder(async (folder) => {
      const plain = await assizeJson<Proven>(["prove-step", GUESTS.sort, "--at", "20000"]);
      const kept = ["--checkpoints", join(folder, "kept"), "--every", "0x1000"];
      await assizeJson(["run", GUESTS.sort, ...kept, "--stop-at", "19000"]);
      expect(await assizeJson<Proven>(["prove-step", GUESTS.sort, "--at", "20000", ...kept])).to.deep.equal(plain);
      const { runs } = await assizeJson<{ runs: { steps: number[] }[] }>(["checkpoint", "list", ...kept.slice(0, 2)]);
      expect(runs[0]?.steps).to.deep.equal([4096, 8192, 12_288, 16_384]);
      expect(await assizeJson<Proven>(["prove-step", GUESTS.sort, "--at", "5", ...kept])).to.include({ step: 5 });
    }));

  it("proves that a machine that has stopped stays as it is", async () => {
    const { prestate, poststate, at } = await assizeJson<Proven>([
      "prove-step",
      guest("isa/trap/breakpoint.elf"),
      "--at",
      "1000000",
    ]);
    expect(prestate).to.equal(poststate);
    expect(at.instruction).to.equal("none: the machine has stopped");
  });

  it("shows people the instruction and what it costs", async () => {
    const { out } = await assize(["prove-step", GUESTS.toy, "--at", "100"]);
    expect(out).to.match(/^step +100\ninstruction +\w+ .*\npc +0x8\w{7}\nin +main \(.*toy\.c:\d+\)\n/);
    expect(out).to.match(/\nexecution +[\d,]+ gas\ntransaction +[\d,]+ gas\n$/);
  });

  it("never overwrites a file, and writes none where it fails", () =>
    withFolder(async (folder) => {
      const file = join(folder, "step.json");
      const words = ["prove-step", GUESTS.toy, "--export", file];
      expect((await assize([...words, "--at", "10", "--max-steps", "10"])).err).to.match(/^error ARGUMENT_INVALID/);
      expect(existsSync(file)).to.equal(false);
      await assizeJson([...words, "--at", "0"]);
      const written = readFileSync(file, "utf8");
      expect((await assize([...words, "--at", "1"])).err).to.match(/^error FILE_EXISTS/);
      expect(readFileSync(file, "utf8")).to.equal(written);
    }));
});
