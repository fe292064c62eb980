// How soon the sign-in page can be read, used, and lives: in Chromium with slow 4G and a processor four times slower than this one.
// Aim: first paint 0.6 s, usable 0.6 s, alive 1.0 s.
//
//   node benches/alive.mjs [ROUNDS]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "../end2end/node_modules/@playwright/test/index.mjs";
import { end, portOf, servers } from "./servers.mjs";

const ROUNDS = Number(process.argv[2] ?? 7);
/** As Lighthouse and Chromium's developer tools define slow 4G. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };

const folder = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
const [server] = await servers(1, `sqlite:${join(folder, "latchkey.db")}?mode=rwc`, folder);
const browser = await chromium.launch({
  executablePath: process.env.E2E_CHROMIUM,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const rounds = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const page = await (await browser.newContext({ baseURL: `http://localhost:${portOf(server)}` })).newPage();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.emulateNetworkConditions", SLOW_4G);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.addInitScript(() => {
    const seen = (name) => performance.getEntriesByName(name).length > 0 || performance.mark(name);
    new MutationObserver(() => {
      if (document.documentElement.dataset.hydrated) seen("alive");
    }).observe(document, { attributes: true, childList: true, subtree: true });
  });
  await page.goto("/sign-in");
  await page.waitForFunction(() => performance.getEntriesByName("alive").length && performance.getEntriesByName("first-contentful-paint").length);
  rounds.push(
    await page.evaluate(() => {
      const at = (name) => performance.getEntriesByName(name)[0].startTime;
      const [navigation] = performance.getEntriesByType("navigation");
      const paint = at("first-contentful-paint");
      // A form can be used once it is there and dressed.
      return { paint, usable: Math.max(paint, navigation.domInteractive), alive: at("alive") };
    }),
  );
  await page.context().close();
}
await browser.close();
await end(server);
rmSync(folder, { recursive: true, force: true });
const median = (name) => rounds.map((round) => round[name]).sort((a, b) => a - b)[Math.floor(rounds.length / 2)];
console.log("Sign-in page, slow 4G, processor 4x slower, median of", ROUNDS);
for (const name of ["paint", "usable", "alive"]) console.log(`  ${name.padEnd(7)} ${(median(name) / 1000).toFixed(2)} s`);
