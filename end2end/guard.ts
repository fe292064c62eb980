// The guards of services in other languages (guards/): which of them can run here, and how.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("guards", import.meta.url));
// A program that is compiled first takes a while.
export const START_MILLISECONDS = 120_000;
const PAUSE_MILLISECONDS = 50;
// Whoever asked by way of a proxy that the environment names would get no answer: nobody listens there.
const PROXY = "http://127.0.0.1:9";
const SURROUNDINGS = { http_proxy: PROXY, HTTP_PROXY: PROXY, no_proxy: "", NO_PROXY: "", PHP_CLI_SERVER_WORKERS: "2" };

/** How a guard is run. */
interface Way {
  file: string;
  program: string;
  arguments: (port: number) => string[];
}

const WAYS: Way[] = [
  { file: "express.mjs", program: process.execPath, arguments: () => ["express.mjs"] },
  { file: "guard.py", program: process.env.E2E_PYTHON ?? "python3", arguments: () => ["guard.py"] },
  { file: "guard.go", program: "go", arguments: () => ["run", "guard.go"] },
  { file: "guard.php", program: "php", arguments: (port) => ["-S", `127.0.0.1:${port}`, "guard.php"] },
];

/** Go and PHP are no part of the set-up. */
const missing = WAYS.filter(({ program }) => ["go", "php"].includes(program) && !isOnPath(program));

/** The files of the guards that can run here. */
export const GUARDS = WAYS.filter((way) => !missing.includes(way)).map(({ file }) => file);

// Once, and not by each worker.
if (missing.length > 0 && !process.env.TEST_WORKER_INDEX) {
  console.log(`Left out: ${missing.map(({ file, program }) => `guards/${file} (no ${program} on PATH)`).join(", ")}`);
}

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((place) => existsSync(join(place, program)));
}

/** A service behind its guard. */
export class Guard {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
  ) {}

  /** Starts the service of this file, which asks the Latchkey at this address. */
  static async start(file: string, latchkey: string): Promise<Guard> {
    const way = WAYS.find((way) => way.file === file);
    if (!way) throw new Error(`There is no guard ${file}.`);
    const port = await freePort();
    const process_ = spawn(way.program, way.arguments(port), {
      cwd: folder,
      env: { ...process.env, ...SURROUNDINGS, PORT: String(port), LATCHKEY_URL: latchkey },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // a group of its own, so that what it starts ends with it
    });
    const guard = new Guard(`http://127.0.0.1:${port}`, process_);
    try {
      await guard.answers();
    } catch (error) {
      guard.stop();
      throw error;
    }
    return guard;
  }

  stop(): void {
    if (!this.process.pid) return;
    try {
      process.kill(-this.process.pid, "SIGKILL");
    } catch {} // it has ended already
  }

  /** Waits until it answers. */
  private async answers(): Promise<void> {
    let output = "";
    let ended: string | undefined;
    for (const stream of [this.process.stdout, this.process.stderr]) stream?.on("data", (text) => (output += String(text)));
    this.process.once("error", (error) => (ended = error.message));
    this.process.once("exit", (code) => (ended = `it ended with ${code}`));
    const late = Date.now() + START_MILLISECONDS;
    while (!(await fetch(this.url).catch(() => undefined))) {
      if (ended || Date.now() > late) throw new Error(`The guard did not start: ${ended ?? "it is too slow"}. ${output}`);
      await new Promise((done) => setTimeout(done, PAUSE_MILLISECONDS));
    }
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
