// What is common to all proxies: a recipe as docs/guarding.md prints it, a setting around it, and a program that is started with both.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask } from "../client.ts";
import { ID } from "../site.ts";

const START_MILLISECONDS = 30_000;
const STOP_MILLISECONDS = 5_000;
const PAUSE_MILLISECONDS = 25;

/** Where everything is. */
export interface Place {
  /** Where the proxy is to listen, on 127.0.0.1, with TLS. */
  port: number;
  /** Host and port of Latchkey. */
  latchkey: string;
  /** Host names of the applications, and of strangers, and where what stands behind them listens. */
  applications: Map<string, string>;
  /** A folder of its own, with the certificate (site.ts). */
  folder: string;
}

/** A way to put Latchkey in front of applications. */
export interface Kind {
  name: string;
  /** The program, which tools/env names. */
  program: string | undefined;
  /** What guards the first application: word for word what docs/guarding.md prints, for Latchkey at 127.0.0.1:3000. */
  recipe: string;
  /** The line that guards each further one; empty where the recipe guards them all. */
  line: string;
  /** How a further header of identity is passed on: this piece of the recipe becomes that one, which docs/guarding.md prints, too. */
  header: [piece: string, becomes: string];
  /** Everything that the program reads, by name. The recipe is in it, with this place's addresses. */
  files: (place: Place) => Record<string, string>;
  arguments: (folder: string) => string[];
}

/** A recipe for the addresses of a place, with a further header. */
export function at(recipe: string, [piece, becomes]: Kind["header"], place: Place): string {
  if (!recipe.includes(piece)) throw new Error(`no ${piece} in the recipe`);
  return recipe.replace(piece, () => becomes).replaceAll("127.0.0.1:3000", place.latchkey);
}

/** Every line of a text so far to the right. */
export function indented(text: string, by: string): string {
  return text.trim().replaceAll(/^(?=.)/gm, by);
}

export class Proxy {
  private constructor(
    readonly kind: Kind,
    private readonly process: ChildProcess,
  ) {}

  static async start(kind: Kind, place: Place): Promise<Proxy> {
    if (!kind.program) throw new Error(`No ${kind.name}: run \`make e2e\`, which sets it up.`);
    for (const [name, text] of Object.entries(kind.files(place))) writeFileSync(join(place.folder, name), text);
    mkdirSync(join(place.folder, "home"), { recursive: true });
    // Nothing of the caller's settings, and nothing left behind in their home.
    const env = { PATH: process.env.PATH, HOME: join(place.folder, "home"), XDG_DATA_HOME: join(place.folder, "home") };
    const program = spawn(kind.program, kind.arguments(place.folder), { cwd: place.folder, env, stdio: ["ignore", "pipe", "pipe"] });
    const proxy = new Proxy(kind, program);
    try {
      await proxy.listens(place.port);
    } catch (error) {
      await proxy.stop();
      throw error;
    }
    return proxy;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null || !this.process.pid) return;
    const ended = new Promise((done) => this.process.once("exit", done));
    this.process.kill("SIGTERM");
    const late = setTimeout(() => this.process.kill("SIGKILL"), STOP_MILLISECONDS);
    await ended;
    clearTimeout(late);
  }

  /** Waits until it answers. */
  private async listens(port: number): Promise<void> {
    let output = "";
    let ended: string | undefined;
    // Read to the end all the same, or the program would wait for somebody to read on.
    for (const stream of [this.process.stdout, this.process.stderr]) stream?.on("data", (text) => (output = (output + String(text)).slice(-20_000)));
    this.process.once("error", (error) => (ended = error.message));
    this.process.once("exit", (code) => (ended = `it ended with ${code}`));
    const late = Date.now() + START_MILLISECONDS;
    while (!(await answers(port))) {
      if (ended || Date.now() > late) throw new Error(`${this.kind.name} did not start: ${ended ?? "it is too slow"}. ${output}`);
      await new Promise((done) => setTimeout(done, PAUSE_MILLISECONDS));
    }
  }
}

/** Whether it has read all of its settings: one may listen a moment before that, and then knows no host. */
async function answers(port: number): Promise<boolean> {
  const answer = await ask(port, ID, { path: "/sign-in" }).catch(() => undefined);
  return answer !== undefined && answer.status !== 404;
}
