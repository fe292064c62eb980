// Where the focus goes by Tab, and whether it is seen there.
import type { Page } from "@playwright/test";
import { installSight } from "./in-page.ts";
import { appears } from "./media.ts";

const THEMES = [
  { name: "light", media: { colorScheme: "light" }, byTab: true },
  { name: "dark", media: { colorScheme: "dark" }, byTab: false },
  { name: "forced colours", media: { forcedColors: "active" }, byTab: false },
] as const;

/** So often Tab may stop at no control on its way around. */
const STOPS_OF_WINDOW = 4;

/** What is wrong with the focus: on its way once around the page by Tab, and on each control in the other themes, in which Tab goes the same way. */
export async function focus(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const { name, media, byTab } of THEMES) {
    await appears(page, media);
    found.push(...(await (byTab ? around(page) : onEach(page))).map((finding) => `${name}: ${finding}`));
    await page.evaluate(() => window.sight.end());
    await appears(page, { colorScheme: null, forcedColors: null });
  }
  return found;
}

async function onEach(page: Page): Promise<string[]> {
  await page.evaluate(installSight);
  return page.evaluate(() => {
    window.sight.begin();
    return window.sight.all();
  });
}

async function around(page: Page): Promise<string[]> {
  await page.evaluate(installSight);
  const count = await page.evaluate(() => window.sight.begin());
  const reached = new Set<number>();
  const found: string[] = [];
  // Once around: every control, and the window itself between the last and the first, where it may stop more than once.
  for (let presses = 0; presses < count + STOPS_OF_WINDOW && reached.size < count; presses++) {
    await page.keyboard.press("Tab");
    const { stop, findings } = await page.evaluate(() => window.sight.stop());
    if (stop >= 0) reached.add(stop);
    found.push(...findings);
  }
  const names = await page.evaluate(() => window.sight.controls().map(window.sight.name));
  return [...found, ...names.filter((_, stop) => !reached.has(stop)).map((name) => `Tab does not reach ${name}`)];
}
