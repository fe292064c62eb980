// An application that knows nothing of signing in: it tells what reached it, over HTTP and over a WebSocket.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";

/** A request as it reached the application. */
export interface Echoed {
  application: string;
  method: string;
  url: string;
  /** As they were sent: names in their own letters, nothing joined or dropped. */
  headers: [name: string, value: string][];
  body: string;
}

export class Echo {
  /** How many requests arrived. */
  arrived = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    readonly name: string,
    private readonly server: Server,
  ) {}

  static async start(name: string): Promise<Echo> {
    const server = createServer();
    const echo = new Echo(name, server);
    server.on("request", (request, response) => void echo.answer(request, response));
    server.on("upgrade", (request: IncomingMessage, socket: Socket) => echo.talk(request, socket));
    await new Promise<void>((listens) => server.listen(0, "127.0.0.1", listens));
    return echo;
  }

  /** Where it listens: host and port. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.closeAllConnections();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.arrived += 1;
    const echoed = JSON.stringify(this.heard(request, await text(request)));
    // Cookies of its own, which are no business of the gate's.
    response.setHeader("set-cookie", `application=${this.name}; Path=/; Secure; HttpOnly`);
    if (!request.headers.accept?.includes("text/html")) {
      response.writeHead(200, { "content-type": "application/json" }).end(echoed);
      return;
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page(this.name, echoed));
  }

  private heard(request: IncomingMessage, body: string): Echoed {
    const raw = request.rawHeaders;
    const headers = raw.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, raw[at + 1] ?? ""]] : []));
    return { application: this.name, method: request.method ?? "", url: request.url ?? "", headers, body };
  }

  /** Tells what reached it, and then says back what it is told (RFC 6455, as much of it as a few short texts need). */
  private talk(request: IncomingMessage, socket: Socket): void {
    this.arrived += 1;
    this.sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.sockets.delete(socket));
    const head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    socket.write([...head, `Sec-WebSocket-Accept: ${accepted(request.headers["sec-websocket-key"] ?? "")}`, "", ""].join("\r\n"));
    socket.write(frame(JSON.stringify(this.heard(request, ""))));
    const frames = new Frames();
    socket.on("data", (bytes) => {
      for (const { code, payload } of frames.take(bytes)) {
        if (code === TEXT) socket.write(frame(payload.toString()));
        else if (code === CLOSE) socket.end(Buffer.from([0x80 | CLOSE, 0]));
      }
    });
  }
}

const TEXT = 1;
const CLOSE = 8;

/** What a server answers to the key of a handshake. */
export function accepted(key: string): string {
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}

/** A text in one frame; a client's are masked. */
export function frame(message: string, mask?: Buffer): Buffer {
  const payload = Buffer.from(message);
  const masked = mask ? 0x80 : 0;
  const length = payload.length < 126 ? Buffer.from([masked | payload.length]) : Buffer.from([masked | 126, payload.length >> 8, payload.length & 255]);
  const body = mask ? Buffer.from(payload.map((byte, at) => byte ^ (mask[at & 3] ?? 0))) : payload;
  return Buffer.concat([Buffer.from([0x80 | TEXT]), length, mask ?? Buffer.alloc(0), body]);
}

/** Finds frames in what arrives piece by piece. */
export class Frames {
  private rest = Buffer.alloc(0);

  *take(bytes: Buffer): Generator<{ code: number; payload: Buffer }> {
    this.rest = Buffer.concat([this.rest, bytes]);
    while (this.rest.length >= 2) {
      const [first = 0, second = 0] = this.rest;
      const long = (second & 127) === 126 ? 2 : 0;
      const masked = second & 0x80 ? 4 : 0;
      if (this.rest.length < 2 + long + masked) return;
      const length = long ? this.rest.readUInt16BE(2) : second & 127;
      const from = 2 + long + masked;
      if (this.rest.length < from + length) return;
      const mask = this.rest.subarray(from - masked, from);
      const payload = Buffer.from(this.rest.subarray(from, from + length).map((byte, at) => byte ^ (mask[at & 3] ?? 0)));
      this.rest = this.rest.subarray(from + length);
      yield { code: first & 15, payload };
    }
  }
}

function page(name: string, echoed: string): string {
  const safe = echoed.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<!doctype html><html lang="en"><title>${name}</title><link rel="icon" href="data:,">
<h1>${name}</h1><pre id="echo">${safe}</pre>
<form method="post" action="/said?a=b&amp;c=%26"><label>Said <input name="said"></label><button>Say</button></form></html>`;
}
