// axe's rules, all of those for A and AA, its best practices and those on trial; none left out, no exception.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import type { AxeResults, default as Axe, Result, RunOptions } from "axe-core";
import type { Left } from "../evidence.ts";
import type { At } from "../walker.ts";
import { appears } from "./media.ts";

export const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice", "experimental"];

declare global {
  interface Window {
    axe: typeof Axe;
  }
}

const SOURCE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** What all rules find in light, and in dark those about colours: no other's verdict hangs on them. What they say of themselves is left for the document. */
export async function axe(page: Page, at: At, left?: Left): Promise<string[]> {
  await appears(page, { colorScheme: "light" });
  const light = await run(page, { resultTypes: ["violations"], runOnly: TAGS });
  if (left) leave(left, at, light);
  await appears(page, { colorScheme: "dark" });
  const dark = await run(page, { resultTypes: ["violations"], runOnly: await aboutColours(page) });
  await appears(page, { colorScheme: null });
  return [...light.violations.flatMap(told).map((finding) => `light: ${finding}`), ...dark.violations.flatMap(told).map((finding) => `dark: ${finding}`)];
}

/** What the rule about small targets finds in the page as wide as it is now. */
export async function targets(page: Page): Promise<string[]> {
  const { violations } = await run(page, { runOnly: { type: "rule", values: ["target-size"] } });
  return violations.flatMap(told);
}

/** In the one frame that these pages have. The script is read once a page, which takes longer than running it. */
async function run(page: Page, options: RunOptions): Promise<AxeResults> {
  await prepare(page);
  return page.evaluate((options) => window.axe.run(document, options), options);
}

async function prepare(page: Page): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(SOURCE);
}

/** Of all rules those that axe itself counts among the rules about colours. */
async function aboutColours(page: Page): Promise<RunOptions["runOnly"]> {
  await prepare(page);
  const values = await page.evaluate(
    (tags) => window.axe.getRules(tags).filter(({ tags }) => tags.includes("cat.color")).map(({ ruleId }) => ruleId),
    TAGS,
  );
  return { type: "rule", values };
}

function told({ id, nodes }: Result): string[] {
  return nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary?.split("\n").slice(1).join("; ").trim()}`);
}

function leave(left: Left, at: At, { testEngine, passes, incomplete }: AxeResults): void {
  left.axe = testEngine.version;
  for (const { id, tags } of passes) left.rules[id] = tags.map(criterion).filter((number) => number !== undefined);
  for (const { id } of incomplete) left.undecided.push({ rule: id, page: at.page });
}

/** The success criterion of a tag such as wcag1412. */
function criterion(tag: string): string | undefined {
  const [, ...parts] = /^wcag(\d)(\d)(\d+)$/.exec(tag) ?? [];
  return parts.length ? parts.join(".") : undefined;
}
