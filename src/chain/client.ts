import {
  BaseError,
  ContractFunctionExecutionError,
  createPublicClient,
  createWalletClient,
  custom,
  defineChain,
  hexToNumber,
  http,
  HttpRequestError,
  RpcRequestError,
  TimeoutError,
  WebSocketRequestError,
  type Account,
  type Chain,
  type PublicClient,
  type Transport,
  type WalletClient,
} from "viem";
import { ChainError } from "./errors.ts";
import { WebSocketClient } from "./webSocket.ts";

/** How often a request is tried again that was not answered. */
const RETRIES = 3;

/** How long a node may take to answer; milliseconds. */
const TIMEOUT = 30_000;

/** A connection to one L1 chain, which has shown that it is the one asked for. */
export type L1 = {
  readonly url: string;
  readonly chain: Chain;
  readonly transport: Transport;
  readonly client: PublicClient<Transport, Chain>;
  /** Ends the connection; it is opened again by the next request. */
  readonly close: () => void;
};

/**
 * Connects over http(s) or ws(s).
 * @param pollSeconds between two looks for new blocks
 * @throws ChainError RPC_UNREACHABLE, WRONG_CHAIN
 */
export async function connect(url: string, chainId: number, pollSeconds = 0.2): Promise<L1> {
  if (!/^(https?|wss?):\/\//.test(url) || !URL.canParse(url)) throw unreachable(url, "Not an http(s) or ws(s) URL");
  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });
  const pollingInterval = pollSeconds * 1_000;
  const { transport, close } = transportTo(url);
  const client = createPublicClient({ chain, transport, cacheTime: 0, pollingInterval });
  const l1 = { url, chain, transport, client, close };
  const found = await firstAnswer(l1);
  if (found === chainId) return l1;
  close();
  const what = `The node serves chain ${found}, not ${chainId}`;
  throw new ChainError("WRONG_CHAIN", { what, where: url, fix: "Give the --network that fits this URL" });
}

/** Chain id, asked once: a node that is not there now is a wrong URL, or not worth waiting for. */
async function firstAnswer({ client, url }: L1): Promise<number> {
  try {
    return hexToNumber(await client.request({ method: "eth_chainId" }, { retryCount: 0 }));
  } catch (cause) {
    throw unreachable(url, "No JSON-RPC node answers", cause);
  }
}

/** The same connection, able to sign for `account`. */
export function signer(l1: L1, account: Account): WalletClient<Transport, Chain, Account> {
  return createWalletClient({ account, chain: l1.chain, transport: l1.transport });
}

function transportTo(url: string): Pick<L1, "transport" | "close"> {
  if (/^https?:/.test(url)) {
    return { transport: http(url, { retryCount: RETRIES, timeout: TIMEOUT, fetchFn: fetchInTime }), close() {} };
  }
  const socket = new WebSocketClient(url, TIMEOUT);
  return { transport: custom(socket, { retryCount: RETRIES }), close: () => socket.close() };
}

/**
 * Allows a time for the whole of an answer; the library's is for its beginning, and a node that sends a byte now and then
 * would keep an agent waiting past its clocks. Of the headers only the form of the body is handed on: the library would wait
 * for as long as a `Retry-After` says.
 */
const fetchInTime: typeof fetch = async (input, init = {}) => {
  const inTime = AbortSignal.timeout(TIMEOUT);
  const signal = init.signal ? AbortSignal.any([init.signal, inTime]) : inTime;
  const { body, status, statusText, headers } = await fetch(input, { ...init, signal });
  const form = { "content-type": headers.get("content-type") ?? "text/plain" };
  return new Response(body, { status, statusText, headers: form });
};

/** What became of a request that a node did not answer as asked; errors that are not of the connection stay what they are. */
export function unanswered(error: unknown, where: string): unknown {
  if (!(error instanceof BaseError)) return error;
  const { shortMessage, details = "" } = error as { readonly shortMessage: string; readonly details?: string };
  const what = [shortMessage, details].filter((text) => text !== "").map((text) => text.replace(/\.$/, ""));
  if (!isNonsense(error)) return unreachable(where, what.join(": "), error);
  const fix = "Nothing was decided on it; if it goes on, use another node";
  return new ChainError("RPC_ANSWER_INVALID", { what: what.join(": "), where, fix, cause: error });
}

/** Whether a contract was read, and what came back cannot be what its code says. */
function isNonsense(error: BaseError): boolean {
  const failed = (kinds: readonly (new (...args: never[]) => Error)[]): boolean =>
    error.walk((cause) => kinds.some((kind) => cause instanceof kind)) !== null;
  return (
    failed([ContractFunctionExecutionError]) &&
    !failed([RpcRequestError, HttpRequestError, WebSocketRequestError, TimeoutError])
  );
}

function unreachable(url: string, what: string, cause?: unknown): ChainError {
  return new ChainError("RPC_UNREACHABLE", { what, where: url, fix: "Check --rpc and that the node runs", cause });
}
