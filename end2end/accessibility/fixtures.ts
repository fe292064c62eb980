// What the specs of accessibility import: the walk in a language, a page that axe can run in, and the evidence.
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { test as base } from "../fixtures.ts";
import type { Language } from "../languages.ts";
import { Evidence } from "./evidence.ts";
import { type Part, PARTS } from "./states.ts";
import { type At, Walker } from "./walker.ts";

export { expect } from "@playwright/test";

/** A walk looks at some dozen states. */
export const WALK_MILLISECONDS = 360_000;

interface Accessibility {
  language: Language;
  walker: Walker;
  walk: (part: Part) => AsyncGenerator<At>;
  /** The page, or a copy of what the browser shows: axe is a script, and runs nowhere without JavaScript. */
  judged: () => Promise<Page>;
  evidence: Evidence;
}

/** With all that an operator can allow: what is on the pages by that is walked, too. */
export const EVERYTHING = {
  LATCHKEY_TRUSTED_BROWSER_DAYS: "30",
  LATCHKEY_MAIL_URL: "dev:",
  LATCHKEY_RECOVERY_WAIT_HOURS: "72",
  LATCHKEY_PERSONAL_PUSH_HOSTS: "ntfy.sh, push.example.com",
  LATCHKEY_CONFIG: fileURLToPath(new URL("apps.toml", import.meta.url)),
};

export const test = base.extend<Accessibility>({
  settings: [EVERYTHING, { scope: "worker" }],
  language: ["en", { option: true }],
  // Which the browser asks for by `Accept-Language`.
  locale: async ({ language }, use) => use(language),
  // What is on its way from one look to the next is not judged.
  contextOptions: async ({ contextOptions }, use) => use({ ...contextOptions, reducedMotion: "reduce" }),
  walker: async ({ ada, server }, use) => use(new Walker(ada, server)),
  walk: async ({ walker }, use) => use((part) => PARTS[part](walker)),
  judged: async ({ page, browser, javaScriptEnabled, viewport, locale }, use) => {
    if (javaScriptEnabled !== false) return use(async () => page);
    const context = await browser.newContext({ javaScriptEnabled: true, viewport, locale, reducedMotion: "reduce" });
    const copy = await context.newPage();
    let html = "";
    await copy.route("**/*", (route) =>
      route.request().isNavigationRequest() ? route.fulfill({ body: html, contentType: "text/html; charset=utf-8" }) : route.continue(),
    );
    await use(async () => {
      html = withoutScripts(await page.content());
      await copy.goto(page.url());
      return copy;
    });
    await context.close();
  },
  evidence: async ({ language, javaScriptEnabled }, use, testInfo) => {
    const evidence = new Evidence(language, javaScriptEnabled === false ? "plain" : "javascript");
    await use(evidence);
    await evidence.attachTo(testInfo);
  },
});

function withoutScripts(html: string): string {
  return html.replaceAll(/<script[^>]*>[\s\S]*?<\/script>|<link[^>]*rel="(modulepreload|preload)"[^>]*>/g, "");
}
