import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { expect } from "chai";
import { afterEach, beforeEach, describe, it } from "mocha";
import { RpcRequestError, WebSocketRequestError } from "viem";
import { WebSocketClient } from "../../src/chain/webSocket.ts";
import { WebSocketPeer } from "./webSocketServer.ts";

describe("chain: webSocket", () => {
  let [server, port]: [Server, number] = [undefined!, 0];
  const sockets = new Set<Socket>();
  /** What the node does with a request. */
  let answer: (peer: WebSocketPeer, id: number) => void;
  const good = (peer: WebSocketPeer, id: number): void =>
    peer.send(JSON.stringify({ jsonrpc: "2.0", id, result: "0x1" }));
  const silent = (): void => {};

  async function start(): Promise<void> {
    server = createServer();
    server.on("upgrade", (request, socket) => {
      const peer: WebSocketPeer = new WebSocketPeer(request, socket as Socket, (text) => {
        answer(peer, (JSON.parse(text) as { id: number }).id);
      });
    });
    server.on("connection", (socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  }
  function stop(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  }

  beforeEach(async () => {
    [answer, port] = [good, 0];
    await start();
  });
  afterEach(stop);

  const clientFor = (timeout = 30_000): WebSocketClient => new WebSocketClient(`ws://127.0.0.1:${port}`, timeout);
  const ask = (client: WebSocketClient): Promise<unknown> =>
    client.request({ method: "eth_chainId" }).catch((error: unknown) => (error as Error).constructor.name);

  it("connects again whenever its node is there again, however long and often it was away", async () => {
    const client = clientFor();
    for (let time = 0; time < 3; time++) {
      expect(await ask(client)).to.equal("0x1");
      await stop();
      for (let i = 0; i < 3; i++) expect(await ask(client)).to.equal(WebSocketRequestError.name);
      await start();
    }
    expect(await ask(client)).to.equal("0x1");
    client.close();
  });

  it("fails all requests under way when the connection is lost, and no other", async () => {
    const client = clientFor();
    answer = silent;
    const asked = [ask(client), ask(client)];
    answer = (peer, id) => (id === 2 ? peer.socket.destroy() : undefined);
    expect(await Promise.all(asked)).to.deep.equal([WebSocketRequestError.name, WebSocketRequestError.name]);
    answer = good;
    expect(await ask(client)).to.equal("0x1");
    client.close();
  });

  it("does not wait for ever for a node that accepts connections and says nothing", async () => {
    const client = clientFor(20);
    answer = silent;
    expect(await ask(client)).to.equal(WebSocketRequestError.name);
    answer = good;
    expect(await ask(client)).to.equal("0x1");
    server.removeAllListeners("upgrade");
    server.on("upgrade", silent);
    client.close();
    expect(await ask(client)).to.equal(WebSocketRequestError.name);
  });

  it("takes whatever is not an answer for the loss of the connection", async () => {
    const client = clientFor();
    for (const text of ["<html>", "null", "7", '"0x1"', ""]) {
      answer = (peer) => peer.send(text);
      expect(await ask(client), text).to.equal(WebSocketRequestError.name);
    }
    answer = (peer, id) => peer.sendHalf(JSON.stringify({ id, result: "0x1" }));
    expect(await ask(client)).to.equal(WebSocketRequestError.name);
    client.close();
  });

  it("hands on what the node refuses, and passes over what nobody asked for", async () => {
    const client = clientFor();
    answer = (peer, id) => peer.send(JSON.stringify({ id, error: { code: -32000, message: "no" } }));
    expect(await ask(client)).to.equal(RpcRequestError.name);
    answer = (peer, id) => {
      peer.send(JSON.stringify({ method: "eth_subscription", params: {} }));
      peer.send(JSON.stringify({ id: id + 100, result: "0x2" }));
      peer.send(JSON.stringify({ id, result: "0x1", error: null }));
    };
    expect(await ask(client)).to.equal("0x1");
    client.close();
  });
});
