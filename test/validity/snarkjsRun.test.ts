import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { developmentKey } from "../../src/validity/keys.ts";
import { runSnarkjs } from "../../src/validity/snarkjsRun.ts";
import { refused } from "./refused.ts";
import { compileToy, scratch, toyInputs, writeWitness } from "./toyCircuit.ts";

const program = fileURLToPath(new URL("proveProcess.ts", import.meta.url));

describe("snarkjsRun", () => {
  const folder = scratch();
  const witness = join(folder.path, "toy.wtns");
  let zkey: string;
  let pipes = 0;

  before(async () => {
    const circuit = await compileToy(folder.path);
    ({ path: zkey } = await developmentKey(circuit, undefined, folder.path));
    await writeWitness(circuit, toyInputs(), witness);
  });

  after(() => folder.remove());

  /** A witness that nobody writes, so that the work never ends by itself. */
  function silence(): string {
    const pipe = join(folder.path, `pipe-${pipes++}`);
    execFileSync("mkfifo", [pipe]);
    return pipe;
  }

  it("says what is being done, and leaves no process behind", async () => {
    const said: string[] = [];
    await runSnarkjs("prove", ["groth16", zkey, witness], (text) => said.push(text));
    expect(said.some((text) => text.includes("multiexp B2"))).to.equal(true);
    expect(await childrenOf(process.pid)).to.deep.equal([]);
    await refused(() => runSnarkjs("prove", ["groth16", witness, witness]), "PROVING_FAILED");
    expect(await childrenOf(process.pid)).to.deep.equal([]);
  });

  it("leaves none behind either where the one that asked is killed", async () => {
    const child = spawn(process.execPath, [program, zkey, silence()], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(child.stdout!, "data")) as [Buffer];
    const pid = Number(line.toString());
    expect(isRunning(pid)).to.equal(true);
    child.kill("SIGKILL");
    await once(child, "close");
    // It ends when it hears of it: wait for that, not for a time.
    while (isRunning(pid)) await new Promise((resolve) => setImmediate(resolve));
  });

  it("reports a process of it that is killed", async () => {
    const work = runSnarkjs("prove", ["groth16", zkey, silence()]);
    for (const pid of await childrenOf(process.pid)) process.kill(pid, "SIGKILL");
    expect((await refused(() => work, "PROVING_FAILED")).what).to.include("SIGKILL");
  });
});

/** Those of snarkjsProcess.ts. */
async function childrenOf(parent: number): Promise<number[]> {
  const listing = await new Promise<string>((resolve) => {
    execFile("ps", ["-o", "pid=,args=", "--ppid", String(parent)], (_, stdout) => resolve(stdout));
  });
  return listing
    .split("\n")
    .filter((line) => line.includes("snarkjsProcess"))
    .map((line) => Number.parseInt(line, 10));
}

/** A process that has ended and that nobody has waited for yet does not run. */
function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/stat`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
}
