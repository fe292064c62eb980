// What each page weighs on the wire, against weight.json: bytes of the bodies as the server really sends them. `make weight` shows
// the table.
import type { Page } from "@playwright/test";
import budgets from "../weight.json" with { type: "json" };
import { expect, test } from "../fixtures.ts";

/** Bytes of a page: its document; with what it needs to be read and used; with everything. */
interface Weight {
  html: number;
  usable: number;
  all: number;
}

/** Loads a page in a browser that has nothing of it yet. */
async function weigh(page: Page, path: string): Promise<Weight> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.clearBrowserCache");
  await cdp.detach();
  const bodies: Promise<[string, number]>[] = [];
  const listen = (request: import("@playwright/test").Request) => {
    const size = request.sizes().then(({ responseBodySize }) => responseBodySize);
    bodies.push(size.then((bytes) => [new URL(request.url()).pathname, bytes]));
  };
  page.on("requestfinished", listen);
  await page.goto(path);
  await page.waitForFunction(() => !document.querySelector("leptos-island") || document.documentElement.dataset.hydrated);
  await page.waitForLoadState("networkidle");
  page.off("requestfinished", listen);
  const sizes = await Promise.all(bodies);
  // A browser without a window fetches no icon.
  const icon = await page.locator("link[rel=icon]").getAttribute("href");
  const [, iconBytes] = await sizeOf(page, icon ?? "");
  const later = (name: string) => /\.wasm$|\/(latchkey|islands|__wasm_split[^/]*)\.js$/.test(name);
  const sum = (which: (name: string) => boolean) => sizes.filter(([name]) => which(name)).reduce((all, [, bytes]) => all + bytes, 0);
  return { html: sum((name) => name === path), usable: sum((name) => !later(name)), all: sum(() => true) + iconBytes };
}

async function sizeOf(page: Page, path: string): Promise<[string, number]> {
  const bytes = await page.evaluate(async (path) => {
    await fetch(path, { cache: "reload" });
    const entry = performance.getEntriesByName(new URL(path, location.href).href).at(-1);
    return entry instanceof PerformanceResourceTiming ? entry.encodedBodySize : Number.NaN;
  }, path);
  return [path, bytes];
}

test("no page weighs more than its budget", async ({ ada }) => {
  const table: Record<string, Weight> = {};
  const put = async (path: keyof typeof budgets) => (table[path] = await weigh(ada.page, path));
  await put("/");
  await put("/register");
  await put("/sign-in");
  await ada.register();
  await put("/account");
  await put("/account/confirm");
  await put("/posts");
  await ada.beginTwoFactor();
  await put("/account/two-factor/set-up");
  await ada.turnOnTwoFactor();
  await put("/account/recovery-codes");
  await ada.confirmRecoveryCodes();
  await put("/account/two-factor/turn-off");
  console.table(table);
  expect(Object.keys(table).sort()).toEqual(Object.keys(budgets).sort());
  for (const [path, budget] of Object.entries(budgets)) {
    for (const part of ["html", "usable", "all"] as const) {
      expect(table[path]?.[part], `${path}: ${part}`).toBeGreaterThan(0);
      expect.soft(table[path]?.[part], `${path}: ${part}`).toBeLessThanOrEqual(budget[part]);
    }
  }
});
