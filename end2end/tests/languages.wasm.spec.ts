// Every page in every state in languages that nobody speaks: what is not in brackets is written in the code and not in locales/, and
// what does not fit is 40 % longer, or runs from right to left. docs/translating.md says more.
import type { Page } from "@playwright/test";
import { expect, test, WALK_MILLISECONDS } from "../accessibility/fixtures.ts";
import { PART_NAMES } from "../accessibility/states.ts";
import { PSEUDO } from "../languages.ts";
import { APP_NAME } from "../server.ts";

test.use({ settings: { LATCHKEY_PSEUDO_LOCALES: "true" }, trace: "off" });
test.describe.configure({ timeout: WALK_MILLISECONDS });

/** Words on a page, or told about it, that stand in no message. Runs in the browser. */
function wordsWithoutBrackets(known: string[]): string[] {
  const not = "script, code, time, svg, textarea, [lang]:not(html), .posts, .site-nav__name";
  const texts = [document.title];
  const nodes = document.createNodeIterator(document.body, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    if (!node.parentElement?.closest(not)) texts.push(node.textContent ?? "");
  }
  for (const name of ["aria-label", "alt", "title", "placeholder", "data-waiting", "data-says", "data-offline", "data-refused", "data-copied", "data-caps-lock"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (!element.matches(not)) texts.push(element.getAttribute(name) ?? "");
    }
  }
  const bare = texts.map((text) => known.reduce((rest, word) => rest.replaceAll(word, ""), text.replaceAll(/⟦[^⟧]*⟧/g, "")));
  return bare.filter((text) => /\p{Letter}{2}/u.test(text));
}

async function sidewaysScroll(page: Page): Promise<number[]> {
  const tooWide: number[] = [];
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 700 });
    if ((await page.evaluate(() => document.documentElement.scrollWidth)) > width) tooWide.push(width);
  }
  return tooWide;
}

for (const [how, language] of Object.entries(PSEUDO)) {
  test.describe(`with ${how} texts`, () => {
    test.use({ language });
    for (const part of PART_NAMES) {
      test(`${part} fit, and no sentence is in the code`, async ({ ada, page, walk }) => {
        const known = [ada.name, ada.email, APP_NAME, "OpenAPI 3.1", "UTC", "GET", "POST"];
        for await (const at of walk(part)) {
          const where = `${at.page}, ${at.state}`;
          expect.soft(await sidewaysScroll(page), where).toEqual([]);
          await expect(page.locator("html"), where).toHaveAttribute("lang", language);
          await expect(page.locator("html"), where).toHaveAttribute("dir", language === PSEUDO.mirrored ? "rtl" : "ltr");
          if (language === PSEUDO.accented) expect.soft(await page.evaluate(wordsWithoutBrackets, known), where).toEqual([]);
        }
      });
    }
  });
}
