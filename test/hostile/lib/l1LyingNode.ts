import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One answer of a node, and what it was asked. */
export type Answer = {
  readonly method: string;
  readonly params: readonly unknown[];
  readonly result?: unknown;
  readonly error?: unknown;
};

/** What the node says instead: `result` or `error` of the answer, replaced. */
export type Lie = (answer: Answer) => Pick<Answer, "result" | "error">;

/** A node that answers as another one does, as long as it does not lie. */
export class LyingNode {
  lie: Lie | undefined;
  readonly #target: string;
  readonly #server: Server;

  private constructor(target: string) {
    this.#target = target;
    this.#server = createServer((request, response) => void this.#pass(request, response));
  }

  static async start(target: string): Promise<LyingNode> {
    const node = new LyingNode(target);
    await new Promise<void>((resolve) => node.#server.listen(0, "127.0.0.1", resolve));
    return node;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const headers = { "content-type": "application/json" };
    const answer = (await (await fetch(this.#target, { method: "POST", headers, body })).json()) as Message;
    const { method, params = [] } = JSON.parse(body) as Asked;
    const told = this.lie === undefined ? answer : lied(answer, this.lie({ ...answer, method, params }));
    response.writeHead(200, headers).end(JSON.stringify(told));
  }
}

type Asked = { readonly method: string; readonly params?: readonly unknown[] };
type Message = Pick<Answer, "result" | "error"> & { readonly id: number; readonly jsonrpc: string };

function lied({ id, jsonrpc }: Message, { result, error }: Pick<Answer, "result" | "error">): Message {
  return error === undefined ? { id, jsonrpc, result } : { id, jsonrpc, error };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
