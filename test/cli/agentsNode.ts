import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** When whoever speaks to a node is struck: at the n-th request of a kind, before it gets through or before it is answered. */
export type Strike = { readonly method: string; readonly nth: number; readonly when: "before" | "after" };

/** Passes requests on to a node, counts them, and strikes once. */
export class StrikingNode {
  /** Transactions that got through. */
  sent = 0;
  /** Looks for the newest block since the last transaction. */
  quiet = 0;
  readonly #target: string;
  readonly #strike: Strike | undefined;
  /** Before a transaction is passed on. */
  readonly #before: () => Promise<void>;
  readonly #onStrike: () => Promise<void>;
  readonly #server: Server;
  #counted = 0;
  #isStruck = false;
  #wake: () => void = () => {};

  private constructor(
    target: string,
    strike: Strike | undefined,
    before: () => Promise<void>,
    onStrike: () => Promise<void>,
  ) {
    this.#target = target;
    this.#strike = strike;
    this.#before = before;
    this.#onStrike = onStrike;
    this.#server = createServer((request, response) => void this.#pass(request, response));
  }

  static async start(
    target: string,
    strike: Strike | undefined,
    before: () => Promise<void>,
    onStrike: () => Promise<void>,
  ): Promise<StrikingNode> {
    const node = new StrikingNode(target, strike, before, onStrike);
    await new Promise<void>((resolve) => node.#server.listen(0, "127.0.0.1", resolve));
    return node;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get isStruck(): boolean {
    return this.#isStruck;
  }

  /** Until the next look, or the strike. */
  next(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const { method } = JSON.parse(body) as { method: string };
    const strikes = !this.#isStruck && method === this.#strike?.method && ++this.#counted === this.#strike.nth;
    if (strikes && this.#strike?.when === "before") return this.#hit(request);
    if (method === "eth_sendRawTransaction") await this.#before();
    const headers = { "content-type": "application/json" };
    const answer = await (await fetch(this.#target, { method: "POST", headers, body })).text();
    if (method === "eth_sendRawTransaction") [this.sent, this.quiet] = [this.sent + 1, 0];
    if (method === "eth_blockNumber") this.quiet += 1;
    if (strikes) return this.#hit(request);
    response.writeHead(200, headers).end(answer);
    if (method === "eth_blockNumber") this.#wake();
  }

  async #hit(request: IncomingMessage): Promise<void> {
    this.#isStruck = true;
    this.quiet = 0;
    await this.#onStrike();
    request.socket.destroy();
    this.#wake();
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
