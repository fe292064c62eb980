// What the benches share: programs that are started and ended, and servers on one database.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const running = [];

/** Starts a program whose first line on standard output is of interest. */
export async function start(program, args, options) {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"], ...options });
  running.push(child);
  for await (const line of createInterface(child.stdout)) return { child, line };
  throw new Error(`${program} said nothing`);
}

/** Ends a program in order. */
export async function end({ child }) {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.stdin.end();
  child.kill("SIGTERM");
  await ended;
}

/** Ends whatever is left, after a fault. */
export function endAll() {
  for (const child of running) if (child.exitCode === null) child.kill("SIGTERM");
}

/** A PostgreSQL server for the bench alone: its URL is its first line. */
export const postgres = () => start(join(root, "tools/postgres"), []);

/** So many servers with the same keys, on one database. */
export async function servers(count, databaseUrl, folder) {
  const env = {
    LATCHKEY_DATABASE_URL: databaseUrl,
    LATCHKEY_SECRET_KEYS: randomBytes(32).toString("base64"),
    LATCHKEY_LISTEN: "127.0.0.1:0",
    // Tokens name the site that they are of: one site, however many servers.
    LATCHKEY_PUBLIC_URL: "http://localhost:9",
    LATCHKEY_LOG: "error",
    LATCHKEY_TRUSTED_PROXIES: "127.0.0.0/8",
    LATCHKEY_SITE_ROOT: join(root, "target/site"),
  };
  const started = [];
  for (let number = 0; number < count; number += 1) {
    started.push(await start(join(root, "target/release/latchkey"), ["serve"], { env, cwd: folder }));
  }
  return started;
}

/** The port that a server took. */
export const portOf = ({ line }) => new URL(line.replace("listening on ", "")).port;
