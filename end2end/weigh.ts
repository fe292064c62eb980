// Bytes of a page on the wire: of the bodies, as the server really sends them.
import { expect, type Page, type Request } from "@playwright/test";

/** Bytes of a page: its document; with what it needs to be read and used; with everything but the script of passkeys; and that. */
export interface Weight {
  html: number;
  usable: number;
  all: number;
  /** The script of passkeys alone: 0 where there is none. */
  passkey: number;
}

/** Loads a page in a browser that has nothing of it yet. */
export async function weigh(page: Page, path: string): Promise<Weight> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.clearBrowserCache");
  await cdp.detach();
  const bodies: Promise<[string, number]>[] = [];
  const listen = (request: Request) => {
    const size = request.sizes().then(({ responseBodySize }) => responseBodySize);
    bodies.push(size.then((bytes) => [new URL(request.url()).pathname, bytes]));
  };
  page.on("requestfinished", listen);
  await page.goto(path);
  await page.waitForFunction(() => !document.querySelector("leptos-island") || document.documentElement.dataset.hydrated);
  await page.waitForLoadState("networkidle");
  page.off("requestfinished", listen);
  const sizes = await Promise.all(bodies);
  // A browser without a window does not always fetch the icon.
  const icon = (await page.locator("link[rel=icon]").getAttribute("href")) ?? "";
  const iconBytes = sizes.some(([name]) => name === icon) ? 0 : (await sizeOf(page, icon))[1];
  // Fetched by browsers that have passkeys, once everything can be used. It has a budget of its own.
  const ofPasskeys = (name: string) => name.endsWith("/passkey.js");
  const later = (name: string) => ofPasskeys(name) || /\.wasm$|\/(latchkey|islands|__wasm_split[^/]*)\.js$/.test(name);
  const sum = (which: (name: string) => boolean) => sizes.filter(([name]) => which(name)).reduce((all, [, bytes]) => all + bytes, 0);
  return { html: sum((name) => name === path), usable: sum((name) => !later(name)), all: sum((name) => !ofPasskeys(name)) + iconBytes, passkey: sum(ofPasskeys) };
}

async function sizeOf(page: Page, path: string): Promise<[string, number]> {
  const bytes = await page.evaluate(async (path) => {
    // It is told once the body is there.
    await (await fetch(path, { cache: "reload" })).arrayBuffer();
    const entry = performance.getEntriesByName(new URL(path, location.href).href).at(-1);
    return entry instanceof PerformanceResourceTiming ? entry.encodedBodySize : Number.NaN;
  }, path);
  return [path, bytes];
}

/** Fails where a page weighs more than it may. */
export function fitsBudget(path: string, weight: Weight, budget: Weight): void {
  for (const part of ["html", "usable", "all"] as const) {
    expect(weight[part], `${path}: ${part}`).toBeGreaterThan(0);
    expect.soft(weight[part], `${path}: ${part}`).toBeLessThanOrEqual(budget[part]);
  }
  expect.soft(weight.passkey, `${path}: passkey`).toBeLessThanOrEqual(budget.passkey);
}
