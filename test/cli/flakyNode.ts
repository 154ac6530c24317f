import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** When a flaky node goes down by itself. */
export type Weakness = {
  /** Transactions that get through before it. */
  readonly allowed: number;
  /** What is lost of the next one: the request, or the answer to what L1 has executed. */
  readonly loses: "request" | "answer";
};

/** Passes requests on to a node, while it is not down; then it drops every connection. */
export class FlakyNode {
  isDown = false;
  readonly #target: string;
  readonly #weakness: Weakness;
  readonly #server: Server;
  #sent = 0;

  private constructor(target: string, weakness: Weakness) {
    this.#target = target;
    this.#weakness = weakness;
    this.#server = createServer((request, response) => void this.#pass(request, response));
  }

  static async start(target: string, weakness: Weakness = { allowed: Infinity, loses: "request" }): Promise<FlakyNode> {
    const node = new FlakyNode(target, weakness);
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
    if (body.includes('"eth_sendRawTransaction"')) this.#sent += 1;
    const breaks = this.#sent > this.#weakness.allowed;
    if (breaks && this.#weakness.loses === "request") this.isDown = true;
    if (this.isDown) return void request.socket.destroy();
    const headers = { "content-type": "application/json" };
    const answer = await (await fetch(this.#target, { method: "POST", headers, body })).text();
    if (breaks) this.isDown = true;
    if (this.isDown) return void request.socket.destroy();
    response.writeHead(200, headers).end(answer);
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
