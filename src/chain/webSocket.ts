import { RpcRequestError, WebSocketRequestError } from "viem";

type Answer = { readonly id?: number; readonly result?: unknown; readonly error?: { code: number; message: string } };
type Waiting = { readonly resolve: (answer: Answer) => void; readonly reject: (cause: Error) => void };

/** How long a node may take to answer; milliseconds. */
const TIMEOUT = 30_000;

/**
 * JSON-RPC over one web socket. It is opened by the first request and, once lost, by the next one: an agent outlives its
 * node's restart. Requests that were under way when it was lost fail, for nobody knows what became of them.
 */
export class WebSocketClient {
  readonly #url: string;
  #socket: Promise<WebSocket> | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws RpcRequestError where the node refuses; WebSocketRequestError where it does not answer */
  async request({ method, params = [] }: { readonly method: string; readonly params?: unknown }): Promise<unknown> {
    const socket = await (this.#socket ??= this.#open());
    const body = { jsonrpc: "2.0", id: ++this.#lastId, method, params };
    const answer = new Promise<Answer>((resolve, reject) => this.#waiting.set(body.id, { resolve, reject }));
    // A connection that is dead without having been closed answers nothing ever.
    const timer = setTimeout(() => socket.close(), TIMEOUT);
    socket.send(JSON.stringify(body));
    const { error, result } = await answer.finally(() => clearTimeout(timer));
    if (error !== undefined) throw new RpcRequestError({ body, error, url: this.#url });
    return result;
  }

  close(): void {
    this.#socket?.then(
      (socket) => socket.close(),
      () => {},
    );
  }

  #open(): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.#url);
      socket.addEventListener("open", () => resolve(socket));
      socket.addEventListener("message", ({ data }) => this.#hear(socket, String(data)));
      // An error is always followed by a close.
      socket.addEventListener("close", () => {
        const lost = new WebSocketRequestError({ url: this.#url, details: "The connection is closed" });
        this.#socket = undefined;
        reject(lost);
        for (const waiting of this.#waiting.values()) waiting.reject(lost);
        this.#waiting.clear();
      });
    });
  }

  #hear(socket: WebSocket, text: string): void {
    let answer: Answer;
    try {
      answer = JSON.parse(text) as Answer;
    } catch {
      return socket.close();
    }
    const { id = 0 } = answer;
    this.#waiting.get(id)?.resolve(answer);
    this.#waiting.delete(id);
  }
}
