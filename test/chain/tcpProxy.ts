import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** Passes bytes on to a port of this machine, while it is not down. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isDown = false;

  private constructor(target: number) {
    this.#server = createServer((near) => {
      if (this.#isDown) return void near.destroy();
      const far = connect(target, "127.0.0.1");
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on("error", () => {}).on("close", () => [near, far].forEach((either) => either.destroy()));
      }
      near.pipe(far).pipe(near);
    });
  }

  static async start(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every connection and accepts no other. */
  goDown(): void {
    this.#isDown = true;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  comeUp(): void {
    this.#isDown = false;
  }

  close(): Promise<void> {
    this.goDown();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
