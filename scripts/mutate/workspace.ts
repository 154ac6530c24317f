import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Compiled } from "./source.ts";
import type { Answer, Request } from "./testServer.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Everything that tests read; whatever else lies in the checkout stays there. */
const COPIED = ["contracts", "src", "test", "scripts", "bench", "circuits", "guest", "networks", "artifacts", "cache"];
/** After so many suites a server makes way for a new one: the chains that tests leave behind stay in its memory. */
const MOST_RUNS = 60;
/** A suite that takes this long hangs, as in scripts/test.ts. */
const HANG_MS = 300_000;

/** A contract of a file: what an artifact is of. */
export type Target = { readonly file: string; readonly contract: string };

/** A private copy of the project, in which artifacts may be false. */
export class Workspace {
  /** Top of the copy. */
  readonly at = mkdtempSync(join(tmpdir(), "assize-mutate-"));
  #server: ChildProcess | undefined;
  #runs = 0;

  /** Copies the checkout, which has been built (package.json). */
  constructor() {
    const filter = (path: string): boolean => !path.includes("/cache/mutation");
    for (const folder of COPIED) {
      if (existsSync(join(root, folder)))
        cpSync(join(root, folder), join(this.at, folder), { recursive: true, filter });
    }
    const files = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { name } of files) cpSync(join(root, name), join(this.at, name));
    symlinkSync(join(root, "node_modules"), join(this.at, "node_modules"));
  }

  /** Puts code in the place of what the build made. */
  install({ file, contract }: Target, { evm }: Compiled): void {
    const path = join(this.at, "artifacts", file, `${contract}.json`);
    const artifact = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    artifact["bytecode"] = `0x${evm.bytecode.object}`;
    artifact["deployedBytecode"] = `0x${evm.deployedBytecode.object}`;
    writeFileSync(path, JSON.stringify(artifact));
  }

  /** Runs tests, all of TypeScript or all of Solidity, up to the first that fails: its title, or undefined if none does. */
  async run(files: readonly string[]): Promise<string | undefined> {
    const server = (this.#server ??= this.#start());
    server.send({ files, timeout: HANG_MS } satisfies Request);
    const heard = new AbortController();
    const timer = setTimeout(() => server.kill("SIGKILL"), HANG_MS);
    const answered = once(server, "message", heard).then(([answer]) => answer as Answer);
    const ended = once(server, "exit", heard).then(() => undefined);
    const answer = await Promise.race([answered, ended]);
    clearTimeout(timer);
    heard.abort();
    await Promise.allSettled([answered, ended]);
    if (answer === undefined || ++this.#runs === MOST_RUNS) {
      server.kill();
      [this.#server, this.#runs] = [undefined, 0];
    }
    return answer === undefined ? `${files.join(" ")}: hangs, or ends the process` : answer.failed;
  }

  remove(): void {
    this.#server?.kill();
    rmSync(this.at, { recursive: true, force: true });
  }

  #start(): ChildProcess {
    return fork("scripts/mutate/testServer.ts", { cwd: this.at, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  }
}
