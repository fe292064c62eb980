// `make bench PARTS=handed-out`: the program as it is handed out (make release): its bytes, its memory while nobody asks, and how soon
// it answers when it is started on a database that is there. Limits: 15 MiB, 20 MiB, 0.1 s.
//
//   node benches/handed-out.mjs [STARTS]
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { end, endAll, portOf, start } from "./servers.mjs";

const STARTS = Number(process.argv[2] ?? 11);
/** What is allocated and given back at the start is over by then, and every job has run once. */
const SETTLED_MS = 3000;
const MIB = 1024 * 1024;

const out = fileURLToPath(new URL("../target/handed-out", import.meta.url));
const stage = existsSync(out) && readdirSync(out).find((name) => name.endsWith("-linux"));
if (!stage) throw new Error("no program is handed out yet: make release");
const program = join(out, stage, "latchkey");
const folder = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
const env = { LATCHKEY_LISTEN: "127.0.0.1:0", LATCHKEY_LOG: "error" };
const serve = () => start(program, ["serve"], { env, cwd: folder });

/** Milliseconds from the start to the end of the first answer; the sign-in page, as a person asks for it. */
async function first(path) {
  const begun = performance.now();
  const server = await serve();
  const answer = await fetch(`http://127.0.0.1:${portOf(server)}${path}`);
  await answer.text();
  const ms = performance.now() - begun;
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  await end(server);
  return ms;
}

/** The memory of a process in MiB: all of it, what is its own, and what are pages of the file, which the system may drop. */
function memory({ child }) {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return ["VmRSS", "RssAnon", "RssFile"].map((name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024);
}

const verdict = (value, most) => (value <= most ? "kept" : "NOT KEPT");
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  const size = statSync(program).size / MIB;
  console.log(`program: ${size.toFixed(1)} MiB, at most 15: ${verdict(size, 15)}`);
  // The first start makes the database, and has the file in the system's memory.
  await first("/healthz");
  const server = await serve();
  await setTimeout(SETTLED_MS);
  const [all, own, file] = memory(server);
  console.log(`idle: ${all.toFixed(1)} MiB (${own.toFixed(1)} its own, ${file.toFixed(1)} of the file), at most 20: ${verdict(all, 20)}`);
  await end(server);
  for (const path of ["/healthz", "/sign-in"]) {
    const times = [];
    for (let number = 0; number < STARTS; number += 1) times.push(await first(path));
    const ms = median(times);
    console.log(`first answer, ${path}: ${ms.toFixed(0)} ms, median of ${STARTS}, at most 100: ${verdict(ms, 100)}`);
  }
} finally {
  endAll();
  rmSync(folder, { recursive: true, force: true });
}
