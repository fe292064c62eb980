// A proxy on a port of its own, behind it Latchkey and applications: everything that a gate is made of.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../guard.ts";
import { Server } from "../server.ts";
import { Echo } from "./echo.ts";
import { type Kind, Proxy } from "./proxies/proxy.ts";
import { APPLICATIONS, APPS, ID, makeCertificate, STRANGERS } from "./site.ts";

export class Gate {
  private constructor(
    readonly kind: Kind,
    readonly port: number,
    /** What stands behind each host. */
    readonly applications: Map<string, Echo>,
    private readonly latchkey: Server | undefined,
    private readonly proxy: Proxy,
    private readonly folder: string,
  ) {}

  /** Starts it with a Latchkey that guards the applications of site.ts. */
  static async start(kind: Kind): Promise<Gate> {
    return Gate.with(kind, async (port, folder) => {
      writeFileSync(join(folder, "latchkey.toml"), APPS);
      return Server.start({
        LATCHKEY_CONFIG: join(folder, "latchkey.toml"),
        LATCHKEY_PUBLIC_URL: `https://${ID}:${port}`,
        // The proxy's address alone: tests ask from others, too.
        LATCHKEY_TRUSTED_PROXIES: "127.0.0.1/32",
      });
    });
  }

  /** Starts it with whatever listens at an address (host and port) in place of Latchkey. */
  static async before(kind: Kind, address: string): Promise<Gate> {
    return Gate.with(kind, async () => address);
  }

  private static async with(kind: Kind, start: (port: number, folder: string) => Promise<Server | string>): Promise<Gate> {
    const folder = mkdtempSync(join(tmpdir(), "latchkey-gate-"));
    const running: { stop(): Promise<void> }[] = [];
    try {
      makeCertificate(folder);
      const applications = new Map<string, Echo>();
      for (const host of [...APPLICATIONS, ...STRANGERS]) {
        const echo = await Echo.start(host);
        running.push(echo);
        applications.set(host, echo);
      }
      const port = await freePort();
      const started = await start(port, folder);
      const server = typeof started === "string" ? undefined : started;
      if (server) running.push(server);
      const latchkey = server ? new URL(server.url).host : String(started);
      const addresses = new Map([...applications].map(([host, { address }]) => [host, address]));
      const proxy = await Proxy.start(kind, { port, latchkey, applications: addresses, folder });
      return new Gate(kind, port, applications, server, proxy, folder);
    } catch (error) {
      for (const one of running) await one.stop();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  get server(): Server {
    if (!this.latchkey) throw new Error("something else stands in place of Latchkey");
    return this.latchkey;
  }

  /** The address of a page, as browsers name it. */
  url(host: string, path = "/"): string {
    return `https://${host}:${this.port}${path}`;
  }

  /** The application behind a host. */
  application(host: string): Echo {
    const echo = this.applications.get(host);
    if (!echo) throw new Error(`nothing stands behind ${host}`);
    return echo;
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.latchkey?.stop();
    for (const echo of this.applications.values()) await echo.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
