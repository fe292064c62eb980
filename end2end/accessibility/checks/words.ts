// What a page tells of itself: in its title, at its fields, above its forms and in its live regions.
import { expect, type Page } from "@playwright/test";
import type { Language } from "../../languages.ts";
import { APP_NAME } from "../../server.ts";
import type { At } from "../walker.ts";

/** Titles that were seen, each with what it stood for. */
export type Titles = Map<string, string>;

/** The title names this page and no other; that of a refusal tells that something was refused. */
export async function title(page: Page, at: At, seen: Titles): Promise<string[]> {
  const title = await page.title();
  const found = new RegExp(`\\S.* · ${APP_NAME}$`).test(title) ? [] : [`“${title}” does not end with the service's name`];
  // The title of before stands until the answer is there.
  if (at.kind === "busy") return found;
  const about = `${at.page}${at.kind === "refused" ? ", refused" : ""}`;
  const other = seen.get(title);
  if (other === undefined) seen.set(title, about);
  else if (other !== about) found.push(`“${title}” is the title of ${other}, too`);
  return found;
}

export async function language(page: Page, expected: Language): Promise<string[]> {
  const lang = await page.evaluate(() => document.documentElement.lang);
  return lang === expected ? [] : [`the page says “${lang}” to whoever asks for “${expected}”`];
}

/** Refused fields say so, with a sentence each, and the summary above the form leads to them. */
export async function errors(page: Page, at: At): Promise<string[]> {
  // What was refused before stands until the answer is there.
  if (at.kind === "busy") return [];
  if (at.kind !== "refused") {
    const invalid = await page.locator("[aria-invalid=true]").filter({ visible: true }).count();
    return invalid ? ["a field says that it is invalid, and nothing was refused"] : [];
  }
  return page.evaluate((wrong) => {
    const visible = (element: Element | null): element is HTMLElement => element instanceof HTMLElement && element.checkVisibility();
    const text = (element: Element) => element.textContent?.trim().replaceAll(/\s+/g, " ") ?? "";
    const described = (field: Element) =>
      (field.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean).map((id) => document.getElementById(id));
    const alerts = [...document.querySelectorAll("main [role=alert]")].filter(visible).filter((alert) => text(alert));
    const fields = [...document.querySelectorAll<HTMLInputElement>("main form [name]:not([type=hidden])")].filter(visible);
    const found = alerts.length === 1 ? [] : [`${alerts.length} alerts say that the form was refused`];

    for (const field of fields) {
      const isWrong = wrong.includes(field.name);
      const saysSo = field.getAttribute("aria-invalid") === "true";
      if (isWrong !== saysSo) found.push(`${field.name} ${saysSo ? "says that it is invalid and is not" : "does not say that it is invalid"}`);
      for (const sentence of described(field)) {
        if (!sentence || (text(sentence) && !visible(sentence))) found.push(`${field.name} is described by something that is not there`);
      }
      if (!isWrong) continue;
      const sentences = described(field).filter(visible).map(text);
      const links = alerts.flatMap((alert) => [...alert.querySelectorAll<HTMLAnchorElement>("a[href]")]);
      const link = links.find(({ hash }) => hash === `#${field.id}`);
      if (!link) found.push(`no link above the form leads to ${field.name}`);
      else if (!sentences.some((sentence) => sentence && text(link).includes(sentence))) found.push(`${field.name} is not described by what its link says`);
    }
    const missing = wrong.filter((name) => !fields.some((field) => field.name === name));
    return [...found, ...missing.map((name) => `there is no field ${name}`)];
  }, at.wrong);
}

/** What has happened stands in a live region, was said by it where no page was loaded, and the focus is somewhere. */
export async function status(page: Page, at: At): Promise<string[]> {
  const found: string[] = [];
  const region = at.kind === "refused" ? "alert" : "status";
  if (at.kind === "notice" || at.kind === "refused") {
    const told = await page.locator(`main [role=${region}]`).filter({ visible: true, hasText: /\S/ }).count();
    if (!told) found.push(`nothing stands in a region of role ${region}`);
  }
  const said = await page.evaluate(() => window.said?.splice(0) ?? []);
  if (!at.inPlace) return found;
  if (!said.some(({ role, text }) => role === region && text)) found.push(`no region of role ${region} has said anything; said was ${JSON.stringify(said)}`);
  const lost = await page.evaluate(() => !document.activeElement || document.activeElement === document.body);
  return lost ? [...found, "the focus is nowhere"] : found;
}

/** The page is what assistive technology is to be told. It is so at once, since the walk has waited for it. */
export async function snapshot(page: Page, expected: string): Promise<string[]> {
  try {
    await expect(page.locator("body")).toMatchAriaSnapshot(expected, { timeout: 1_000 });
    return [];
  } catch (error) {
    const [told = ""] = (error instanceof Error ? error.message : String(error)).split("\n\nCall log:");
    return [told];
  }
}

// --- Live regions -----------------------------------------------------------------------------------------------------

declare global {
  interface Window {
    /** What a screen reader would have said since it was asked last. */
    said?: { role: string; text: string }[];
  }
}

/** Listens to live regions as screen readers do: to alerts at once, to the others only if they were there before their text. */
export async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const said: { role: string; text: string }[] = [];
    const known = new WeakMap<Element, string>();
    const read = (say: boolean) => {
      for (const region of document.querySelectorAll<HTMLElement>("[role=alert], [role=status], [aria-live=polite], [aria-live=assertive]")) {
        const role = region.role ?? "status";
        const text = region.checkVisibility() ? region.innerText.trim() : "";
        const before = known.get(region);
        known.set(region, text);
        const isNews = before === undefined ? role === "alert" : before !== text;
        if (say && isNews && text) said.push({ role, text });
      }
    };
    window.said = said;
    addEventListener("DOMContentLoaded", () => {
      read(false);
      new MutationObserver(() => read(true)).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    });
  });
}
