// Two versions of the program on one database, under load: nobody may be locked out while one takes the place of the other.
//
//   git worktree add /somewhere/before COMMIT && make -C /somewhere/before build
//   make build && node tools/side-by-side.mjs /somewhere/before/target/release/latchkey [--seconds 20] [--people 12] [--keep FOLDER]
//
// For SQLite and for PostgreSQL: people register at the server before, with two factors; the present one starts beside it and migrates
// while they go on; then every request goes to either; then the server before ends. With --keep, the databases as the server before
// left them, with people's cookies and secrets, become fixtures for tests/it/once/upgrade.rs.
import { execFileSync, spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { seconds: { type: "string", default: "20" }, people: { type: "string", default: "12" }, keep: { type: "string" } } });
const before = resolve(positionals[0] ?? "");
if (!positionals[0] || !existsSync(before)) throw new Error("usage: node tools/side-by-side.mjs OLD_PROGRAM [--seconds N] [--keep FOLDER]");
const present = join(root, "target/release/latchkey");
const PEOPLE = Number(values.people);
const ORIGIN = "http://localhost:9";

// --- servers ----------------------------------------------------------------------------------------------------------

async function serve(program, settings) {
  // An older program has its site in a folder.
  const site = join(dirname(program), "../site");
  const own = existsSync(site) ? { LATCHKEY_SITE_ROOT: site } : {};
  const child = spawn(program, ["serve", "--listen", "127.0.0.1:0"], { env: { ...settings, ...own }, stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((done, failed) => {
    let out = "";
    child.stdout.on("data", (text) => {
      out += text;
      const found = /listening on (\S+)/.exec(out);
      if (found) done(found[1]);
    });
    child.on("exit", (code) => failed(new Error(`${program} ended with ${code}`)));
  });
  const end = () => new Promise((done) => child.on("exit", done) && child.kill("SIGTERM"));
  return { url, end };
}

async function postgres() {
  const child = spawn(join(root, "tools/postgres"), { stdio: ["pipe", "pipe", "inherit"] });
  const url = await new Promise((done) => child.stdout.once("data", (text) => done(String(text).trim().split("\n")[0])));
  return { url, end: () => new Promise((done) => child.on("exit", done) && child.stdin.end()) };
}

// --- people -----------------------------------------------------------------------------------------------------------

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const step = () => Math.floor(Date.now() / 30_000);

function codeAt(uri, at) {
  const secret = new URL(uri).searchParams.get("secret");
  const bits = [...secret].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(at));
  const mac = createHmac("sha1", key).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

class Person {
  jar = new Map();
  constructor(number) {
    this.number = number;
    this.email = `person.${number}@example.com`;
    this.password = `seven quiet lanterns at dusk ${number}`;
  }

  async asks(url, method, path, body) {
    const headers = { accept: "application/json", "x-forwarded-for": `10.9.${this.number}.1` };
    if (this.jar.size) headers.cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
    if (body) headers["content-type"] = "application/json";
    const answer = await fetch(`${url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body), redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      if (value) this.jar.set(name, value);
      else this.jar.delete(name);
    }
    const text = await answer.text();
    return { status: answer.status, text, json: text.startsWith("{") ? JSON.parse(text) : undefined };
  }

  async must(wanted, ...asked) {
    const answer = await this.asks(...asked);
    if (answer.status !== wanted) throw new Error(`${this.email}: ${asked[1]} ${asked[2]} at ${asked[0]}: ${answer.status} ${answer.text}`);
    return answer.json;
  }

  async begins(url) {
    await this.must(201, url, "POST", "/authentication/register", { email: this.email, name: `Person ${this.number}`, password: this.password });
    await this.must(200, url, "POST", "/authentication/log-in", { email: this.email, password: this.password });
    // Every fourth has no second factor.
    if (this.number % 4 === 0) return;
    this.uri = (await this.must(200, url, "POST", "/2fa/generate")).otpauthUrl;
    this.used = step() - 1;
    const turned = await this.must(200, url, "POST", "/2fa/turn-on", { twoFactorAuthenticationCode: codeAt(this.uri, this.used) });
    this.codes = turned.recoveryCodes;
  }

  /** Signs in anew, with a code that was not used, or with a recovery code. */
  async signsIn(url) {
    this.jar.clear();
    await this.must(200, url, "POST", "/authentication/log-in", { email: this.email, password: this.password });
    if (!this.uri) return;
    if (this.used < step() + 1) {
      this.used = Math.max(this.used + 1, step() - 1);
      await this.must(200, url, "POST", "/2fa/authenticate", { twoFactorAuthenticationCode: codeAt(this.uri, this.used) });
    } else {
      await this.must(200, url, "POST", "/2fa/authenticate", { recoveryCode: this.codes.shift() });
    }
  }
}

// --- load -------------------------------------------------------------------------------------------------------------

/** Each person goes on at any of these servers, until told to stop. Counts what they did. */
function load(people, servers) {
  let goesOn = true;
  const counts = { checks: 0, refreshes: 0, signIns: 0, posts: 0 };
  const any = () => servers[Math.floor(Math.random() * servers.length)].url;
  const life = async (person) => {
    for (let turn = 0; goesOn; turn++) {
      await person.must(200, any(), "GET", "/authentication");
      counts.checks++;
      if (turn % 10 === 3) {
        await person.must(200, any(), "POST", "/authentication/refresh");
        counts.refreshes++;
      }
      if (turn % 10 === 5) {
        await person.must(201, any(), "POST", "/posts", { title: `Turn ${turn}`, content: "Goes on." });
        counts.posts++;
      }
      if (turn % 60 === 59 && (person.codes?.length ?? 9) > 3) {
        await person.signsIn(any());
        counts.signIns++;
      }
    }
  };
  const lives = Promise.all(people.map(life));
  return {
    counts,
    servers,
    async stops() {
      goesOn = false;
      await lives;
      return counts;
    },
  };
}

const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

// --- both databases ---------------------------------------------------------------------------------------------------

async function rehearse(store) {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-side-by-side-"));
  const cluster = store === "postgres" ? await postgres() : undefined;
  const database = cluster?.url ?? `sqlite:${join(folder, "latchkey.db")}?mode=rwc`;
  const key = randomBytes(32).toString("base64");
  const settings = {
    LATCHKEY_DATABASE_URL: database,
    LATCHKEY_SECRET_KEYS: key,
    LATCHKEY_PUBLIC_URL: ORIGIN,
    LATCHKEY_TRUSTED_PROXIES: "127.0.0.0/8",
    LATCHKEY_LOG: "warn",
  };
  const old = await serve(before, settings);
  const people = Array.from({ length: PEOPLE }, (_, number) => new Person(number));
  for (const person of people) await person.begins(old.url);
  if (values.keep) {
    await old.end();
    keep(store, database, { at: Date.now(), key, origin: ORIGIN, people });
    rmSync(folder, { recursive: true });
    await cluster?.end();
    return;
  }
  const half = Number(values.seconds) / 2;
  const servers = [old];
  const life = load(people, servers);
  await pause(1);
  const next = await serve(present, settings);
  servers.push(next);
  await pause(half);
  servers.shift();
  await pause(1);
  await old.end();
  await pause(half);
  const counts = await life.stops();
  await next.end();
  await cluster?.end();
  rmSync(folder, { recursive: true });
  console.log(`${store}: nobody was locked out: ${JSON.stringify(counts)}`);
}

function keep(store, database, { at, key, origin, people }) {
  const folder = resolve(values.keep);
  mkdirSync(folder, { recursive: true });
  const path = database.replace(/^sqlite:|\?.*$/g, "");
  const dump =
    store === "sqlite"
      ? execFileSync("sqlite3", [path, ".dump"], { encoding: "utf8" })
      : execFileSync("pg_dump", ["--inserts", "--no-owner", "--no-privileges", database], { encoding: "utf8" });
  writeFileSync(join(folder, `${store}.sql`), dump);
  const told = people.map(({ email, password, uri, used, codes, jar }) => ({ email, password, uri, used, codes, cookies: Object.fromEntries(jar) }));
  writeFileSync(join(folder, `${store}.json`), `${JSON.stringify({ at, key, origin, people: told }, null, 1)}\n`);
  console.log(`${store}: kept in ${folder}`);
}

for (const store of ["sqlite", "postgres"]) await rehearse(store);
