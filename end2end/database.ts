// PostgreSQL for the server under test: a database of a worker's own, on a server that ends with the worker.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Client } from "pg";

const script = fileURLToPath(new URL("../tools/postgres", import.meta.url));

export class Database {
  private constructor(
    readonly url: string,
    private readonly server: string,
    private readonly process: ChildProcess | undefined,
  ) {}

  /** A new database: on the server that LATCHKEY_TEST_DATABASE_URL names, or on one that is started for it. */
  static async create(): Promise<Database> {
    const given = process.env.LATCHKEY_TEST_DATABASE_URL;
    const started = given ? undefined : spawn(script, { stdio: ["pipe", "pipe", "inherit"] });
    const server = given ?? (await firstLine(started));
    const name = `latchkey_e2e_${randomBytes(8).toString("hex")}`;
    await administer(server, `CREATE DATABASE ${name}`);
    const url = new URL(server);
    url.pathname = `/${name}`;
    return new Database(url.href, server, started);
  }

  /** To be called when nobody uses it any more. */
  async remove(): Promise<void> {
    if (!this.process) return administer(this.server, `DROP DATABASE ${new URL(this.url).pathname.slice(1)} WITH (FORCE)`);
    const ended = new Promise((done) => this.process?.once("exit", done));
    this.process.stdin?.end();
    await ended;
  }
}

async function firstLine(process: ChildProcess | undefined): Promise<string> {
  if (process?.stdout) for await (const line of createInterface(process.stdout)) return line;
  throw new Error("tools/postgres did not start a server: see above");
}

async function administer(server: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(sql);
  await client.end();
}
