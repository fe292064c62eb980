// `make bench`: what one server and two do on SQLite and PostgreSQL, as requests a second and as ratios. The release build, the
// database and this program share one machine, so that only the ratios between its lines mean something elsewhere.
//
//   node benches/load.mjs [SECONDS] [CLIENTS]
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { end, endAll, portOf, postgres, servers } from "./servers.mjs";

const seconds = Number(process.argv[2] ?? 10);
const clients = Number(process.argv[3] ?? 16);
const password = "a long password for the bench";

/** A client of all servers in turn, with its cookies and an address of its own. */
class Client {
  static agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  cookies = new Map();
  turn = 0;

  constructor(ports, number) {
    Object.assign(this, { ports, email: `client-${number}@example.com`, address: `10.0.0.${number}` });
  }

  call(method, path, body) {
    const text = body && JSON.stringify(body);
    const headers = { "x-forwarded-for": this.address, cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    if (text) Object.assign(headers, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
    this.turn += 1;
    const port = this.ports[this.turn % this.ports.length];
    return new Promise((done, failed) => {
      const asked = request({ agent: Client.agent, host: "127.0.0.1", port, method, path: `/api/v1/authentication${path}`, headers }, (answer) => {
        for (const cookie of answer.headers["set-cookie"] ?? []) {
          const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
          this.cookies.set(name, value);
        }
        answer.resume().on("end", () => (answer.statusCode < 300 ? done() : failed(new Error(`${method} ${path}: ${answer.statusCode}`))));
      });
      asked.on("error", failed).end(text);
    });
  }
}

const KINDS = {
  "sign-ins": (client) => client.call("POST", "/log-in", { email: client.email, password }),
  "session checks": (client) => client.call("GET", ""),
  refreshes: (client) => client.call("POST", "/refresh"),
};

/** All clients at once, each one request after the other: requests a second, and the 95th percentile in milliseconds. */
async function measure(everybody, deed) {
  const times = [];
  const stop = performance.now() + 1000 * seconds;
  await Promise.all(
    everybody.map(async (client) => {
      while (performance.now() < stop) {
        const begun = performance.now();
        await deed(client);
        times.push(performance.now() - begun);
      }
    }),
  );
  times.sort((a, b) => a - b);
  return { rate: times.length / seconds, p95: times[Math.floor(times.length * 0.95)] };
}

async function scenario(count, databaseUrl, folder) {
  const started = await servers(count, databaseUrl, folder);
  const ports = started.map(portOf);
  const everybody = Array.from({ length: clients }, (_, number) => new Client(ports, number));
  for (const client of everybody) await client.call("POST", "/register", { name: "A Client", email: client.email, password });
  const results = {};
  for (const [kind, deed] of Object.entries(KINDS)) results[kind] = await measure(everybody, deed);
  for (const server of started) await end(server);
  return results;
}

const folder = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
try {
  const results = { "SQLite, one server": await scenario(1, `sqlite:${join(folder, "latchkey.db")}?mode=rwc`, folder) };
  for (const count of [1, 2]) {
    const cluster = await postgres();
    results[`PostgreSQL, ${count === 1 ? "one server" : "two servers"}`] = await scenario(count, cluster.line, folder);
    cluster.child.stdin.end();
    await new Promise((done) => cluster.child.once("exit", done));
  }
  console.log(`${clients} clients, ${seconds} s each, ${cpus().length} cores for servers, database and clients\n`);
  console.log(["".padEnd(26), ...Object.keys(KINDS).map((kind) => kind.padEnd(28))].join(""));
  const base = Object.values(results)[0];
  for (const [name, measured] of Object.entries(results)) {
    const cells = Object.entries(measured).map(([kind, { rate, p95 }]) =>
      `${rate.toFixed(0)}/s  x${(rate / base[kind].rate).toFixed(2)}  p95 ${p95.toFixed(0)} ms`.padEnd(28),
    );
    console.log([name.padEnd(26), ...cells].join(""));
  }
} finally {
  endAll();
  rmSync(folder, { recursive: true, force: true });
}
