// The programs that an engine is made of. Each has a process group of its own, by whose number it is ended with all its children.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const START_MILLISECONDS = 30_000;
const STOP_MILLISECONDS = 5_000;

export class Program {
  /** What it has printed, on both streams. */
  output = "";

  private constructor(
    private readonly name: string,
    private readonly process: ChildProcess,
  ) {}

  /** Starts it, with nothing of the caller's environment but PATH: the caller's language and settings are not the tests'. */
  static start(command: string, args: string[], folder: string, environment: NodeJS.ProcessEnv = {}): Program {
    const child = spawn(command, args, {
      // Its own group: see the top.
      detached: true,
      env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, XDG_RUNTIME_DIR: folder, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const program = new Program(command, child);
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (program.output += String(text)));
    child.once("error", (error) => (program.output += error.message));
    // For a worker that ends without having ended its tests.
    process.once("exit", program.kill);
    return program;
  }

  /** Waits until it has printed this, and gives what the pattern's first group has matched. */
  async prints(pattern: RegExp): Promise<string> {
    let found: RegExpExecArray | null = null;
    await this.until(async () => Boolean((found = pattern.exec(this.output))));
    return found?.[1] ?? "";
  }

  /** Waits until it is ready. */
  async until(ready: () => Promise<boolean>): Promise<void> {
    const late = Date.now() + START_MILLISECONDS;
    while (!(await ready())) {
      const ended = this.process.exitCode ?? this.process.signalCode;
      if (ended !== null || !this.process.pid) throw new Error(`${this.name} ended with ${ended}:\n${this.output}`);
      if (Date.now() > late) throw new Error(`${this.name} did not start in time:\n${this.output}`);
      await new Promise((looked) => setTimeout(looked, 20));
    }
  }

  async stop(): Promise<void> {
    if (this.process.pid && this.process.exitCode === null && this.process.signalCode === null) {
      const ended = new Promise((done) => this.process.once("exit", done));
      this.kill("SIGTERM");
      const late = setTimeout(this.kill, STOP_MILLISECONDS);
      await ended;
      clearTimeout(late);
    }
    // What it has started and not waited for.
    this.kill();
    process.off("exit", this.kill);
  }

  private readonly kill = (signal: unknown = "SIGKILL") => {
    try {
      if (this.process.pid) process.kill(-this.process.pid, signal === "SIGTERM" ? signal : "SIGKILL");
    } catch {
      // Nobody is left in the group.
    }
  };
}

/** A folder for what an engine writes. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "latchkey-engine-"));
}

export function removeFolder(folder: string): void {
  // A process that is being killed may still write.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
