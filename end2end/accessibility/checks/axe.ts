// axe's rules, all of those for A and AA, its best practices and those on trial; none left out, no exception.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { AxeResults, Result } from "axe-core";
import type { Left } from "../evidence.ts";
import type { At } from "../walker.ts";
import { appears } from "./media.ts";

export const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice", "experimental"];

const SCHEMES = ["light", "dark"] as const;

// The small one, once a page: reading the script takes longer than running it.
const axeSource = `if (!window.axe) {${readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8")}\n}`;

/** What all rules find, in light and dark. What they say of themselves is left for the document. */
export async function axe(page: Page, at: At, left?: Left): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of SCHEMES) {
    await appears(page, { colorScheme });
    const results = await builder(page).options({ resultTypes: ["violations"], runOnly: TAGS }).analyze();
    found.push(...results.violations.flatMap(told).map((finding) => `${colorScheme}: ${finding}`));
    if (left) leave(left, at, results);
  }
  await appears(page, { colorScheme: null });
  return found;
}

/** What the rule about small targets finds in the page as wide as it is now. */
export async function targets(page: Page): Promise<string[]> {
  const { violations } = await builder(page).withRules(["target-size"]).analyze();
  return violations.flatMap(told);
}

/** In one frame, as these pages have no others. */
function builder(page: Page): AxeBuilder {
  return new AxeBuilder({ page, axeSource }).setLegacyMode(true);
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
