import { Court } from "../chain/court.ts";
import { connect, type L1 } from "../chain/client.ts";
import { explain } from "../chain/failure.ts";
import { readKey } from "../chain/key.ts";
import { readNetwork, type Network } from "../chain/network.ts";
import { Sender } from "../chain/sender.ts";
import type { ChainOptions } from "./options.ts";

/** What a command that talks to an L1 works with. */
export type OnChain = {
  readonly network: Network;
  readonly l1: L1;
  /** Where the deployment's files are. */
  readonly folder: string;
};

/** What a command that talks to a court works with. */
export type Context = OnChain & { readonly court: Court };

/**
 * Connects, and closes the connection whatever happens.
 * @throws ChainError NETWORK_*, RPC_UNREACHABLE, WRONG_CHAIN
 */
export async function onChain<Result>(
  options: ChainOptions,
  work: (connection: OnChain) => Promise<Result>,
): Promise<Result> {
  const network = readNetwork(options.network);
  const l1 = await connect(options.rpc, network.chainId, network.pollSeconds);
  try {
    return await work({ network, l1, folder: options.deployment ?? `deployments/${network.chainId}` });
  } catch (error) {
    throw explain(error, options.rpc);
  } finally {
    l1.close();
  }
}

/** The same, with the court that is deployed there. @throws ChainError DEPLOYMENT_* too */
export function inCourt<Result>(options: ChainOptions, work: (context: Context) => Promise<Result>): Promise<Result> {
  return onChain(options, async (connection) => {
    const { l1, folder, network } = connection;
    return work({ ...connection, court: await Court.open(l1, folder, network.confirmations) });
  });
}

/** The account of the environment, able to send at what the network's file allows. @throws ChainError KEY_MISSING, KEY_INVALID */
export async function senderOf({ l1, network }: OnChain): Promise<Sender> {
  return new Sender(l1, await readKey(process.env), network.court.gasPriceCap);
}
