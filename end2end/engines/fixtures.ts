// What the specs of other engines import: a browser for each test, with nothing in it, and Grace, who uses it.
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withServer } from "../fixtures.ts";
import { Watch } from "../watch.ts";
import { startFirefox } from "./firefox.ts";
import { Newcomer } from "./newcomer.ts";
import { Page } from "./page.ts";
import { startWebKit } from "./webkit.ts";

export { expect } from "@playwright/test";

const ENGINES = { firefox: startFirefox, webkit: startWebKit };

export interface EngineOptions {
  /** What the pages are shown in. */
  engine: keyof typeof ENGINES;
}

interface PerTest {
  /** A person nobody knows yet, in front of a browser nobody has used. */
  grace: Newcomer;
}

let tests = 0;

export const test = withServer.extend<PerTest & EngineOptions>({
  engine: ["firefox", { option: true }],
  grace: async ({ engine, server, javaScriptEnabled }, use, testInfo) => {
    // Whoever tries again must have met a driver that stopped answering: everything else has failed for good.
    const silence = join(testInfo.project.outputDir, `${testInfo.testId}.silent`);
    if (testInfo.retry > 0 && !existsSync(silence)) throw new Error("It has failed, and not by its driver's silence.");
    const browser = await ENGINES[engine](javaScriptEnabled !== false);
    const watch = new Watch(javaScriptEnabled !== false);
    const from = server.log.length;
    const keep = async (name: string, body: string | Buffer) => {
      const path = testInfo.outputPath(name);
      await writeFile(path, body);
      await testInfo.attach(name, { path });
    };
    try {
      const page = new Page(browser, server.url);
      await use(new Newcomer(page, watch, javaScriptEnabled !== false, ++tests));
      if (!browser.isSilent) for (const line of await browser.complaints()) watch.notes(line);
      if (testInfo.status !== testInfo.expectedStatus) {
        await keep("browser.log", browser.log);
        await keep("server.log", server.log.slice(from));
        await keep("screen.png", await page.screenshot());
      }
    } finally {
      if (browser.isSilent) await writeFile(silence, browser.log);
      await browser.close();
    }
    watch.check(server.log.slice(from));
  },
});
