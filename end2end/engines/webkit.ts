// WebKit as GNOME's browser has it: WebKitWebDriver starts WebKitGTK's MiniBrowser, which needs a screen.
import { createServer } from "node:net";
import type { Command, Engine, Parameters, StartEngine } from "./engine.ts";
import { newFolder, Program, removeFolder } from "./program.ts";

/** Method and path of each command, below the session's. */
const COMMANDS: Record<Command, (id: string) => [method: "GET" | "POST", path: string]> = {
  open: () => ["POST", "/url"],
  url: () => ["GET", "/url"],
  script: () => ["POST", "/execute/sync"],
  label: (id) => ["GET", `/element/${id}/computedlabel`],
  click: (id) => ["POST", `/element/${id}/click`],
  clear: (id) => ["POST", `/element/${id}/clear`],
  type: (id) => ["POST", `/element/${id}/value`],
  screen: () => ["GET", "/screenshot"],
};

/** How long a page may take to load: the driver says so when it takes longer. */
const LOAD_MILLISECONDS = 20_000;
/** How long the driver itself may say nothing. */
const SILENCE_MILLISECONDS = 30_000;

export const startWebKit: StartEngine = async (javaScript) => {
  const executable = process.env.E2E_WEBKIT_DRIVER;
  if (!executable) {
    throw new Error("No WebKit: install it (apt install webkit2gtk-driver xvfb), then run `make e2e`; or put WebKitWebDriver's path into E2E_WEBKIT_DRIVER.");
  }
  const folder = newFolder();
  const programs: Program[] = [];
  const start = (...[command, args, environment]: [string, string[], NodeJS.ProcessEnv?]) => {
    const program = Program.start(command, args, folder, environment);
    programs.unshift(program);
    return program;
  };
  const close = async () => {
    for (const program of programs) await program.stop();
    removeFolder(folder);
  };
  try {
    const screen = start("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]);
    const display = await screen.prints(/^(\d+)$/m);
    const port = await freePort();
    const driver = start(executable, [`--port=${port}`], {
      DISPLAY: `:${display}`,
      // Of these it makes Accept-Language.
      LANG: "en_US.UTF-8",
      LANGUAGE: "en",
      // It asks for a bus only to be found by screen readers.
      DBUS_SESSION_BUS_ADDRESS: "disabled:",
      NO_AT_BRIDGE: "1",
    });
    await driver.until(() => fetch(`http://127.0.0.1:${port}/status`).then(({ ok }) => ok, () => false));
    // Scripts of tests still run where markup may have none.
    const args = ["--automation", `--enable-javascript-markup=${javaScript}`];
    const timeouts = { pageLoad: LOAD_MILLISECONDS, script: LOAD_MILLISECONDS };
    const capabilities = { alwaysMatch: { timeouts, "webkitgtk:browserOptions": { args } } };
    const session = await request("POST", `http://127.0.0.1:${port}/session`, { capabilities });
    return new WebKit(`http://127.0.0.1:${port}/session/${(session as { sessionId: string }).sessionId}`, driver, close);
  } catch (error) {
    await close();
    throw error;
  }
};

class WebKit implements Engine {
  private readonly complained: string[] = [];
  isSilent = false;

  constructor(
    private readonly session: string,
    private readonly driver: Program,
    private readonly end: () => Promise<void>,
  ) {}

  async command(name: Command, { id = "", ...parameters }: Parameters = {}): Promise<unknown> {
    // It may sign out, which empties the page's storage.
    if (name === "click") await this.complaints();
    const [method, path] = COMMANDS[name](id);
    if (this.isSilent) throw new Error("WebKit's driver has stopped answering");
    try {
      return await request(method, this.session + path, method === "POST" ? parameters : undefined);
    } catch (error) {
      this.isSilent = error instanceof Error && error.name === "TimeoutError";
      throw error;
    }
  }

  async watch(): Promise<void> {
    await this.command("script", { script: `(${note})()`, args: [] });
  }

  async complaints(): Promise<string[]> {
    const lines = await this.command("script", { script: `return (${takeNotes})()`, args: [] });
    this.complained.push(...(lines as string[]));
    return this.complained;
  }

  get log(): string {
    return this.driver.output;
  }

  async close(): Promise<void> {
    // The driver ends the browser, and waits for it.
    if (!this.isSilent) await request("DELETE", this.session).catch(() => {});
    await this.end();
  }
}

/**
 * In the page: notes what goes wrong. MiniBrowser prints nothing of the console of a page that is driven. It is kept where the
 * next page finds it.
 */
function note(): void {
  if ("noting" in window) return;
  const keep = (line: string) => {
    const kept = JSON.parse(sessionStorage.getItem("complaints") ?? "[]");
    sessionStorage.setItem("complaints", JSON.stringify([...kept, `${line} on ${location.pathname}`]));
  };
  const { error } = console;
  console.error = (...words: unknown[]) => {
    keep(`console: ${words.join(" ")}`);
    error(...words);
  };
  addEventListener("error", ({ message }) => keep(`error: ${message}`));
  addEventListener("unhandledrejection", ({ reason }) => keep(`rejection: ${reason}`));
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => keep(`policy: ${effectiveDirective} ${blockedURI}`));
  Object.assign(window, { noting: true });
}

/** In the page: what was noted since the last time. */
function takeNotes(): string[] {
  // A browser that has opened nothing has no storage.
  if (location.protocol === "about:") return [];
  const kept = JSON.parse(sessionStorage.getItem("complaints") ?? "[]");
  sessionStorage.removeItem("complaints");
  return kept;
}

async function request(method: string, url: string, body?: object): Promise<unknown> {
  const signal = AbortSignal.timeout(SILENCE_MILLISECONDS);
  const answer = await fetch(url, { method, body: body && JSON.stringify(body), signal });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

/** WebKitWebDriver does not say which port it took if it may choose. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === "object" && address ? address.port : 0;
}
