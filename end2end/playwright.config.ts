// `make e2e` runs this, after `. tools/env` has named the browser. Each spec runs twice: with JavaScript, and without any, as a
// plain browser sees the pages. *.wasm.spec.ts is about what the islands add and *.plain.spec.ts about what is there without
// them, so each runs once. The journeys run a third time, on PostgreSQL, and the most important ones in Firefox and in WebKit.
import { defineConfig, devices } from "@playwright/test";
import type { EngineOptions } from "./engines/fixtures.ts";
import type { PerTest, PerWorker } from "./fixtures.ts";

const executablePath = process.env.E2E_CHROMIUM;
if (!executablePath) {
  throw new Error("No browser: install Chromium (apt install chromium), then run `make e2e`; or put its path into E2E_CHROMIUM.");
}

// Chromium's sandbox refuses to start under root, as in many containers.
const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

// What people come for, once more on PostgreSQL: the rest is proved there over HTTP. And whatever your application has in tests/app.
const JOURNEYS = ["account-life", "authenticators", "turn-off"]
  .map((name) => `**/${name}.spec.ts`)
  .concat("**/app/*.spec.ts");

const ENGINES = "**/*engines.spec.ts";

export default defineConfig<PerTest & EngineOptions, PerWorker>({
  testDir: "tests",
  outputDir: "test-results",
  fullyParallel: true,
  // Twice as many as processors: a test often waits for a browser, or for the next code.
  workers: 4,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["./accessibility/reporter.ts"]],
  use: {
    ...devices["Desktop Chrome"],
    launchOptions: { executablePath, args },
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    screenshot: "only-on-failure",
    // A trace doubles the time of a test: `make e2e ARGS="NAME --trace on"` makes one.
    trace: "off",
  },
  projects: [
    { name: "javascript", testIgnore: ["**/*.plain.spec.ts", ENGINES] },
    { name: "plain", testIgnore: ["**/*.wasm.spec.ts", ENGINES], use: { javaScriptEnabled: false } },
    { name: "postgres", testMatch: JOURNEYS, testIgnore: ["**/*.wasm.spec.ts", "**/*.plain.spec.ts"], use: { store: "postgres" } },
    // Playwright runs and reports them; engines/ drives the browsers that the system has, where Playwright knows only its own.
    { name: "firefox", testMatch: ENGINES, use: { engine: "firefox" } },
    // WebKitGTK's driver was seen to stop answering for minutes. Nothing else is tried again: see engines/fixtures.ts.
    { name: "webkit", testMatch: ENGINES, retries: 1, use: { engine: "webkit" } },
  ],
});
