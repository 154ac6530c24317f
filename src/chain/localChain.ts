import { createPublicClient, http } from "viem";
import type { JsonRpcServer } from "hardhat/types/network";
import { ChainError } from "./errors.ts";
import { packagePath } from "./package.ts";
import { plainProvider, type RequestProvider } from "./provider.ts";

/** A simulated L1 inside this process, served over http and ws on a port of its own. */
export type LocalChain = {
  readonly url: string;
  readonly provider: RequestProvider;
  /** Moves the clock of the chain ahead and mines a block there. */
  advance(seconds: number): Promise<void>;
  close(): Promise<void>;
};

/**
 * Starts Hardhat's simulated network: chain id 31337, twenty funded development accounts (insecure, publicly known keys).
 * @throws ChainError SIMULATOR_MISSING
 */
export async function startLocalChain(port = 0): Promise<LocalChain> {
  const server = await createServer(port).catch((cause: unknown) => {
    throw isIncomplete(cause) ? missing(cause) : cause;
  });
  const { port: bound } = await server.listen();
  const url = `http://127.0.0.1:${bound}`;
  const client = createPublicClient({ transport: http(url, { retryCount: 0 }) });
  const provider = plainProvider(client, url);
  return {
    url,
    provider,
    async advance(seconds) {
      await provider.request({ method: "evm_increaseTime", params: [seconds] });
      await provider.request({ method: "evm_mine" });
    },
    close: () => server.close(),
  };
}

async function createServer(port: number): Promise<JsonRpcServer> {
  // Loaded only here: most commands need no chain of their own, and Hardhat takes a while.
  const { createHardhatRuntimeEnvironment } = await import("hardhat/hre");
  const local = { type: "edr-simulated", chainType: "l1", hardfork: "osaka", loggingEnabled: false } as const;
  // Hardhat wants to know a project's folder, and the one that the user is in may be none.
  const hre = await createHardhatRuntimeEnvironment({ networks: { local } }, {}, packagePath(""));
  return hre.network.createServer("local", "127.0.0.1", port);
}

/** Without its native part the simulator does not load. npm under Node 20 leaves it out: it asks for Node 22. */
function isIncomplete(cause: unknown): cause is Error {
  return cause instanceof Error && /native binding|HHE27\b/.test(cause.message);
}

function missing(cause: Error): ChainError {
  return new ChainError("SIMULATOR_MISSING", {
    what: "Hardhat's simulated network is not installed whole: npm left its native part out",
    fix: 'Run `PATH="$PWD/node_modules/.bin:$PATH" npm install`, so that npm itself runs under Node 22 or newer',
    cause,
  });
}
