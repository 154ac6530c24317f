import { expect } from "chai";
import { describe, it } from "mocha";
import { RpcRequestError } from "viem";
import type { L1 } from "../../src/chain/client.ts";
import { LogReader } from "../../src/chain/logs.ts";
import { codeOf } from "./codeOf.ts";

const [OURS, ANOTHER] = [`0x${"Aa".repeat(20)}`, `0x${"Bb".repeat(20)}`] as const;
const hex = (value: number): string => `0x${value.toString(16)}`;
const hashOf = (block: number): string => `0x${block.toString(16).padStart(64, "0")}`;
const log = (block: number, index: number, changes: object = {}): object => ({
  address: OURS.toLowerCase(),
  topics: [],
  data: "0x",
  blockNumber: hex(block),
  blockHash: hashOf(block),
  transactionHash: hashOf(index),
  logIndex: hex(index),
  ...changes,
});

/** A node that has these logs, and gives at most so many blocks of them at once. */
function nodeWith(logs: readonly object[], most = Infinity): { l1: L1; asked: number[] } {
  const asked: number[] = [];
  const request = ({ method, params }: { method: string; params: never[] }): Promise<unknown> => {
    if (method === "eth_getBlockByNumber") {
      return Promise.resolve({
        number: params[0],
        hash: hashOf(Number(params[0])),
        timestamp: hex(1000 + Number(params[0])),
      });
    }
    const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string };
    const blocks = Number(toBlock) - Number(fromBlock) + 1;
    asked.push(blocks);
    if (blocks > most) {
      const error = { code: -32602, message: "query exceeds max results" };
      return Promise.reject(new RpcRequestError({ body: {}, error, url: "test" }));
    }
    const within = (at: number): boolean => at >= Number(fromBlock) && at <= Number(toBlock);
    return Promise.resolve(
      logs.filter((found) =>
        within(
          Number(
            (found as { asked?: number; blockNumber: string }).asked ?? (found as { blockNumber: string }).blockNumber,
          ),
        ),
      ),
    );
  };
  return { l1: { url: "test", client: { request } } as unknown as L1, asked };
}

const read = async (logs: readonly object[], most?: number): Promise<string[]> => {
  const found = await new LogReader(nodeWith(logs, most).l1, [OURS]).read(1n, 100n);
  return found.map(({ log: { blockNumber, logIndex }, at }) => `${blockNumber}.${logIndex}@${at}`);
};

describe("chain: logs", () => {
  it("gives each log once, in order, with the time of its block", async () => {
    const logs = [log(7, 2), log(3, 9), log(7, 2), log(7, 1), log(3, 10)];
    expect(await read(logs)).to.deep.equal(["3.9@1003", "3.10@1003", "7.1@1007", "7.2@1007"]);
  });

  it("takes no notice of what the node itself has taken back", async () => {
    expect(await read([log(7, 1), log(7, 2, { removed: true })])).to.deep.equal(["7.1@1007"]);
  });

  it("refuses logs of other contracts, other blocks, other forks, and no logs at all", async () => {
    const refusals: [object, string][] = [
      [log(7, 1, { address: ANOTHER }), "RPC_ANSWER_INVALID"],
      [{ ...log(101, 1), asked: 7 }, "RPC_ANSWER_INVALID"],
      [log(7, 1, { blockHash: hashOf(8) }), "RPC_UNSTEADY"],
      [log(7, 1, { logIndex: "one" }), "RPC_ANSWER_INVALID"],
      [log(7, 1, { topics: undefined }), "RPC_ANSWER_INVALID"],
    ];
    for (const [bad, code] of refusals)
      expect(await codeOf(() => read([log(7, 0), bad])), JSON.stringify(bad)).to.equal(code);
    expect(await codeOf(() => read([log(7, 1), log(7, 1, { blockHash: hashOf(8) })]))).to.equal("RPC_UNSTEADY");
  });

  it("asks for fewer blocks at once where the node refuses more, and tries more again later", async () => {
    const logs = Array.from({ length: 100 }, (_, i) => log(i + 1, 0));
    for (const most of [1, 7, 50, 99, 100]) expect(await read(logs, most)).to.have.length(100);
    const { l1, asked } = nodeWith(logs, 30);
    const reader = new LogReader(l1, [OURS]);
    await reader.read(1n, 100n);
    expect(asked).to.deep.equal([100, 50, 25, 25, 25, 25]);
    asked.length = 0;
    await reader.read(1n, 100n);
    expect(asked).to.deep.equal([50, 25, 25, 25, 25]);
  });

  it("gives up at one block", async () => {
    expect(await codeOf(() => read([log(7, 0)], 0))).to.equal("RPC_UNREACHABLE");
  });
});
