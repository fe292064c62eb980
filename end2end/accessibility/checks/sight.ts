// What people see, however they have set up browser and screen.
import type { Page } from "@playwright/test";
import { targets } from "./axe.ts";
import { installSight } from "./in-page.ts";
import { appears } from "./media.ts";

/** A window of 1280 by 1024 pixels at 400 %. */
const ZOOMED = { width: 320, height: 256 };

/** The text distances of success criterion 1.4.12. */
const SPACING = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }";

export type Found = Record<"reflow" | "spacing" | "targets" | "edges" | "forced" | "motion", string[]>;

/** All that can be told without pressing a key. */
export async function sight(page: Page): Promise<Found> {
  await page.evaluate(installSight);
  const motion = await moves(page);
  const edges = [...(await edgesIn(page, "light")), ...(await edgesIn(page, "dark"))];
  const forced = await forcedColours(page);
  const spacing = await apart(page);
  const wide = page.viewportSize();
  const names = await controlNames(page);
  await page.setViewportSize(ZOOMED);
  const reflow = [...(await fits(page)), ...missing(names, await controlNames(page))];
  const small = await targets(page);
  spacing.push(...(await apart(page)));
  if (wide) await page.setViewportSize(wide);
  return { reflow, spacing, targets: small, edges, forced, motion };
}

function controlNames(page: Page): Promise<string[]> {
  return page.evaluate(() => window.sight.controls().map(window.sight.name));
}

function missing(before: string[], after: string[]): string[] {
  const left = [...after];
  const isGone = (name: string) => {
    const at = left.indexOf(name);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  };
  return before.filter(isGone).map((name) => `${name} is gone`);
}

/** Nothing is wider than the window, and no text is cut. */
async function fits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const wide = scrollWidth > clientWidth ? [`the page is ${scrollWidth} pixels wide in a window of ${clientWidth}`] : [];
    return [...wide, ...window.sight.cutText()];
  });
}

async function apart(page: Page): Promise<string[]> {
  // A sheet that a script makes is no inline style, which the content security policy forbids.
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
  }, SPACING);
  const found = await fits(page);
  await page.evaluate(() => void document.adoptedStyleSheets.pop());
  return found;
}

/** The edge of a field or button, by its line or its ground, and the text in a field, whatever is drawn behind it. */
async function edgesIn(page: Page, colorScheme: "light" | "dark"): Promise<string[]> {
  await appears(page, { colorScheme });
  const found = await page.evaluate(() => {
    const { contrast, ground, controls, name } = window.sight;
    return controls()
      .filter((element) => element.matches("input:not([type=checkbox]), textarea, select, button, a.button"))
      .flatMap((element) => {
        const { borderTopStyle, borderTopWidth, borderTopColor, color } = getComputedStyle(element);
        const around = ground(element.parentElement);
        const line = borderTopStyle !== "none" && Number.parseFloat(borderTopWidth) >= 1 ? contrast(borderTopColor, around) : 1;
        const best = Math.max(line, contrast(ground(element), around));
        // A button without edges is told by its words, as a link is.
        const byWords = !element.matches("input, textarea, select") && contrast(color, ground(element)) >= 4.5;
        const text = element.matches("input, textarea") ? contrast(color, ground(element)) : Number.POSITIVE_INFINITY;
        return [
          ...(best >= 3 || byWords ? [] : [`${name(element)} stands out by ${best.toFixed(2)}:1`]),
          ...(text >= 4.5 ? [] : [`the text in ${name(element)} stands out by ${text.toFixed(2)}:1`]),
        ];
      });
  });
  await appears(page, { colorScheme: null });
  return found.map((finding) => `${colorScheme}: ${finding}`);
}

/** Where the colours are the system's, only lines and the colours of links and buttons are left to tell a control by. */
async function forcedColours(page: Page): Promise<string[]> {
  await appears(page, { forcedColors: "active" });
  const found = await page.evaluate(() => {
    const { ground, contrast, controls, name } = window.sight;
    const visible = (style: string, width: string, colour: string, around: string) =>
      style !== "none" && Number.parseFloat(width) >= 1 && contrast(colour, around) >= 3;
    return controls()
      .filter((element) => {
        const { borderTopStyle, borderTopWidth, borderTopColor, textDecorationLine, color } = getComputedStyle(element);
        const isLink = element.matches("a[href]") && color !== getComputedStyle(document.body).color;
        const isNative = element.matches("[type=checkbox], [type=radio]");
        const hasLine = visible(borderTopStyle, borderTopWidth, borderTopColor, ground(element.parentElement));
        return !isLink && !isNative && !hasLine && !textDecorationLine.includes("underline");
      })
      .map((element) => `${name(element)} has neither a line around it nor one below it`);
  });
  await appears(page, { forcedColors: null });
  return found;
}

/** Whatever runs for longer than can be seen, where reduced motion is asked for. */
async function moves(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const MOST_MILLISECONDS = 10;
    const seconds = (list: string) => Math.max(...list.split(",").map((time) => Number.parseFloat(time) * (time.trim().endsWith("ms") ? 1 : 1000)));
    const running = document
      .getAnimations()
      .filter(({ effect }) => Number(effect?.getComputedTiming().activeDuration) > MOST_MILLISECONDS)
      .map(({ effect }) => (effect instanceof KeyframeEffect && effect.target ? `${window.sight.name(effect.target)} moves` : "something moves"));
    const could = [...document.body.querySelectorAll("*")]
      .filter((element) => seconds(getComputedStyle(element).transitionDuration) > MOST_MILLISECONDS)
      .map((element) => `${window.sight.name(element)} would move`);
    return [...running, ...could];
  });
}
