import { RpcRequestError, WebSocketRequestError } from "viem";

type Answer = { readonly id?: number; readonly result?: unknown; readonly error?: { code: number; message: string } };
type Waiting = { readonly resolve: (answer: Answer) => void; readonly reject: (cause: Error) => void };

/**
 * JSON-RPC over one web socket. It is opened by the first request and, once lost, by the next one: an agent outlives its
 * node's restart. Requests that were under way when it was lost fail, for nobody knows what became of them.
 *
 * Not viem's web socket transport: after a loss that tries once to connect again and, where the node is not back by then,
 * never more (viem 2.57, `reconnect` with any number of attempts: test/chain/webSocket.test.ts).
 */
export class WebSocketClient {
  readonly #url: string;
  readonly #timeout: number;
  #connection: Connection | undefined;
  #lastId = 0;

  /** @param timeout milliseconds that a connection may take to open, and a node to answer */
  constructor(url: string, timeout: number) {
    this.#url = url;
    this.#timeout = timeout;
  }

  /** @throws RpcRequestError where the node refuses; WebSocketRequestError where it does not answer */
  async request({ method, params = [] }: { readonly method: string; readonly params?: unknown }): Promise<unknown> {
    if (this.#connection === undefined || this.#connection.isLost) this.#connection = new Connection(this.#url);
    const connection = this.#connection;
    const body = { jsonrpc: "2.0", id: ++this.#lastId, method, params };
    // What is dead without having been closed answers nothing ever, not even that it is to be closed.
    const timer = setTimeout(() => connection.lose("The node does not answer"), this.#timeout);
    const { error, result } = await connection.ask(body).finally(() => clearTimeout(timer));
    if (error !== undefined && error !== null) throw new RpcRequestError({ body, error, url: this.#url });
    return result;
  }

  close(): void {
    this.#connection?.lose("The connection is closed");
  }
}

/** One socket, from its opening to its loss. */
class Connection {
  readonly #socket: WebSocket;
  readonly #opened: Promise<void>;
  readonly #waiting = new Map<number, Waiting>();
  #lost: WebSocketRequestError | undefined;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#opened = new Promise((resolve) => this.#socket.addEventListener("open", () => resolve()));
    this.#socket.addEventListener("message", ({ data }) => this.#hear(String(data)));
    // An error is always followed by a close.
    this.#socket.addEventListener("close", () => this.lose("The connection is closed"));
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  ask(body: { readonly id: number }): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(body.id, { resolve, reject });
      void this.#opened.then(() => this.#lost ?? this.#socket.send(JSON.stringify(body)));
    });
  }

  lose(details: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = new WebSocketRequestError({ url: this.#socket.url, details });
    this.#socket.close();
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#waiting.clear();
  }

  #hear(text: string): void {
    const answer = parse(text);
    if (answer === undefined) return this.lose("The node answers with what is not JSON-RPC");
    const { id = 0 } = answer;
    this.#waiting.get(id)?.resolve(answer);
    this.#waiting.delete(id);
  }
}

function parse(text: string): Answer | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" && answer !== null ? answer : undefined;
  } catch {
    return undefined;
  }
}
