import { BaseError, getAddress, HttpRequestError, WebSocketRequestError, type Address, type Log } from "viem";
import { blockAt, logsIn, unsteady, type RawLog } from "./answers.ts";
import type { L1 } from "./client.ts";
import { ChainError } from "./errors.ts";

/** Blocks asked for in one request at first. */
const LOG_RANGE = 10_000n;

/** A log, and the timestamp of its block in seconds. */
export type DatedLog = { readonly log: Log<bigint, number, false>; readonly at: number };

/** Reads the logs of some contracts, in order, each once, none that is not of the chain that the node serves by number. */
export class LogReader {
  readonly #l1: L1;
  readonly #addresses: readonly Address[];
  /** Smaller once the node has refused a larger one: nodes limit blocks, logs or bytes of an answer, each in its own way. */
  #range = LOG_RANGE;

  constructor(l1: L1, addresses: readonly Address[]) {
    this.#l1 = l1;
    this.#addresses = addresses.map((address) => getAddress(address));
  }

  /** @throws ChainError RPC_UNREACHABLE, RPC_ANSWER_INVALID, RPC_UNSTEADY */
  async read(from: bigint, to: bigint): Promise<DatedLog[]> {
    const found: DatedLog[] = [];
    // What was refused for once may not be for ever.
    this.#range = least(2n * this.#range, LOG_RANGE);
    for (let first = from; first <= to;) {
      const last = least(first + this.#range - 1n, to);
      const logs = await this.#readRange(first, last);
      if (logs === undefined) continue;
      for (const log of await this.#dated(this.#checked(logs, first, last))) found.push(log);
      first = last + 1n;
    }
    return found;
  }

  /** @returns undefined where the node would not answer, and a smaller range is to be tried */
  async #readRange(first: bigint, last: bigint): Promise<RawLog[] | undefined> {
    try {
      return await logsIn(this.#l1, this.#addresses, first, last);
    } catch (error) {
      if (first === last || !isRefusal(error)) throw error;
      this.#range = (last - first + 1n) / 2n;
      return undefined;
    }
  }

  /** Sorted, without repetitions and without what the node itself calls taken back. */
  #checked(logs: readonly RawLog[], first: bigint, last: bigint): RawLog[] {
    const unique = new Map<bigint, RawLog>();
    for (const log of logs) {
      if (log.removed === true) continue;
      const { address, blockNumber, blockHash, logIndex } = log;
      if (!this.#addresses.includes(address) || blockNumber < first || blockNumber > last) {
        const what = `The node gives a log of ${address} in block ${blockNumber}, which was not asked for`;
        const fix = "Nothing was decided on it; if it goes on, use another node";
        throw new ChainError("RPC_ANSWER_INVALID", { what, where: this.#l1.url, fix });
      }
      const place = (blockNumber << 64n) | BigInt(logIndex);
      const other = unique.get(place);
      if (other !== undefined && other.blockHash !== blockHash) {
        throw unsteady(this.#l1, `Block ${blockNumber} has logs of two forks`);
      }
      unique.set(place, log);
    }
    return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, log]) => log);
  }

  async #dated(logs: readonly RawLog[]): Promise<DatedLog[]> {
    const found: DatedLog[] = [];
    let block: { number: bigint; hash: string; timestamp: bigint } | undefined;
    for (const log of logs) {
      if (block?.number !== log.blockNumber) block = await blockAt(this.#l1, log.blockNumber);
      if (block.hash !== log.blockHash)
        throw unsteady(this.#l1, `A log is of a block ${log.blockNumber} of another fork`);
      found.push({
        log: { ...log, removed: false, transactionIndex: 0 } as DatedLog["log"],
        at: Number(block.timestamp),
      });
    }
    return found;
  }
}

/** Whether the node has answered, and not as asked; where nobody answers a smaller question helps nothing. */
function isRefusal(error: unknown): boolean {
  const cause = error instanceof ChainError && error.code === "RPC_UNREACHABLE" ? error.cause : undefined;
  if (!(cause instanceof BaseError)) return false;
  const lost = cause.walk((inner) => inner instanceof HttpRequestError && inner.status === undefined);
  return lost === null && cause.walk((inner) => inner instanceof WebSocketRequestError) === null;
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
