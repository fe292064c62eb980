// A server of somebody else's that gets notices by HTTPS: a webhook's, and that of push messages.
import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { certificate } from "./certificate.ts";

const PATIENCE_MILLISECONDS = 20_000;

/** A request as it arrived. */
export interface Got {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export class Receiver {
  private readonly requests: Got[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(
    private readonly server: Server,
    private readonly folder: string,
  ) {}

  static async start(): Promise<Receiver> {
    const folder = mkdtempSync(join(tmpdir(), "latchkey-receiver-"));
    const server = createServer(certificate(folder));
    const receiver = new Receiver(server, folder);
    server.on("request", (request, response) => {
      void text(request).then((body) => {
        receiver.take({ path: request.url ?? "", headers: request.headers, body });
        response.writeHead(200).end();
      });
    });
    await new Promise<void>((listens) => server.listen(0, "localhost", () => listens()));
    return receiver;
  }

  /** The address of a path. */
  url(path: string): string {
    return `https://localhost:${(this.server.address() as AddressInfo).port}${path}`;
  }

  /** The settings of a server that may send here. */
  get settings(): NodeJS.ProcessEnv {
    return { LATCHKEY_NOTICE_NETWORKS: "127.0.0.0/8, ::1/128", LATCHKEY_NOTICE_CA_FILE: join(this.folder, "ca.pem") };
  }

  /** The newest request that is this, once it is there. */
  async got(what: string, isIt: (got: Got) => boolean): Promise<Got> {
    const deadline = Date.now() + PATIENCE_MILLISECONDS;
    for (;;) {
      const found = this.requests.findLast(isIt);
      if (found) return found;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`not got: ${what}; but ${this.requests.map(({ path, body }) => `${path} ${body}`).join("; ")}`);
      await new Promise<void>((wake) => {
        const late = setTimeout(wake, left);
        this.waiting.add(() => {
          clearTimeout(late);
          wake();
        });
      });
    }
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((closed) => this.server.close(() => closed()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private take(got: Got): void {
    this.requests.push(got);
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}
