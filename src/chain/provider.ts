import {
  BaseError,
  hexToBigInt,
  hexToNumber,
  RpcRequestError,
  type Hex,
  type PublicClient,
  type TransactionSerializable,
} from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import type { L1 } from "./client.ts";
import { ChainError } from "./errors.ts";
import { explain } from "./failure.ts";

/** A wallet's side of a node: answers JSON-RPC and signs for its accounts. The common part of EIP-1193 that Ignition needs. */
export type RequestProvider = {
  request(args: { readonly method: string; readonly params?: readonly unknown[] | object }): Promise<unknown>;
};

/** A transaction as Ignition hands it over: complete, numbers in hex. */
type Request = {
  readonly to?: Hex;
  readonly data?: Hex;
  readonly value?: Hex;
  readonly nonce: Hex;
  readonly gas: Hex;
  readonly gasPrice?: Hex;
  readonly maxFeePerGas?: Hex;
  readonly maxPriorityFeePerGas?: Hex;
};

/**
 * Passes requests to a node as they are.
 * @throws ChainError RPC_REFUSED, with what a contract reverted with as `data`, where Ignition looks for it; RPC_UNREACHABLE
 */
export function plainProvider(client: Pick<PublicClient, "request">, url: string): RequestProvider {
  return {
    async request({ method, params = [] }) {
      try {
        return await client.request({ method, params } as never);
      } catch (error) {
        throw refused(error, method, url);
      }
    },
  };
}

/**
 * The same, but signs `eth_sendTransaction` for one account.
 * @param note is told each signed transaction before it is sent: should the answer be lost, the same one can be sent again
 */
export function signingProvider(
  { client, chain, url }: L1,
  account: PrivateKeyAccount,
  note: (raw: Hex) => void,
): RequestProvider {
  const node = plainProvider(client, url);
  return {
    async request({ method, params }) {
      if (method === "eth_accounts") return [account.address];
      if (method !== "eth_sendTransaction") return node.request({ method, params: params ?? [] });
      const [transaction] = params as [Request];
      const raw = await account.signTransaction(decoded(transaction, chain.id));
      note(raw);
      return node.request({ method: "eth_sendRawTransaction", params: [raw] });
    },
  };
}

function decoded(request: Request, chainId: number): TransactionSerializable {
  const { to = null, data = "0x", value = "0x0", nonce, gas, gasPrice, maxFeePerGas = "0x0" } = request;
  const numbers = { nonce: hexToNumber(nonce), gas: hexToBigInt(gas), value: hexToBigInt(value) };
  if (gasPrice !== undefined) return { type: "legacy", chainId, to, data, ...numbers, gasPrice: hexToBigInt(gasPrice) };
  const maxPriorityFeePerGas = hexToBigInt(request.maxPriorityFeePerGas ?? "0x0");
  const fees = { maxFeePerGas: hexToBigInt(maxFeePerGas), maxPriorityFeePerGas };
  return { type: "eip1559", chainId, to, data, ...numbers, ...fees };
}

function refused(error: unknown, method: string, url: string): unknown {
  const answer = error instanceof BaseError ? error.walk((cause) => cause instanceof RpcRequestError) : null;
  if (!(answer instanceof RpcRequestError)) return explain(error, `${method}, ${url}`);
  const fix = "See what was asked of the node";
  const failure = { what: `${method}: ${answer.details}`, where: url, fix, cause: error };
  return Object.assign(new ChainError("RPC_REFUSED", failure), { data: answer.data });
}
