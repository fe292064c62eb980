// What every spec imports: a server for each worker, a watched browser for each test, and Ada, who uses it.
import { type BrowserContext, test as base } from "@playwright/test";
import { Database } from "./database.ts";
import { Person } from "./people.ts";
import { Server } from "./server.ts";
import { Watch } from "./watch.ts";

export { expect } from "@playwright/test";
export type { Person } from "./people.ts";

export interface PerTest {
  /** Fails the test if something goes wrong in its browsers that it has not announced. */
  watch: Watch;
  /** Another browser, as on another device, watched as well. */
  anotherBrowser: () => Promise<BrowserContext>;
  /** A person nobody knows yet, in front of this test's page. */
  ada: Person;
  /** Another one, in another browser. */
  bob: Person;
}

export interface PerWorker {
  /** What the server keeps its accounts in: SQLite in its data folder where nothing else is said. */
  store: "sqlite" | "postgres";
  /** Settings of the server, for `test.use` at the top of a spec. */
  settings: NodeJS.ProcessEnv;
  server: Server;
}

let tests = 0;

/** The server alone, for specs that bring a browser of their own, or none. */
export const withServer = base.extend<object, PerWorker>({
  settings: [{}, { option: true, scope: "worker" }],
  store: ["sqlite", { option: true, scope: "worker" }],
  server: [
    async ({ settings, store }, use) => {
      const database = store === "postgres" ? await Database.create() : undefined;
      const server = await Server.start(database ? { LATCHKEY_DATABASE_URL: database.url, ...settings } : settings);
      await use(server);
      await server.stop();
      await database?.remove();
    },
    { scope: "worker" },
  ],
});

export const test = withServer.extend<PerTest>({
  baseURL: async ({ server }, use) => use(server.url),
  // So that no test is slowed down by the guesses that another one made.
  extraHTTPHeaders: async ({}, use) => {
    tests += 1;
    await use({ "x-forwarded-for": `10.0.${tests >> 8}.${tests & 255}` });
  },
  watch: [
    async ({ context, server, javaScriptEnabled }, use, testInfo) => {
      const watch = new Watch(javaScriptEnabled !== false);
      const from = server.log.length;
      await watch.over(context);
      await use(watch);
      const log = server.log.slice(from);
      if (testInfo.status !== testInfo.expectedStatus) await testInfo.attach("server.log", { body: log });
      watch.check(log);
    },
    { auto: true },
  ],
  anotherBrowser: async ({ browser, contextOptions, baseURL, extraHTTPHeaders, javaScriptEnabled, watch }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ ...contextOptions, baseURL, extraHTTPHeaders, javaScriptEnabled });
      opened.push(context);
      await watch.over(context);
      return context;
    });
    for (const context of opened) await context.close();
  },
  ada: async ({ page, watch, javaScriptEnabled }, use) => {
    await use(new Person(page, watch, javaScriptEnabled !== false, "Ada Lovelace", tests));
  },
  bob: async ({ anotherBrowser, watch, javaScriptEnabled }, use) => {
    const page = await (await anotherBrowser()).newPage();
    await use(new Person(page, watch, javaScriptEnabled !== false, "Bob Kahn", tests));
  },
});
