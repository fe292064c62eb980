// Firefox as it is installed, without geckodriver: that one would only pass WebDriver's commands on to Marionette, which is in
// Firefox itself (https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html).
import { writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import type { Command, Engine, Parameters, StartEngine } from "./engine.ts";
import { newFolder, Program, removeFolder } from "./program.ts";

const COMMANDS: Record<Command, string> = {
  open: "WebDriver:Navigate",
  url: "WebDriver:GetCurrentURL",
  script: "WebDriver:ExecuteScript",
  label: "WebDriver:GetComputedLabel",
  click: "WebDriver:ElementClick",
  clear: "WebDriver:ElementClear",
  type: "WebDriver:ElementSendKeys",
  screen: "WebDriver:TakeScreenshot",
};

const PREFERENCES = {
  "marionette.port": 0,
  "intl.accept_languages": "en",
  // Errors of pages are printed: thrown ones always, those of the console for the asking. Firefox's own are nobody's business here.
  "devtools.console.stdout.content": true,
  "devtools.console.stdout.chrome": false,
  // It fetches nothing from home.
  "services.settings.server": "data:,#none",
  "app.normandy.enabled": false,
    "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

/** Firefox puts names before what its own parts say to the console. */
const COMPLAINT = /^(JavaScript error: http|console\.error: (?![\w-]+: ))/;

export const startFirefox: StartEngine = async (javaScript) => {
  const executable = process.env.E2E_FIREFOX;
  if (!executable) {
    throw new Error("No Firefox: install it (apt install firefox-esr), then run `make e2e`; or put its path into E2E_FIREFOX.");
  }
  const folder = newFolder();
  const preferences = Object.entries({ ...PREFERENCES, "javascript.enabled": javaScript });
  writeFileSync(join(folder, "user.js"), preferences.map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`).join(""));
  const program = Program.start(executable, ["--marionette", "--headless", "--no-remote", "--profile", folder], folder);
  const close = async () => {
    await program.stop();
    removeFolder(folder);
  };
  try {
    const marionette = await Marionette.connect(Number(await program.prints(/Listening on port (\d+)/)));
    await marionette.send("WebDriver:NewSession", {});
    return new Firefox(program, marionette, close);
  } catch (error) {
    await close();
    throw error;
  }
};

class Firefox implements Engine {
  constructor(
    private readonly program: Program,
    private readonly marionette: Marionette,
    private readonly end: () => Promise<void>,
  ) {}

  async command(name: Command, parameters: Parameters = {}): Promise<unknown> {
    // In a sandbox of Firefox's own, scripts of tests run where those of pages do not.
    const how = name === "script" ? { sandbox: "system" } : name === "screen" ? { full: false } : {};
    const answer = await this.marionette.send(COMMANDS[name], { ...parameters, ...how });
    return answer !== null && typeof answer === "object" && "value" in answer ? answer.value : answer;
  }

  readonly isSilent = false;

  async watch(): Promise<void> {}

  async complaints(): Promise<string[]> {
    return this.program.output.split("\n").filter((line) => COMPLAINT.test(line));
  }

  get log(): string {
    return this.program.output;
  }

  async close(): Promise<void> {
    this.marionette.close();
    await this.end();
  }
}

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void };

/** A connection to Marionette: messages in JSON, each after its length and a colon. */
class Marionette {
  private received = Buffer.alloc(0);
  private readonly waiting = new Map<number, Waiting>();
  private sent = 0;

  private constructor(private readonly socket: Socket) {
    socket.on("data", (bytes) => {
      this.received = Buffer.concat([this.received, bytes]);
      while (this.takeMessage());
    });
    socket.on("error", () => {}); // "close" follows
    socket.on("close", () => {
      for (const { reject } of this.waiting.values()) reject(new Error("Firefox has closed the connection"));
      this.waiting.clear();
    });
  }

  static async connect(port: number): Promise<Marionette> {
    const socket = connect(port, "127.0.0.1");
    await new Promise((connected, failed) => socket.once("connect", connected).once("error", failed));
    return new Marionette(socket);
  }

  send(name: string, parameters: object): Promise<unknown> {
    if (this.socket.destroyed) return Promise.reject(new Error("Firefox has closed the connection"));
    const number = ++this.sent;
    const message = JSON.stringify([0, number, name, parameters]);
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      this.socket.write(`${Buffer.byteLength(message)}:${message}`);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  /** Takes one message from what was received, if it is whole. */
  private takeMessage(): boolean {
    const colon = this.received.indexOf(":");
    const end = colon + 1 + Number(this.received.subarray(0, colon));
    if (colon < 0 || this.received.length < end) return false;
    const message: unknown = JSON.parse(this.received.subarray(colon + 1, end).toString());
    this.received = this.received.subarray(end);
    // The first one is a greeting.
    if (!Array.isArray(message)) return true;
    const [, number, error, result] = message;
    const waiting = this.waiting.get(number);
    this.waiting.delete(number);
    if (error) waiting?.reject(new Error(`${error.error}: ${error.message}`));
    else waiting?.resolve(result);
    return true;
  }
}
