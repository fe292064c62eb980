// Every page in every state in languages that nobody speaks: what is not in brackets is written in the code and not in locales/, and
// what does not fit is 40 % longer, or is laid out from right to left. docs/translating.md says more.
import type { Page } from "@playwright/test";
import { EVERYTHING, expect, test, WALK_MILLISECONDS } from "../accessibility/fixtures.ts";
import { type Part, PART_NAMES } from "../accessibility/states.ts";
import { PSEUDO } from "../languages.ts";
import { APP_NAME } from "../server.ts";

test.use({ settings: { ...EVERYTHING, LATCHKEY_PSEUDO_LOCALES: "true" } });
test.describe.configure({ timeout: WALK_MILLISECONDS });

/** Where sentences stand beside the text: for assistive technology, and for the islands to show later. */
const ATTRIBUTES = ["aria-label", "alt", "title", "placeholder"].concat(
  ["by-hand", "caps-lock", "copied", "fair", "guessable", "missing", "offline", "other", "refused", "says", "strong", "text", "title", "waiting"].map((name) => `data-${name}`),
);

/** Words on a page, or told about it, that stand in no message. Runs in the browser. */
function wordsWithoutBrackets({ known, attributes }: { known: string[]; attributes: string[] }): string[] {
  const typed = ".post__title, .post__text, .site-nav__name";
  const not = `script, code, time, svg, textarea, [lang]:not(html), ${typed}`;
  const texts = [document.title];
  // A sentence goes on in the elements that stand in its lines.
  const blocks = new Map<Element, string>();
  const nodes = document.createNodeIterator(document.body, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    let block = node.parentElement;
    if (!block || block.closest(not)) continue;
    while (block.parentElement && getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    blocks.set(block, `${blocks.get(block) ?? ""}${node.textContent}`);
  }
  texts.push(...blocks.values());
  for (const name of attributes) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (!element.matches(not)) texts.push(element.getAttribute(name) ?? "");
    }
  }
  const data = [...document.querySelectorAll(typed)].map(({ textContent }) => textContent ?? "").concat(known);
  // An administrator also sees whoever else is there.
  const told = (text: string) => text.replaceAll(/⟦[^⟧]*⟧/g, "").replaceAll(/[\w.]+@example\.com/g, "");
  const bare = texts.map((text) => data.reduce((rest, word) => (word ? rest.replaceAll(word, "") : rest), told(text)));
  return bare.filter((text) => /\p{Letter}{2}/u.test(text));
}

/** The widths that are too narrow for the page, as it is and mirrored. */
async function sidewaysScroll(page: Page): Promise<string[]> {
  const tooWide: string[] = [];
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 700 });
    const scrolls = await page.evaluate((width) => {
      const html = document.documentElement;
      const { dir } = html;
      const found = ["ltr", "rtl"].filter((direction) => {
        html.dir = direction;
        return html.scrollWidth > width;
      });
      html.dir = dir;
      return found;
    }, width);
    tooWide.push(...scrolls.map((direction) => `${width} ${direction}`));
  }
  return tooWide;
}

/** A language from right to left is told to the browser by every page alike, so some of them will do. Whether each fits is seen in the other one. */
const PARTS_OF = { accented: PART_NAMES, mirrored: ["second step", "posts"] } as const satisfies Record<keyof typeof PSEUDO, readonly Part[]>;

for (const how of ["accented", "mirrored"] as const) {
  const language = PSEUDO[how];
  test.describe(`with ${how} texts`, () => {
    test.use({ language });
    for (const part of PARTS_OF[how]) {
      test(`${part} fit, and no sentence is in the code`, async ({ ada, page, walk }) => {
        // Names of programs and systems are the same in every language, and so is what a person typed.
        const known = [`bob.${ada.email}`, "Bob", "The choir", ada.name, ada.email, APP_NAME, "OpenAPI 3.1", "UTC", "GET", "POST", "Chrome", "Firefox", "Windows", "Linux", "Node.js", "Pixel 9", "Laptop", "ntfy.sh, push.example.com", "vault.example.com", "board.example.com", "Notes", "Files"];
        for await (const at of walk(part)) {
          const where = `${at.page}, ${at.state}`;
          expect.soft(await sidewaysScroll(page), where).toEqual([]);
          await expect(page.locator("html"), where).toHaveAttribute("lang", language);
          await expect(page.locator("html"), where).toHaveAttribute("dir", language === PSEUDO.mirrored ? "rtl" : "ltr");
          if (language === PSEUDO.accented) expect.soft(await page.evaluate(wordsWithoutBrackets, { known, attributes: ATTRIBUTES }), where).toEqual([]);
        }
      });
    }
  });
}
