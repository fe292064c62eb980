// `make bench PARTS=overload`: one server under five times the sign-ins that it can do, one network that wants all of its places, and
// its memory. Says of each promise of SECURITY.md whether it was kept here, on this machine, with the clients beside the server.
//
//   node benches/overload.mjs [SECONDS]
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { end, endAll, portOf, postgres, servers } from "./servers.mjs";

const seconds = Number(process.argv[2] ?? 10);
const password = "a long password for the bench";
const COST_MIB = 19;
const PEOPLE = 60;
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

/** Asks for something from a network address: status, milliseconds, cookies. */
function ask(port, method, path, { address = "203.0.113.1", body, cookie } = {}) {
  const text = body && JSON.stringify(body);
  const headers = { "x-forwarded-for": address, ...(cookie && { cookie }) };
  if (text) Object.assign(headers, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  const begun = performance.now();
  return new Promise((done) => {
    const asked = request({ agent, host: "127.0.0.1", port, method, path, headers }, (answer) => {
      const cookies = (answer.headers["set-cookie"] ?? []).map((set) => set.split(";")[0]).join("; ");
      answer.resume().on("end", () => done({ status: answer.statusCode, ms: performance.now() - begun, cookies }));
    });
    asked.on("error", () => done({ status: 0, ms: performance.now() - begun, cookies: "" })).end(text);
  });
}

const address = (number) => `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
const signIn = (port, person, from) =>
  ask(port, "POST", "/api/v1/authentication/log-in", { address: from, body: { email: `person-${person % PEOPLE}@example.com`, password } });

/** The memory of a process, in MiB: its highest, and now. */
function memory(child) {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return ["VmHWM", "VmRSS"].map((name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024);
}

const percentile = (times, part) => times.sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;

/** Sixteen people, each one sign-in after the other: sign-ins a second. */
async function capacity(port) {
  const stop = performance.now() + 1000 * seconds;
  let done = 0;
  const person = async (number) => {
    while (performance.now() < stop) if ((await signIn(port, number, address(number))).status === 200) done += 1;
  };
  await Promise.all(Array.from({ length: 16 }, (_, number) => person(number)));
  return done / seconds;
}

/** Sign-ins at this rate, whatever becomes of them, each from an address of its own; and others who only look. */
async function flood(port, rate, cookie) {
  const [sent, looks] = [[], { "session check": [], page: [], "/healthz": [] }];
  const begun = performance.now();
  let number = 0;
  const send = setInterval(() => {
    const due = ((performance.now() - begun) / 1000) * rate;
    for (; number < due; number += 1) sent.push(signIn(port, number, address(1000 + number)));
  }, 5);
  const look = setInterval(() => {
    looks["session check"].push(ask(port, "GET", "/api/v1/authentication", { cookie }));
    looks.page.push(ask(port, "GET", "/sign-in"));
    looks["/healthz"].push(ask(port, "GET", "/healthz"));
  }, 50);
  await new Promise((done) => setTimeout(done, 1000 * seconds));
  clearInterval(send);
  clearInterval(look);
  const answers = await Promise.all(sent);
  const times = {};
  for (const [name, asked] of Object.entries(looks)) times[name] = percentile((await Promise.all(asked)).map(({ ms }) => ms), 0.99);
  return { answers, times };
}

/** One network asks for all that it can get, and people from elsewhere sign in meanwhile: how many of them were let in. */
async function crowd(port) {
  const stop = performance.now() + 1000 * seconds;
  const press = async (number) => {
    while (performance.now() < stop) await signIn(port, number, "198.51.100.1");
  };
  const pressing = Array.from({ length: 40 }, (_, number) => press(number));
  let [asked, inside] = [0, 0];
  while (performance.now() < stop) {
    asked += 1;
    if ((await signIn(port, asked, address(900_000 + asked))).status === 200) inside += 1;
  }
  await Promise.all(pressing);
  return { asked, inside };
}

function say(what, value, kept) {
  console.log(`${kept ? "kept" : "NOT KEPT"}  ${what}: ${value}`);
}

async function scenario(name, databaseUrl, folder) {
  const [server] = await servers(1, databaseUrl, folder);
  const port = portOf(server);
  await ask(port, "GET", "/healthz");
  const [, idle] = memory(server.child);
  console.log(`\n${name}\n`);
  for (let person = 0; person < PEOPLE; person += 1) {
    const body = { name: "A Person", email: `person-${person}@example.com`, password };
    await ask(port, "POST", "/api/v1/authentication/register", { address: address(person), body });
  }
  const { cookies } = await signIn(port, 0, address(0));
  const most = await capacity(port);
  const { answers, times } = await flood(port, 5 * most, cookies);
  const of = (status) => answers.filter((answer) => answer.status === status);
  const answered = of(200).length / seconds;
  const turnedAway = percentile(of(503).map(({ ms }) => ms), 0.99);
  const { asked, inside } = await crowd(port);
  const [highest, now] = memory(server.child);
  const allowed = idle + cpus().length * COST_MIB + 30;
  say("idle memory, at most 20 MiB", `${idle.toFixed(1)} MiB`, idle <= 20);
  say("sign-ins at five times the capacity, at least 80 %", `${answered.toFixed(0)}/s of ${most.toFixed(0)}/s`, answered >= 0.8 * most);
  say("turned away, 99 % within 100 ms", `${turnedAway.toFixed(0)} ms, ${of(503).length} of ${answers.length}`, turnedAway <= 100);
  for (const [look, ms] of Object.entries(times)) say(`${look} meanwhile, 99 % within 200 ms`, `${ms.toFixed(0)} ms`, ms <= 200);
  say("people let in beside one network that presses", `${inside} of ${asked}`, inside === asked);
  say(`memory after all that, at most ${allowed.toFixed(0)} MiB`, `${highest.toFixed(0)} MiB, ${now.toFixed(0)} MiB now`, highest <= allowed);
  const others = answers.filter(({ status }) => status !== 200 && status !== 503).length;
  say("answers of another kind, none", others, others === 0);
  await end(server);
}

const folder = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
try {
  console.log(`One server, ${seconds} s each, ${cpus().length} cores for server, database and clients`);
  await scenario("SQLite", `sqlite:${join(folder, "overload.db")}?mode=rwc`, folder);
  const cluster = await postgres();
  await scenario("PostgreSQL", cluster.line, folder);
  await end(cluster);
} finally {
  endAll();
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}
