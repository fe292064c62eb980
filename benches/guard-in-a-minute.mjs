// `make bench PARTS=guard-in-a-minute`: from nothing but the program to a guarded application, with a stopwatch. No line of configuration. The limit is 60
// seconds, of which a person needs most: this does what they do, as fast as a program can.
//
//   node benches/guard-in-a-minute.mjs
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../target/release/latchkey", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "latchkey-bench-"));

/** The application: it greets whoever it is told of. */
const application = createServer((request, response) => response.end(`hello ${request.headers["remote-name"]}, by ${request.headers["remote-amr"]}`));
await new Promise((listening) => application.listen(0, "127.0.0.1", listening));
const address = `http://127.0.0.1:${application.address().port}`;

const begun = performance.now();
const tell = (what) => console.log(`${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s  ${what}`);
const words = ["guard", address, "--listen", "127.0.0.1:0"];
tell(`latchkey ${words.join(" ")}`);
const guard = spawn(program, words, { env: {}, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
try {
  let log = "";
  const told = new Promise((found) => {
    guard.stderr.on("data", (text) => {
      log += text;
      const link = /http[^"\s]+\/first-administrator#[\w.-]+/.exec(log);
      if (link) found(link[0]);
    });
  });
  for await (const line of createInterface(guard.stdout)) {
    tell(line);
    break;
  }
  const link = new URL(await told);
  tell(`the log's link: ${link.origin}${link.pathname}#…`);

  // A browser, as far as it is needed: fetch would say that it is a script.
  const jar = new Map();
  const ask = async (path, fields) => {
    const headers = { accept: fields ? "application/json" : "text/html", cookie: [...jar].map((pair) => pair.join("=")).join("; ") };
    const body = fields && new URLSearchParams(fields).toString();
    if (body !== undefined) headers["content-type"] = "application/x-www-form-urlencoded";
    const answer = await new Promise((answered, failed) => {
      request(new URL(path, link.origin), { method: fields ? "POST" : "GET", headers }, answered).on("error", failed).end(body);
    });
    for (const line of answer.headers["set-cookie"] ?? []) jar.set(line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1, line.indexOf(";")));
    let text = "";
    for await (const piece of answer) text += piece;
    if (answer.statusCode >= 400) throw new Error(`${path}: ${answer.statusCode} ${text}`);
    return { answer, text };
  };
  const led = await ask("/notes");
  if (!led.answer.headers.location?.includes("/.latchkey/gate?")) throw new Error("a stranger is let in");
  tell("a stranger is led to sign in");
  const person = { name: "Ada", email: "ada@example.com", password: "seven quiet lanterns at dusk" };
  await ask("/.latchkey/ui/become_first_administrator", { set_up_code: link.hash.slice(1), ...person });
  tell("the first administrator has an account");
  await ask("/.latchkey/ui/begin_two_factor", {});
  const { text } = await ask("/.latchkey/account/two-factor/set-up");
  const [, secret] = /secret=([A-Z2-7]+)/.exec(text);
  await ask("/.latchkey/ui/turn_on", { code: code(secret) });
  tell("two-factor authentication is on");
  const hello = await ask("/notes");
  tell(`the application says: ${hello.text}`);
  if (hello.text !== "hello Ada, by pwd,otp,mfa") throw new Error("that is not what it should say");
  const seconds = (performance.now() - begun) / 1000;
  console.log(`${seconds.toFixed(1)} s for the machine's part, at most 60 with the person's: ${seconds < 60 ? "kept" : "NOT KEPT"}`);
} finally {
  guard.kill("SIGTERM");
  application.close();
  rmSync(folder, { recursive: true, force: true });
}

/** What an authenticator shows now (RFC 6238). */
function code(secret) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", key).update(step).digest();
  const number = mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}
