import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { describe } from "mocha";
import { createPublicClient, http } from "viem";
import type { LocalChain } from "../../../src/chain/localChain.ts";
import { plainProvider } from "../../../src/chain/provider.ts";

/* An L1 that can take blocks back. The binary comes from an optional package, and not every platform has one. */

const ARGUMENTS = ["--port", "0", "--hardfork", "osaka", "--enable-tx-gas-limit"];
const MACHINES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/** A suite that needs anvil; where there is none it is skipped, and its title says why. */
export function onAnvil(title: string, suite: (this: Mocha.Suite) => void): void {
  if (binary() === undefined) describe.skip(`${title} (skipped: no anvil for ${platform()})`, suite);
  else describe(title, suite);
}

/**
 * A chain of its own process on a free port, with the development accounts that a stage knows; a block for each transaction.
 * @param order of what waits for one block: as it came, or the highest fee first
 */
export async function startAnvil(order: "fifo" | "fees" = "fifo"): Promise<LocalChain> {
  const child = spawn(binary()!, [...ARGUMENTS, "--order", order], { stdio: ["ignore", "pipe", "inherit"] });
  // Whoever forgets to close it leaves nothing behind.
  const kill = (): boolean => child.kill("SIGKILL");
  process.once("exit", kill);
  const url = `http://${await addressOf(child)}`;
  const provider = plainProvider(createPublicClient({ transport: http(url, { retryCount: 0 }) }), url);
  return {
    url,
    provider,
    async advance(seconds) {
      await provider.request({ method: "evm_increaseTime", params: [seconds] });
      await provider.request({ method: "evm_mine" });
    },
    close: () =>
      new Promise((resolve) => {
        process.off("exit", kill);
        child.once("exit", () => resolve());
        kill();
      }),
  };
}

function platform(): string {
  return `${process.platform}-${MACHINES[process.arch] ?? process.arch}`;
}

/** Started itself: the package's script would stay between us and it. */
function binary(): string | undefined {
  const file = `@foundry-rs/anvil-${platform()}/bin/anvil${process.platform === "win32" ? ".exe" : ""}`;
  try {
    return createRequire(import.meta.url).resolve(file);
  } catch {
    return undefined;
  }
}

/** Where it listens, as it says itself once it does. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.once("error", reject).once("exit", (code) => reject(new Error(`anvil ended with ${code}: ${text}`)));
    child.stdout?.on("data", (part: Buffer) => {
      text += part.toString();
      const address = /Listening on (\S+)/.exec(text)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
}
