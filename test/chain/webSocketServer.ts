import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** The magic of RFC 6455, 1.3. */
const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** The server's side of one web socket, as far as JSON-RPC needs it: whole text frames. */
export class WebSocketPeer {
  readonly socket: Socket;
  #received = Buffer.alloc(0);

  /** Answers an upgrade request of Node's http server. @param hear is given each text that comes in */
  constructor(request: IncomingMessage, socket: Socket, hear: (text: string) => void) {
    this.socket = socket;
    const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${MAGIC}`).digest("base64");
    const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    socket.write([...lines, `Sec-WebSocket-Accept: ${accept}`, "", ""].join("\r\n"));
    socket.on("error", () => {});
    socket.on("data", (data) => {
      this.#received = Buffer.concat([this.#received, data]);
      for (let text = this.#next(); text !== undefined; text = this.#next()) hear(text);
    });
  }

  send(text: string): void {
    this.socket.write(frame(Buffer.from(text)));
  }

  /** Half of a frame, and then the end of the connection. */
  sendHalf(text: string): void {
    const whole = frame(Buffer.from(text));
    this.socket.write(whole.subarray(0, whole.length / 2), () => this.socket.destroy());
  }

  /** The text of the next whole frame; those that carry none are passed over, and one that closes ends the connection. */
  #next(): string | undefined {
    const received = this.#received;
    if (received.length < 2) return undefined;
    const short = received.readUInt8(1) & 127;
    const width = short === 126 ? 2 : short === 127 ? 8 : 0;
    if (received.length < 6 + width) return undefined;
    const length = width === 0 ? short : width === 2 ? received.readUInt16BE(2) : Number(received.readBigUInt64BE(2));
    const from = 6 + width;
    if (received.length < from + length) return undefined;
    const mask = received.subarray(2 + width, from);
    const payload = received.subarray(from, from + length).map((byte, i) => byte ^ mask[i % 4]!);
    this.#received = received.subarray(from + length);
    const kind = received.readUInt8(0) & 15;
    if (kind === 8) this.socket.end(frame(Buffer.alloc(0), 8));
    return kind === 1 ? Buffer.from(payload).toString() : this.#next();
  }
}

function frame(payload: Buffer, kind = 1): Buffer {
  const { length } = payload;
  const width = length < 126 ? 0 : length < 65536 ? 2 : 8;
  const head = Buffer.alloc(2 + width);
  head.writeUInt8(128 | kind, 0);
  head.writeUInt8(width === 0 ? length : width === 2 ? 126 : 127, 1);
  if (width === 2) head.writeUInt16BE(length, 2);
  if (width === 8) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}
