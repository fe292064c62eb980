// Asks through the proxy as no browser would: with paths, headers and cookies just as a test writes them.
import { randomBytes } from "node:crypto";
import { type IncomingHttpHeaders, type IncomingMessage, request as askHttp } from "node:http";
import { request as askHttps } from "node:https";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { accepted, type Echoed, frame, Frames } from "./echo.ts";

const PATIENCE_MILLISECONDS = 15_000;

export interface Asked {
  method?: string;
  /** The path with its query, sent as it is. */
  path?: string;
  /** Sent as they are, in this order, doubled ones too. */
  headers?: [name: string, value: string][];
  body?: string;
  /** What `Host` says, where it is not the name and port. */
  named?: string;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a browser says when somebody opens a page. */
export const AS_PAGE: [string, string][] = [["Accept", "text/html,application/xhtml+xml,*/*;q=0.8"]];

/** Asks a host behind the proxy. */
export function ask(port: number, host: string, asked: Asked = {}): Promise<Answer> {
  return exchange(askHttps(options(port, host, asked)), asked.body);
}

/** Asks Latchkey itself, from one of this machine's addresses. */
export function askDirectly(url: string, from: string, asked: Asked = {}): Promise<Answer> {
  const { hostname, port, host } = new URL(url);
  const { method = "GET", path = "/" } = asked;
  const sent = lines({ ...asked, named: asked.named ?? host }, host);
  return exchange(askHttp({ host: hostname, port, localAddress: from, method, path, headers: sent, agent: false }), asked.body);
}

function options(port: number, host: string, asked: Asked) {
  const { method = "GET", path = "/" } = asked;
  const tls = { servername: host, rejectUnauthorized: false, agent: false as const };
  return { host: "127.0.0.1", port, ...tls, method, path, headers: lines(asked, `${host}:${port}`) };
}

/** The headers as one list, which is sent as it stands. */
function lines(asked: Asked, host: string): string[] {
  const inPieces = asked.headers?.some(([name]) => name === "Transfer-Encoding");
  const length = asked.body === undefined || inPieces ? [] : ["Content-Length", String(Buffer.byteLength(asked.body))];
  return ["Host", asked.named ?? host, ...(asked.headers ?? []).flat(), ...length, "Connection", "close"];
}

async function exchange(request: ReturnType<typeof askHttp>, body?: string): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((answered, failed) => {
    request.setTimeout(PATIENCE_MILLISECONDS, () => request.destroy(new Error("no answer")));
    request.once("response", answered).once("error", failed).end(body);
  });
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

/** What reached the application. */
export function echoed(answer: Answer): Echoed {
  return JSON.parse(answer.body) as Echoed;
}

/** All values of a header that reached the application, by exactly this name but for the letters' case. */
export function heard({ headers }: Echoed, name: string): string[] {
  return headers.filter(([heard]) => heard.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

/** Begins a WebSocket: says one thing, and hears what reached the application and what it says back. A refusal is its status. */
export async function converse(port: number, host: string, asked: Asked, say: string): Promise<number | { echoed: Echoed; said: string }> {
  const key = randomBytes(16).toString("base64");
  const upgrade: [string, string][] = [["Upgrade", "websocket"], ["Sec-WebSocket-Key", key], ["Sec-WebSocket-Version", "13"]];
  const base = options(port, host, { ...asked, headers: [...(asked.headers ?? []), ...upgrade] });
  const headers = base.headers.map((word) => (word === "close" ? "Upgrade" : word));
  const request = askHttps({ ...base, headers });
  return new Promise((done, failed) => {
    request.setTimeout(PATIENCE_MILLISECONDS, () => request.destroy(new Error("no answer")));
    request.once("error", failed);
    request.once("response", (response: IncomingMessage) => {
      response.resume();
      done(response.statusCode ?? 0);
    });
    request.once("upgrade", (response: IncomingMessage, socket: Socket, first: Buffer) => {
      if (response.headers["sec-websocket-accept"] !== accepted(key)) failed(new Error("the handshake is another's"));
      const frames = new Frames();
      const texts: string[] = [];
      const take = (bytes: Buffer) => {
        for (const { payload } of frames.take(bytes)) texts.push(payload.toString());
        const [opening, said] = texts;
        if (opening === undefined || said === undefined) return;
        socket.destroy();
        done({ echoed: JSON.parse(opening) as Echoed, said });
      };
      socket.on("data", take);
      socket.once("error", failed);
      socket.once("close", () => failed(new Error(`the WebSocket ended after ${texts.length} texts`)));
      take(first);
      socket.write(frame(say, randomBytes(4)));
    });
    request.end();
  });
}
