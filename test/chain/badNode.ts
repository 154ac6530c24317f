import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { keccak256, toBytes } from "viem";
import { Random } from "../../scripts/lib/random.ts";
import { WebSocketPeer } from "./webSocketServer.ts";

/** What a bad node does to one request. */
export const MISCHIEFS = [
  /** Answers late. */
  "delays",
  /** Neither executes nor answers. */
  "loses the request",
  /** Executes, and does not answer: a transaction lands and its sender does not know. */
  "loses the answer",
  /** Executes twice and answers with what came second. */
  "duplicates",
  /** Answers as another node behind the same URL that is some blocks behind. */
  "is behind",
  /** Keeps back some logs. */
  "drops logs",
  /** Gives logs in any order, and some twice. */
  "shuffles logs",
  /** HTTP status 429, or JSON-RPC error 429 where there is no HTTP. */
  "is busy",
  /** JSON-RPC error -32005. */
  "limits",
  /** A page for people. */
  "answers in HTML",
  /** Ends the connection in the middle of the answer. */
  "cuts",
  /** Answers null, or a thing of another kind. */
  "answers nonsense",
] as const;

export type Mischief = (typeof MISCHIEFS)[number];

type Rpc = { id?: number; method: string; params?: unknown[] | undefined };
type Answer = { text: string; status?: number; type?: string; cut?: boolean } | "nothing";

const NONSENSE: readonly unknown[] = [null, "no", 7, {}, [], "0x", [{ blockNumber: "0xg" }], { number: -1 }];

/** A node between an agent and an L1, over http and ws, that answers some requests badly: which, and how, follows from the seed. */
export class BadNode {
  /** What it has done to whom, for reports of failures. */
  readonly done: string[] = [];
  readonly #target: string;
  readonly #seed: number;
  readonly #kinds: readonly Mischief[];
  readonly #oneIn: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** How often each method was asked for. */
  readonly #asked = new Map<string, number>();
  /** When set, it does what it should. */
  isGood = false;

  private constructor(target: string, seed: number, kinds: readonly Mischief[], oneIn: number) {
    this.#target = target;
    this.#seed = seed;
    this.#kinds = kinds;
    this.#oneIn = oneIn;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on("connection", (socket) => this.#sockets.add(socket));
    this.#server.on("upgrade", (request, socket) => {
      const peer = new WebSocketPeer(request, socket as Socket, (text) => void this.#tell(peer, text));
    });
  }

  /** @param oneIn of that many requests one is treated badly */
  static async start(target: string, seed: number, kinds: readonly Mischief[], oneIn: number): Promise<BadNode> {
    const node = new BadNode(target, seed, kinds, oneIn);
    await new Promise<void>((resolve) => node.#server.listen(0, "127.0.0.1", resolve));
    return node;
  }

  url(scheme: "http" | "ws"): string {
    return `${scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#answer(await textOf(request), true);
    if (answer === "nothing") return void request.socket.destroy();
    const { text, status = 200, type = "application/json", cut = false } = answer;
    response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(text) });
    if (!cut) return void response.end(text);
    response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
  }

  async #tell(peer: WebSocketPeer, text: string): Promise<void> {
    const answer = await this.#answer(text, false);
    if (answer === "nothing") peer.socket.destroy();
    else if (answer.cut === true) peer.sendHalf(answer.text);
    else peer.send(answer.text);
  }

  async #answer(body: string, isHttp: boolean): Promise<Answer> {
    const rpc = JSON.parse(body) as Rpc;
    const random = this.#randomFor(rpc.method);
    if (this.isGood || random.below(this.#oneIn) > 0) return { text: await this.#ask(rpc) };
    const kind = random.pick(this.#kinds);
    this.done.push(`${kind}: ${rpc.method}`);
    switch (kind) {
      case "delays":
        await setTimeout(1 + random.below(5));
        return { text: await this.#ask(rpc) };
      case "loses the request":
        return "nothing";
      case "loses the answer":
        await this.#ask(rpc);
        return "nothing";
      case "duplicates":
        await this.#ask(rpc);
        return { text: await this.#ask(rpc) };
      case "is behind":
        return { text: await this.#askBehind(rpc, 1 + random.below(3)) };
      case "drops logs":
        return { text: withLogs(await this.#ask(rpc), (logs) => logs.filter(() => random.below(4) > 0)) };
      case "shuffles logs":
        return { text: withLogs(await this.#ask(rpc), (logs) => shuffled(logs, random)) };
      case "is busy":
        return { text: failed(rpc, 429, "Too Many Requests"), ...(isHttp ? { status: 429 } : {}) };
      case "limits":
        return { text: failed(rpc, -32005, "limit exceeded") };
      case "answers in HTML":
        return { text: "<html><body>502 Bad Gateway</body></html>", type: "text/html" };
      case "cuts":
        return { text: await this.#ask(rpc), cut: true };
      case "answers nonsense":
        return { text: JSON.stringify({ jsonrpc: "2.0", id: rpc.id, result: random.pick(NONSENSE) }) };
    }
  }

  async #ask(rpc: Rpc): Promise<string> {
    const headers = { "content-type": "application/json" };
    return (await fetch(this.#target, { method: "POST", headers, body: JSON.stringify(rpc) })).text();
  }

  async #askBehind(rpc: Rpc, blocks: number): Promise<string> {
    const newest = JSON.parse(await this.#ask({ ...rpc, method: "eth_blockNumber", params: [] })) as { result: string };
    const old = `0x${Math.max(0, Number(newest.result) - blocks).toString(16)}`;
    if (rpc.method === "eth_blockNumber") return JSON.stringify({ jsonrpc: "2.0", id: rpc.id, result: old });
    const isNewer = (at: unknown): boolean =>
      typeof at === "string" && /^0x[0-9a-f]{1,16}$/.test(at) && Number(at) > Number(old);
    if (rpc.method === "eth_getBlockByNumber" && isNewer(rpc.params?.[0])) {
      return JSON.stringify({ jsonrpc: "2.0", id: rpc.id, result: null });
    }
    if (rpc.method === "eth_getLogs") {
      const [filter] = rpc.params as unknown[] as [{ toBlock: string }];
      const toBlock = isNewer(filter.toBlock) ? old : filter.toBlock;
      return this.#ask({ ...rpc, params: [{ ...filter, toBlock }] });
    }
    if (rpc.method === "eth_call" && isNewer(rpc.params?.[1])) return failed(rpc, -32000, "header not found");
    const params = rpc.params?.map((at) => (at === "latest" || at === "pending" ? old : at));
    return this.#ask({ ...rpc, params });
  }

  /** By method and count: requests that are made at once arrive in any order. */
  #randomFor(method: string): Random {
    const count = (this.#asked.get(method) ?? 0) + 1;
    this.#asked.set(method, count);
    return new Random(Number.parseInt(keccak256(toBytes(`${this.#seed} ${method} ${count}`)).slice(2, 10), 16));
  }
}

function shuffled(logs: readonly unknown[], random: Random): unknown[] {
  const mixed = logs.flatMap((log) => (random.below(3) === 0 ? [log, log] : [log]));
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [mixed[i], mixed[j]] = [mixed[j], mixed[i]];
  }
  return mixed;
}

function withLogs(text: string, change: (logs: readonly unknown[]) => unknown[]): string {
  const answer = JSON.parse(text) as { result?: unknown };
  const isLogs = Array.isArray(answer.result);
  return isLogs ? JSON.stringify({ ...answer, result: change(answer.result as unknown[]) }) : text;
}

function failed({ id }: Rpc, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: "2.0", id, error: { code, message } });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
