// The server under test: the real binary, with a database and keys of its own.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Mailbox } from "./accounts.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
// Another build than `make build`'s can be tested, too.
const binary = resolve(root, process.env.E2E_BINARY ?? "target/release/latchkey");
// With the site in it. One that has none, as `make watch` makes it, needs its folder.
const site = process.env.E2E_SITE_ROOT ? ["--site-root", resolve(root, process.env.E2E_SITE_ROOT)] : [];
const START_MILLISECONDS = 20_000;
const STOP_MILLISECONDS = 10_000;
const LETTER_MILLISECONDS = 20_000;

/** The name that authenticators show. Not the default, and with characters that URIs, HTML and QR codes treat each in their way. */
export const APP_NAME = "Tür & Schloß";

/** Its whole environment. Nothing of the caller's: it may hold settings of a Latchkey of their own. */
const SETTINGS: NodeJS.ProcessEnv = {
  LATCHKEY_APP_NAME: APP_NAME,
  LATCHKEY_LOG: "info,latchkey=debug",
  LATCHKEY_SHUTDOWN_SECONDS: "2",
  // Every test comes from an address of its own (fixtures.ts), which a proxy on this machine names.
  LATCHKEY_TRUSTED_PROXIES: "127.0.0.0/8",
};

export class Server {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly lines: { log: string },
  ) {}

  /** Starts a server, with settings beside those of every test. */
  static async start(settings: NodeJS.ProcessEnv): Promise<Server> {
    if (!existsSync(binary)) throw new Error(`There is no ${binary}: run \`make build\`.`);
    const folder = mkdtempSync(join(tmpdir(), "latchkey-e2e-"));
    const environment = { ...SETTINGS, LATCHKEY_DATA_DIR: join(folder, "data"), ...settings };
    const process = spawn(binary, ["serve", "--listen", "127.0.0.1:0", ...site], {
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines = { log: "" };
    process.stderr.on("data", (text) => (lines.log += String(text)));
    try {
      return new Server(await address(process, lines), process, folder, environment, lines);
    } catch (error) {
      process.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** What the server has logged so far. */
  get log(): string {
    return this.lines.log;
  }

  /** What a command does beside the running server, with its settings, and what it says. */
  command(...words: string[]): string {
    const env = { LATCHKEY_PUBLIC_URL: this.url, ...this.environment };
    return execFileSync(binary, words, { env, encoding: "utf8" });
  }

  /** What an operator does for this person. */
  operate(deed: "seal" | "reset-password" | "reset-second-factor", email: string): string {
    return this.command("user", deed, email);
  }

  /** The link that makes the first administrator, as the log tells it at the start. */
  firstAdministratorLink(): string {
    const link = this.log.match(/http[^"\s]+\/first-administrator#[\w.-]+/)?.[0];
    if (!link) throw new Error("the log tells no link to the first administrator");
    return link;
  }

  /** The one-time link to a new password that an operator hands out. */
  resetLink(email: string): string {
    const link = this.operate("reset-password", email).split("\n")[0] ?? "";
    return link.replace(new URL(link).origin, this.url);
  }

  /** Where letters are kept in place of being sent. */
  get mailbox(): Mailbox | undefined {
    return this.environment.LATCHKEY_MAIL_URL === "dev:" ? { link: (to, page) => this.keptLink(to, page) } : undefined;
  }

  /** The link to this page in the newest letter to somebody, where letters are kept in place of being sent. */
  async keptLink(email: string, page: string): Promise<string> {
    const deadline = Date.now() + LETTER_MILLISECONDS;
    while (Date.now() < deadline) {
      const html = await (await fetch(`${this.url}/dev/mail`)).text();
      const letter = html.split("<section").find((section) => section.includes(email) && section.includes(`${page}#`));
      const link = letter?.match(new RegExp(`href="[^"]*(${page}#[^"]+)"`))?.[1];
      if (link) return link;
    }
    throw new Error(`no letter to ${email} has a link to ${page}`);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = new Promise((done) => this.process.once("exit", done));
      this.process.kill("SIGTERM");
      const late = setTimeout(() => this.process.kill("SIGKILL"), STOP_MILLISECONDS);
      await ended;
      clearTimeout(late);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The address that the server prints when it answers. */
function address(process: ChildProcess, lines: { log: string }): Promise<string> {
  return new Promise((found, failed) => {
    const fail = (why: string) => failed(new Error(`The server ${why}. Its log:\n${lines.log}`));
    const late = setTimeout(() => fail("did not start in time"), START_MILLISECONDS);
    let printed = "";
    process.stdout?.on("data", (text) => {
      printed += String(text);
      const line = /^listening on (http:\/\/\S+)$/m.exec(printed);
      if (!line?.[1]) return;
      clearTimeout(late);
      found(line[1]);
    });
    process.once("error", (error) => fail(`could not be started: ${error.message}`));
    process.once("exit", (code) => fail(`ended with ${code}`));
  });
}
