// Somebody without a browser: keeps cookies for each host, follows where they are led, and signs in by Latchkey's API.
import { expect, test } from "@playwright/test";
import { Authenticator } from "../totp.ts";
import { type Answer, AS_PAGE, ask, type Asked, converse, echoed } from "./client.ts";
import type { Echoed } from "./echo.ts";
import type { Gate } from "./gate.ts";
import { ID } from "./site.ts";

const MOST_STEPS = 8;
let visitors = 0;

export class Visitor {
  readonly email = `visitor.${process.pid}.${(visitors += 1)}@example.com`;
  readonly name = "Zoë O’Neill";
  private readonly password = "seven quiet lanterns at dusk";
  private readonly jars = new Map<string, Map<string, string>>();
  private phone: Authenticator | undefined;

  constructor(private readonly gate: Gate) {}

  // --- Cookies --------------------------------------------------------------------------------------------------------

  /** The cookies for a host. */
  jar(host: string): Map<string, string> {
    const jar = this.jars.get(host) ?? new Map<string, string>();
    this.jars.set(host, jar);
    return jar;
  }

  /** The cookie whose name ends so. */
  cookie(host: string, ending: string): { name: string; value: string } {
    const found = [...this.jar(host)].find(([name]) => name.endsWith(ending));
    if (!found) throw new Error(`${host} has set no cookie ${ending}, but ${[...this.jar(host).keys()].join(", ")}`);
    return { name: found[0], value: found[1] };
  }

  private keep(host: string, answer: Answer): void {
    for (const line of answer.headers["set-cookie"] ?? []) {
      const [pair = "", ...attributes] = line.split(";");
      const name = pair.slice(0, pair.indexOf("=")).trim();
      const value = pair.slice(pair.indexOf("=") + 1).trim();
      const over = attributes.some((attribute) => /^\s*max-age=(0|-\d+)\s*$/i.test(attribute));
      if (over || value === "") this.jar(host).delete(name);
      else this.jar(host).set(name, value);
    }
  }

  private with(host: string, asked: Asked): Asked {
    const cookies = [...this.jar(host)].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = [...(asked.headers ?? [])];
    if (cookies && !headers.some(([name]) => name.toLowerCase() === "cookie")) headers.push(["Cookie", cookies]);
    return { ...asked, headers };
  }

  // --- Asking ---------------------------------------------------------------------------------------------------------

  /** Asks as a program does. */
  async ask(host: string, asked: Asked = {}): Promise<Answer> {
    const answer = await ask(this.gate.port, host, this.with(host, asked));
    this.keep(host, answer);
    return answer;
  }

  /** Asks as a browser asks for a page. */
  async page(host: string, asked: Asked = {}): Promise<Answer> {
    return this.ask(host, { ...asked, headers: [...AS_PAGE, ...(asked.headers ?? [])] });
  }

  async converse(host: string, asked: Asked, say: string): ReturnType<typeof converse> {
    return converse(this.gate.port, host, this.with(host, asked), say);
  }

  /** Opens a page and goes wherever it leads, at most so far that another host than these would be asked. Every address on the way. */
  async follow(url: string, isAsked: (url: URL) => boolean = () => true): Promise<{ answer: Answer; way: string[] }> {
    const way = [url];
    for (let step = 0; step < MOST_STEPS; step++) {
      const { hostname, pathname, search } = new URL(way.at(-1) ?? "");
      const answer = await this.page(hostname, { path: pathname + search });
      const to = leads(answer);
      if (to === undefined) return { answer, way };
      const next = new URL(to, way.at(-1));
      way.push(next.href);
      if (!isAsked(next)) return { answer, way };
    }
    throw new Error(`led in circles: ${way.join("  ->  ")}`);
  }

  /** Opens an application's page, by way of the gate where it asks for it. */
  async enters(host: string, path = "/"): Promise<Answer> {
    const { answer, way } = await this.follow(this.gate.url(host, path));
    expect(way.at(-1), `lands there, by ${way.join("  ->  ")}`).toBe(this.gate.url(host, path));
    expect(answer.status, "and is let in").toBe(200);
    return answer;
  }

  /** What reaches the application, asked as a program asks that is known there. */
  async echo(host: string, asked: Asked = {}): Promise<Echoed> {
    const answer = await this.ask(host, asked);
    expect(answer.status, answer.body).toBe(200);
    return echoed(answer);
  }

  // --- Signing in -----------------------------------------------------------------------------------------------------

  private async api(path: string, body: Record<string, unknown> = {}): Promise<Answer> {
    const headers: [string, string][] = [["Content-Type", "application/json"], ["Accept", "application/json"]];
    const answer = await this.ask(ID, { method: "POST", path: `/api/v1${path}`, headers, body: JSON.stringify(body) });
    expect(answer.status, `${path}: ${answer.body}`).toBeLessThan(300);
    return answer;
  }

  async register(): Promise<void> {
    await test.step("register and sign in", async () => {
      await this.api("/authentication/register", { email: this.email, name: this.name, password: this.password });
      await this.givesPassword();
    });
  }

  async turnOnTwoFactor(): Promise<void> {
    const { secret } = JSON.parse((await this.api("/2fa/generate")).body) as { secret: string };
    const uri = `otpauth://totp/Latchkey:${this.email}?secret=${secret}&issuer=Latchkey&algorithm=SHA1&digits=6&period=30`;
    this.phone = Authenticator.fromUri(uri);
    await this.api("/2fa/turn-on", { twoFactorAuthenticationCode: await this.phone.nextCode() });
  }

  async givesPassword(): Promise<void> {
    await this.api("/authentication/log-in", { email: this.email, password: this.password });
  }

  async givesCode(): Promise<void> {
    await this.api("/2fa/authenticate", { twoFactorAuthenticationCode: await this.phone?.nextCode() });
  }

  async signOut(): Promise<void> {
    await this.api("/authentication/log-out");
  }
}

/** Where an answer leads: a redirect, or a page that goes on by itself. */
function leads(answer: Answer): string | undefined {
  if (answer.status >= 300 && answer.status < 400) return answer.headers.location;
  return /^\d+;\s*url=(.*)$/i.exec(String(answer.headers.refresh ?? ""))?.[1];
}
